// Tables of index.db. `act` and `slot` are the fold's state; `shown` and `search` are what people
// wrote, for lists and full-text search (`more`: the same in further languages; `dense`: see dense_text.h); `link` holds references pages follow that the fold ignores;
// `mark` holds each log key's marks, so that a logged time is one lookup. Later marks are never earlier: see add_mark().
// `cosigned` holds when a quorum of other nodes had cosigned a size of this log: the one table that is not made
// from the record (node/cosignatures.h keeps it).
// `summary` holds what pages show of a decided poll's count, so that it is counted once.
// `placed` holds the rows of the watch file that have a place and a time, `placed_label` their labels and `placed_count` how many
// there are by country, kind and month, `placed_total` the same of all months (placed_rows.h); `reach` is where a row ends that lasts beyond the day it began, `grain` how
// exactly its beginning is known (Grain, watch.h).
// `file_text`, `file_page` and `file_search` hold what was read in files that documents name (file_texts.h): like `cosigned` not made
// from the record, but read anew from the files if it is lost.
// `history` holds how many signatures a version had when this node's own marks were folded.
#pragma once

namespace althing::index {

/// Changes with any table; an index with another value is refilled.
inline constexpr int kSchemaVersion = 16;

// id8, key8, commitment8 and slot.key8 are the first 8 bytes of an id, a key, a commitment and the
// SHA-256 of a slot's key: an index over them is a third of one over the values, which is what keeps the
// fold fast when the database outgrows memory. Every lookup compares the value itself too.
inline constexpr const char* kCreate[] = {
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID",
    R"(CREATE TABLE act(
        no INTEGER PRIMARY KEY, id BLOB NOT NULL, type TEXT NOT NULL, v INTEGER NOT NULL, key BLOB NOT NULL,
        at INTEGER NOT NULL, commitment BLOB, status INTEGER NOT NULL, fixed INTEGER NOT NULL, reason TEXT,
        segment INTEGER, position INTEGER NOT NULL, flags INTEGER NOT NULL, parents TEXT,
        author INTEGER, actor INTEGER, subject INTEGER, mandate INTEGER, slot INTEGER, positive INTEGER NOT NULL,
        payload TEXT, id8 INTEGER NOT NULL, key8 INTEGER NOT NULL, commitment8 INTEGER))",
    "CREATE INDEX act_anchor ON act(key8) WHERE type IN ('join', 'rotate') AND status > 0",
    "CREATE INDEX act_about ON act(subject, type) WHERE subject IS NOT NULL AND type NOT IN ('sign', 'unsign')",
    "CREATE INDEX act_under ON act(mandate) WHERE mandate IS NOT NULL",
    "CREATE INDEX act_slot ON act(slot) WHERE slot IS NOT NULL",
    R"(CREATE TABLE slot(
        id INTEGER PRIMARY KEY, key8 INTEGER NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, subject INTEGER, owner INTEGER,
        winner INTEGER, active INTEGER NOT NULL, payload TEXT))",
    "CREATE INDEX slot_list ON slot(kind, subject, winner) WHERE active = 1",
    "CREATE TABLE counter(subject INTEGER, name TEXT, n INTEGER NOT NULL, PRIMARY KEY(subject, name)) WITHOUT ROWID",
    R"(CREATE TABLE placed(
        slot INTEGER PRIMARY KEY, row INTEGER NOT NULL, type TEXT NOT NULL, kind TEXT NOT NULL, country TEXT NOT NULL, extent TEXT NOT NULL,
        begins INTEGER NOT NULL, month INTEGER NOT NULL, ongoing INTEGER NOT NULL, owner INTEGER NOT NULL, parent INTEGER,
        backed INTEGER NOT NULL, doubted INTEGER NOT NULL, labels INTEGER NOT NULL, reach INTEGER, grain INTEGER NOT NULL))",
    "CREATE INDEX placed_row ON placed(row)",
    R"(CREATE TABLE placed_label(type TEXT, label TEXT, begins INTEGER, row INTEGER, slot INTEGER, PRIMARY KEY(type, label, begins, row, slot)) WITHOUT ROWID)",
    "CREATE INDEX placed_label_slot ON placed_label(slot)",
    "CREATE TABLE placed_count(type TEXT, country TEXT, kind TEXT, month INTEGER, n INTEGER NOT NULL, PRIMARY KEY(type, country, kind, month)) WITHOUT ROWID",
    "CREATE TABLE placed_total(type TEXT, country TEXT, kind TEXT, n INTEGER NOT NULL, PRIMARY KEY(type, country, kind)) WITHOUT ROWID",
    "CREATE TABLE held(no INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    "CREATE TABLE waiting(missing BLOB, no INTEGER, PRIMARY KEY(missing, no)) WITHOUT ROWID",
    "CREATE TABLE seat(grp TEXT, member INTEGER, founding INTEGER NOT NULL, PRIMARY KEY(grp, member)) WITHOUT ROWID",
    "CREATE TABLE outcome(poll INTEGER PRIMARY KEY, text TEXT NOT NULL, charter INTEGER)",
    "CREATE TABLE summary(poll INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    "CREATE INDEX outcome_charter ON outcome(charter) WHERE charter IS NOT NULL",
    R"(CREATE TABLE voter(poll INTEGER, place INTEGER, member INTEGER NOT NULL, groups TEXT NOT NULL, ballot INTEGER,
        PRIMARY KEY(poll, place)) WITHOUT ROWID)",
    "CREATE TABLE link(kind TEXT, target BLOB, source INTEGER, PRIMARY KEY(kind, target, source)) WITHOUT ROWID",
    "CREATE TABLE mark(key BLOB, size INTEGER, at INTEGER NOT NULL, no INTEGER NOT NULL, PRIMARY KEY(key, size)) WITHOUT ROWID",
    "CREATE TABLE cosigned(size INTEGER PRIMARY KEY, at INTEGER NOT NULL)",
    "CREATE INDEX cosigned_at ON cosigned(at)",
    "CREATE INDEX mark_at ON mark(key, at)",
    "CREATE TABLE history(subject INTEGER, mark INTEGER, at INTEGER NOT NULL, size INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY(subject, mark)) WITHOUT ROWID",
    R"(CREATE TABLE shown(no INTEGER PRIMARY KEY, lang TEXT NOT NULL, title TEXT NOT NULL, name TEXT NOT NULL,
        text TEXT NOT NULL, more TEXT NOT NULL, dense TEXT NOT NULL, detail TEXT))",
    R"(CREATE VIRTUAL TABLE search USING fts5(title, name, text, more, dense, content='shown', content_rowid='no',
        tokenize='unicode61 remove_diacritics 2'))",
    R"(CREATE TABLE file_text(file BLOB PRIMARY KEY, reader INTEGER NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,
        cut INTEGER NOT NULL, pages INTEGER NOT NULL) WITHOUT ROWID)",
    "CREATE TABLE file_page(id INTEGER PRIMARY KEY, file BLOB NOT NULL, page INTEGER NOT NULL, text TEXT NOT NULL, dense TEXT NOT NULL, UNIQUE(file, page))",
    R"(CREATE VIRTUAL TABLE file_search USING fts5(text, dense, content='file_page', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2'))",
};

// Indexes that bulk_maps.h stands in for while a rebuild fills the tables.
inline constexpr const char* kCreateKeys[] = {
    "CREATE INDEX act_id ON act(id8)",
    "CREATE INDEX act_key ON act(key8)",
    "CREATE INDEX slot_key ON slot(key8)",
};

// Indexes that the fold does without: a rebuild makes them when the tables are full, which is cheaper.
inline constexpr const char* kCreateAfter[] = {
    "CREATE INDEX act_head ON act(key8) WHERE flags & 2 = 0 AND status > 0",
    "CREATE INDEX act_commitment ON act(commitment8) WHERE commitment8 IS NOT NULL",
    "CREATE INDEX act_appointed ON act(substr(payload, 1, 43), no) WHERE type = 'appoint'",
    "CREATE INDEX act_type ON act(type, no) WHERE type NOT IN ('sign', 'unsign', 'mark')",
    "CREATE INDEX slot_vouches_by ON slot(owner, winner) WHERE kind = 'vouch' AND active = 1",
    "CREATE INDEX seat_member ON seat(member)",
    "CREATE INDEX slot_member_kind ON slot(substr(payload, 1, instr(payload, '|')), subject) WHERE kind = 'member' AND active = 1",
    "CREATE INDEX slot_member_country ON slot(substr(payload, -3), subject) WHERE kind = 'member' AND active = 1",
    "CREATE INDEX slot_signer ON slot(subject, owner) WHERE kind = 'signature' AND active = 1 AND owner IS NOT NULL",
    "CREATE INDEX slot_country ON slot(subject, substr(payload, -2), winner) WHERE kind = 'signature' AND active = 1 AND substr(payload, -1) <> '|'",
    "CREATE INDEX slot_capacity ON slot(subject, substr(payload, 1, instr(payload, '|')), winner) WHERE kind = 'signature' AND active = 1",
    "CREATE INDEX link_source ON link(source)",
    "CREATE INDEX placed_time ON placed(type, begins, row, kind, country, extent, owner)",
    "CREATE INDEX placed_country ON placed(type, country, begins, row, kind, extent, owner)",
    "CREATE INDEX placed_kind ON placed(type, kind, begins, row, country, extent, owner)",
    "CREATE INDEX placed_both ON placed(type, country, kind, begins, row, extent, owner)",
    "CREATE INDEX placed_owner ON placed(type, owner, begins, row, kind, country, extent)",
    "CREATE INDEX placed_extent ON placed(type, extent, begins, row, kind, country, owner)",
    "CREATE INDEX placed_parent ON placed(type, parent, begins, row) WHERE parent IS NOT NULL",
    "CREATE INDEX placed_backed ON placed(type, begins, row, kind, country) WHERE backed > 0",
    "CREATE INDEX placed_doubted ON placed(type, begins, row, kind, country) WHERE doubted > 0",
    "CREATE INDEX placed_long ON placed(type, reach, begins, row, kind, country, owner, parent) WHERE reach IS NOT NULL",
    "CREATE INDEX placed_vague ON placed(type, begins, row, kind, country, extent, owner, parent, grain) WHERE grain >= 3",
    "CREATE INDEX placed_ongoing ON placed(type, begins, row, kind, country) WHERE ongoing = 1",
};

}  // namespace althing::index
