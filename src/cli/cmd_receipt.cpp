// althing receipt check: what became of a ballot for which a log gave a receipt (DESIGN.md 5). A log that gave one and
// then returned the poll without the ballot is provably at fault: both are signed by its key.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "act/schema.h"
#include "cli/fold_record.h"
#include "cli/receipts.h"
#include "node/held_logs.h"
#include "node/relay.h"
#include "record/claim.h"
#include "record/limits.h"
#include "record/returned.h"
#include "tlog/bundle.h"

namespace althing::cli {
namespace {

struct ReceiptCommand {
  std::string file, where, poll;
  std::vector<std::string> witnesses;
};

// What a record says of the polls and logs that receipts are about.
struct Said {
  struct Return {
    act::ActId id;
    std::uint64_t closed = 0;
    std::string root;
  };
  std::map<act::ActId, UnixSeconds> closes;                              // polls
  std::map<std::pair<act::ActId, Key>, std::vector<Return>> returns;     // poll, log
  std::map<Key, std::vector<std::pair<UnixSeconds, std::uint64_t>>> marks;  // time, size
};

Result<Said> read_said(record::Source& source, std::uint64_t size, const std::set<Key>& logs) {
  Said out;
  for (std::uint64_t index = 0; index * tlog::kTileWidth < size; ++index) {
    const auto width = static_cast<unsigned>(std::min<std::uint64_t>(tlog::kTileWidth, size - index * tlog::kTileWidth));
    TRY(const std::string bytes, source.get(tlog::tile_path({true, 0, index, width})));
    TRY(const auto notes, tlog::parse_bundle(bytes, width));
    for (const std::string_view note : notes) {
      const auto act = act::parse_entry(note);
      if (!act || act->v != 1) continue;
      if (act->type == "poll") {
        if (const auto closes = parse_time(act->token("closes")); closes && act::check_schema(*act)) out.closes[act->id] = *closes;
        continue;
      }
      if (!logs.contains(act->by) || (act->type != "return" && act->type != "mark")) continue;
      if (!act::check_schema(*act) || !act::verify_signature(*act)) continue;  // nobody's word
      if (act->type == "mark") {
        out.marks[act->by].emplace_back(act->at, static_cast<std::uint64_t>(*act->body.at("size")->integer()));
      } else if (const auto poll = act->id_at("poll")) {
        const json::Value& closed = *act->body.at("closed");
        out.returns[{*poll, act->by}].push_back({act->id, static_cast<std::uint64_t>(*closed.at("size")->integer()), std::string(closed.text_at("root"))});
      }
    }
  }
  return out;
}

// The leaf at a place of the tree that a log returned, if the record has that prefix.
std::optional<Hash> leaf_at(record::Source& source, const tlog::Checkpoint& claim, const act::ActId& assembly, const Key& log, const Said::Return& returned, std::uint64_t place) {
  if (record::origin_of(assembly, log) == claim.origin) {
    tlog::VerifiedTileReader tree(returned.closed, parse_hex<Hash>(returned.root).value_or(Hash()), [&](const tlog::TileId& id) {
      auto bytes = source.get(tlog::tile_path(id));
      if (bytes || id.full()) return bytes;
      // A folder keeps the widest of each alone, which begins with the narrower ones.
      tlog::TileId widest = id;
      widest.width = static_cast<unsigned>(std::min<std::uint64_t>(tlog::kTileWidth, (claim.size >> (8 * id.level)) - id.index * tlog::kTileWidth));
      if (widest.width < id.width) return bytes;
      bytes = source.get(tlog::tile_path(widest));
      if (bytes && bytes->size() > id.width * sizeof(Hash)) bytes->resize(id.width * sizeof(Hash));
      return bytes;
    });
    const tlog::Node leaf{0, place};
    const auto read = tree.read(std::span(&leaf, 1));
    return read ? std::optional(read->front()) : std::nullopt;
  }
  for (std::size_t n = 0; n < record::kMaxReturnedBranches; ++n) {
    const auto leaves = record::read_returned(source, record::returned_dir(log, n));
    if (!leaves) break;
    const auto roots = node::roots_at(*leaves, {returned.closed});
    if (roots.contains(returned.closed) && roots.at(returned.closed) == returned.root) return (*leaves)[place];
  }
  return std::nullopt;
}

struct Finding {
  std::string state, words;
  bool fault = false;
};

Finding judge(record::Source& source, const tlog::Checkpoint& claim, const act::ActId& assembly, const StoredReceipt& receipt, const tlog::ProvenEntry& proven, const Said& said) {
  const auto returns = said.returns.find({receipt.poll, receipt.log});
  if (returns == said.returns.end()) return {"waiting", "its log has not returned the poll, as far as this record knows"};
  if (returns->second.size() > 1) return {"twice", "its log returned the poll more than once: its words void each other and are evidence against it", true};
  const Said::Return& returned = returns->second.front();
  if (proven.index < returned.closed) {
    const auto leaf = leaf_at(source, claim, assembly, receipt.log, returned, proven.index);
    if (!leaf) return {"unknown", "this record does not keep what the log returned, or that does not lead to the root it signed; ask another"};
    if (*leaf == tlog::leaf_hash(as_bytes(receipt.note))) return {"returned", fmt::format("entry {} of the {} that its log returned", proven.index, returned.closed)};
    return {"two_histories", fmt::format("FAULT of the log: the receipt it signed has this ballot at entry {}, the tree of {} entries it returned ({}) has something else there", proven.index, returned.closed,
                                         to_hex(returned.id)), true};
  }
  const auto closes = said.closes.find(receipt.poll);
  if (closes != said.closes.end()) {
    const std::string words = "FAULT of the log: it had this ballot at entry {} {}, before the poll closed, and returned {} entries ({})";
    for (const tlog::Cosigned& one : proven.cosigned) {
      if (one.time <= closes->second) {
        return {"omitted", fmt::format(fmt::runtime(words), proven.index, "when a witness saw its tree at " + format_time(one.time), returned.closed, to_hex(returned.id)), true};
      }
    }
    if (const auto marks = said.marks.find(receipt.log); marks != said.marks.end()) {
      for (const auto& [at, size] : marks->second) {
        if (at <= closes->second && size > proven.index) return {"omitted", fmt::format(fmt::runtime(words), proven.index, "by its own mark of " + format_time(at), returned.closed, to_hex(returned.id)), true};
      }
    }
  }
  return {"not_covered", fmt::format("its log returned {} entries, and this ballot is entry {}; nothing here proves that it was there before the poll closed", returned.closed, proven.index)};
}

Result<int> check(Context& context, const ReceiptCommand& command) {
  TRY(const auto receipts, load_receipts(*context.fs, command.file));
  TRY(const auto source, open_source(context, command.where));
  TRY(const tlog::Checkpoint claim, record::claimed_checkpoint(*source));
  TRY(const act::ActId assembly, parse_hex<act::ActId>(claim.origin.substr(0, claim.origin.find('/'))));
  std::vector<tlog::VerifierKey> witnesses;
  for (const std::string& text : command.witnesses) {
    TRY(witnesses.emplace_back(), tlog::parse_vkey(text));
  }
  std::set<Key> logs;
  for (const StoredReceipt& one : receipts) logs.insert(one.log);
  TRY(const Said said, read_said(*source, claim.size, logs));
  json::Array list;
  std::string text;
  bool fault = false;
  for (const StoredReceipt& one : receipts) {
    if (!command.poll.empty() && to_hex(one.poll) != command.poll) continue;
    TRY(const tlog::Proof proof, tlog::parse_proof(one.proof));
    const auto proven = tlog::verify_proof(proof, tlog::leaf_hash(as_bytes(one.note)), tlog::VerifierKey::make(record::origin_of(assembly, one.log), tlog::SignatureType::ed25519, one.log), witnesses);
    Finding found{"invalid", proven ? "" : "is no receipt of that log for this ballot: " + proven.error().text(), false};
    if (proven) found = judge(*source, claim, assembly, one, *proven, said);
    fault = fault || found.fault;
    list.push_back(json::object({{"ballot", to_hex(one.ballot)}, {"poll", to_hex(one.poll)}, {"log", act::key_text(one.log)}, {"state", found.state}, {"fault", found.fault}, {"words", found.words}}));
    text += fmt::format("ballot {}\n  log {}\n  {}: {}\n", to_hex(one.ballot), act::key_text(one.log), found.state, found.words);
  }
  context.print(json::object({{"receipts", std::move(list)}, {"fault", fault}}), text.empty() ? "No receipts of that poll.\n" : text);
  return fault ? kRefused : kDone;
}

}  // namespace

void add_receipt(CLI::App& app, Context& context) {
  CLI::App* receipt = app.add_subcommand("receipt", "Receipts of ballots");
  receipt->require_subcommand(1);
  auto command = std::make_shared<ReceiptCommand>();
  CLI::App* sub = receipt->add_subcommand("check", "Whether the logs that gave receipts for ballots returned them");
  sub->footer("Example:\n  althing receipt check me.key.receipts http://127.0.0.1:8080\n"
              "Reads the polls, returns and marks of that record and compares them with the receipts that `althing ballot` kept.\n"
              "Exit code 1 if a log is provably at fault: it signed a receipt for a ballot and returned the poll without it.");
  sub->add_option("RECEIPTS", command->file, "File that `althing ballot` wrote, or the browser saved")->required();
  sub->add_option("WHERE", command->where, "Data folder, its record/, an export, or a node's address")->required();
  sub->add_option("--poll", command->poll, "Only those of this poll");
  sub->add_option("--witness", command->witnesses, "Key (vkey) of a witness whose times are believed; repeatable")->allow_extra_args(false);
  sub->callback([&context, command] { context.run([&] { return check(context, *command); }); });
}

}  // namespace althing::cli
