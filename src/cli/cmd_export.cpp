// althing export: the public record as a folder anyone can audit, everything as pages or as tables, or a statement's
// signatories as CSV.
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/progress.h"
#include "cli/static_copy.h"
#include "index/index.h"
#include "node/cosignatures.h"
#include "peer/evidence.h"
#include "record/layout.h"
#include "record/record.h"
#include "web/export.h"
#include "web/kit/csv.h"

namespace althing::cli {
namespace {

struct ExportOptions {
  std::string dir, out, statement, base_url, still;
  std::vector<std::string> langs, live;
  bool csv = false, tables = false, columns = false;
  std::size_t max_files = web::kMaxStillFiles;
};

Result<void> copy_public(Context& context, record::Record& record, const std::string& path, const std::string& out) {
  TRY(const std::string bytes, record.read_public(path));
  const std::string to = join_path(out, path);
  TRY_VOID(context.fs->make_dirs(parent_dir(to)));
  return context.fs->put_file(to, as_bytes(bytes));
}

// Evidence of forks, as it is: whoever has the copy can show it on.
Result<std::uint64_t> copy_evidence(Context& context, const ExportOptions& options) {
  peer::Evidence held(*context.fs, join_path(options.dir, record::kForkDir)), out(*context.fs, join_path(options.out, "fork"));
  TRY_VOID(held.load());
  for (const auto& [name, fork] : held.all()) TRY_VOID(out.keep(fork));
  return held.all().size();
}

// The newest checkpoint with what others cosigned of it, if the node that ran here left it.
std::string with_cosignatures(Context& context, const ExportOptions& options, const record::Record& record, const std::string& checkpoint) {
  node::Cosignatures cosignatures(*context.fs, options.dir);
  const auto log = tlog::VerifierKey::make(record.origin(), tlog::SignatureType::ed25519, record.log_key().key());
  static_cast<void>(cosignatures.load(log));  // without them the checkpoint is as good as it was
  return cosignatures.with(checkpoint);
}

// The files one checkpoint implies, whatever a running node writes meanwhile.
Result<int> export_record(Context& context, const ExportOptions& options) {
  TRY(const auto record, record::Record::open(*context.fs, options.dir, {.read_only = true}));
  if (context.fs->exists(options.out)) return fail(Errc::conflict, options.out, "exists; choose a new folder");
  const auto snapshot = record->snapshot();
  TRY_VOID(context.fs->make_dirs(options.out));
  std::vector<std::string> paths;
  for (const tlog::TileId& tile : tlog::new_tiles(0, snapshot->size)) paths.push_back(tlog::tile_path(tile));
  for (const tlog::TileId& bundle : tlog::new_bundles(0, snapshot->size)) {
    paths.push_back(tlog::tile_path(bundle));
    paths.push_back(record::pack_path(bundle));
  }
  Progress progress("exporting", context.json);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    TRY_VOID(copy_public(context, *record, paths[i], options.out));
    progress.show(i + 1, paths.size());
  }
  std::uint64_t blobs = 0;
  const std::string blob_dir = join_path(options.dir, record::kBlobDir);
  if (context.fs->exists(blob_dir)) {
    TRY(const auto names, context.fs->list(blob_dir));
    for (const DirEntry& name : names) {
      const auto hash = parse_hex<Hash>(name.name);
      if (!hash) continue;
      TRY(const std::string bytes, record->read_blob(*hash));
      TRY_VOID(context.fs->make_dirs(join_path(options.out, "blob")));
      TRY_VOID(context.fs->put_file(join_path(options.out, record::blob_path(*hash)), as_bytes(bytes)));
      ++blobs;
    }
  }
  TRY(const std::uint64_t forks, copy_evidence(context, options));
  // Last, and durable: without it the folder is no record.
  TRY_VOID(context.fs->replace_file(join_path(options.out, "checkpoint"), as_bytes(with_cosignatures(context, options, *record, snapshot->checkpoint))));
  context.print(json::object({{"out", options.out}, {"entries", snapshot->size}, {"files", paths.size()}, {"blobs", blobs}, {"forks", forks}}),
                fmt::format("Record of {} entries in {}: {} files and {} blobs, no keys.{} Check it: althing audit {}\n", snapshot->size, options.out, paths.size(),
                            blobs, forks > 0 ? fmt::format(" {} pieces of evidence that other logs signed two histories.", forks) : "", options.out));
  return kDone;
}

Result<int> export_signatories(Context& context, const ExportOptions& options) {
  TRY(const act::ActId version, parse_hex<act::ActId>(options.statement));
  TRY(const KeyPair operator_key, record::Record::load_key(*context.fs, options.dir, "operator"));
  TRY(const KeyPair log_key, record::Record::load_key(*context.fs, options.dir, "log"));
  TRY(const auto reader, index::open_reader(join_path(options.dir, "index.db"), {true, operator_key.key(), log_key.key()}));
  if (!reader->statement(version)) return fail(Errc::not_found, "--statement", "is no statement version this folder holds");
  std::string csv = "sign act,at,logged,capacity,name,affiliation,country,key\r\n";
  json::Array list;
  index::SignatoryQuery query;
  query.limit = 500;
  for (bool more = true; more;) {
    const index::SignatoryPage page = reader->signatories(version, query);
    for (const index::Signatory& s : page.rows) {
      const std::string at = format_time(s.act.at), key = act::key_text(s.act.key);
      const std::string logged = s.act.logged ? format_time(s.act.logged->at) : std::string();
      csv += to_hex(s.act.id) + "," + at + "," + logged + "," + s.capacity + ",";
      web::csv_cell(csv, s.name, web::TextKind::line);
      web::csv_cell(csv, s.affiliation, web::TextKind::line);
      csv += s.country + ",";
      web::csv_cell(csv, key, web::TextKind::line, true);
      list.push_back(json::object({{"id", to_hex(s.act.id)}, {"at", at}, {"logged", logged.empty() ? json::Value() : json::Value(logged)},
                                   {"capacity", s.capacity}, {"name", s.name}, {"affiliation", s.affiliation},
                                   {"country", s.country}, {"key", key}}));
    }
    more = page.more && !page.rows.empty();
    if (more) query.after = page.rows.back().act.no;
  }
  if (!options.out.empty()) {
    TRY_VOID(context.fs->replace_file(options.out, as_bytes(csv)));
    context.print(json::object({{"out", options.out}, {"signatories", list.size()}}), fmt::format("{} signatories in {}.\n", list.size(), options.out));
  } else {
    context.print(json::Value(std::move(list)), csv);
  }
  return kDone;
}

// One file of the set, written in pieces so that its size does not matter.
Result<void> export_table(Context& context, const web::Export& table, web::ExportForm form, record::Record& record, index::Reader& reader, const ExportOptions& options) {
  const std::string path = join_path(options.out, std::string(table.name) + (form == web::ExportForm::csv ? ".csv" : ".json"));
  TRY(const auto file, context.fs->open(path, OpenMode::create));
  std::uint64_t size = 0;
  const auto put = [&](const std::string& text) -> Result<void> {
    TRY_VOID(file->write(size, as_bytes(text)));
    size += text.size();
    return {};
  };
  TRY_VOID(put(web::export_head(table, form)));
  bool first = true;
  for (index::ActNo from = 0; from != index::kNone;) {
    TRY(const std::string rows, web::export_rows(table, form, record, reader, options.base_url, from, first));
    TRY_VOID(put(rows));
  }
  TRY_VOID(put(web::export_tail(form)));
  return file->sync();
}

Result<int> export_tables(Context& context, const ExportOptions& options) {
  if (options.dir.empty() || options.out.empty()) return fail(Errc::usage, "OUT", "is missing: give the data folder and the folder to make");
  if (context.fs->exists(options.out)) return fail(Errc::conflict, options.out, "exists; choose a new folder");
  TRY(const auto record, record::Record::open(*context.fs, options.dir, {.read_only = true}));
  TRY(const KeyPair operator_key, record::Record::load_key(*context.fs, options.dir, "operator"));
  TRY(const KeyPair log_key, record::Record::load_key(*context.fs, options.dir, "log"));
  TRY(const auto reader, index::open_reader(join_path(options.dir, "index.db"), {true, operator_key.key(), log_key.key()}));
  TRY_VOID(context.fs->make_dirs(options.out));
  const index::ReadSnapshot snapshot(*reader);  // all files show one state
  std::size_t files = 0;
  for (const web::Export& table : web::exports()) {
    for (const web::ExportForm form : {web::ExportForm::csv, web::ExportForm::json}) {
      TRY_VOID(export_table(context, table, form, *record, *reader, options));
      ++files;
    }
  }
  context.print(json::object({{"out", options.out}, {"files", files}, {"entries", reader->folded()}}),
                fmt::format("{} files in {}, of {} entries. Columns: docs/exports.md.\n", files, options.out, reader->folded()));
  return kDone;
}

Result<int> export_command(Context& context, const ExportOptions& options) {
  if (options.columns) {
    fmt::print("{}", web::exports_markdown());
    return kDone;
  }
  if (!options.still.empty()) return export_static(context, {options.dir, options.still, options.langs, options.live, options.base_url, options.max_files});
  if (options.dir.empty()) return fail(Errc::usage, "DIR", "is missing");
  if (options.tables) return export_tables(context, options);
  if (!options.statement.empty()) return export_signatories(context, options);
  if (options.out.empty()) return fail(Errc::usage, "OUT", "is missing");
  return export_record(context, options);
}

}  // namespace

void add_export(CLI::App& app, Context& context) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* sub = app.add_subcommand("export", "Copy the public record out, or what it says as flat files");
  sub->footer("Example:\n  althing export data /mnt/usb/record\n  althing export data --statement VERSION --csv > names.csv\n"
              "  althing export data tables --tables\n"
              "  althing export data --static site --live https://althing.example.org\n"
              "  althing export --static site --node http://127.0.0.1:8080     (of a node that runs)\n"
              "The copy fits one checkpoint even while the node runs, and holds no keys. It can be served as plain\n"
              "files, audited, and restored from.");
  sub->add_option("DIR", options->dir, "Data folder");
  sub->add_flag("--tables", options->tables, "Everything as CSV and JSON files in the folder OUT (docs/exports.md)");
  sub->add_option("--static", options->still, "Everything as pages in this new folder, with the record: for any web server, a stick or a disk");
  sub->add_option("--lang", options->langs, "With --static: only these languages (en ar es fr ru zh)")->delimiter(',');
  sub->add_option("--live", options->live, "With --static: address of a node that takes part, named where one is needed; may be repeated. Default: the node's peers");
  sub->add_option("--max-files", options->max_files, "With --static: addresses of pages and files copied at most, beside the record")->capture_default_str();
  sub->add_option("--base-url", options->base_url, "With --tables and --static: address that permalinks begin with");
  sub->add_flag("--columns", options->columns, "Print what the files and columns are, as Markdown");
  sub->add_option("OUT", options->out, "Folder to make (with --statement: CSV file, default standard output)");
  sub->add_option("--statement", options->statement, "Version whose signatories to export");
  sub->add_flag("--csv", options->csv, "As CSV (the default with --statement)");
  sub->callback([&context, options] { context.run([&] { return export_command(context, *options); }); });
}

}  // namespace althing::cli
