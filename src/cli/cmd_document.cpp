// althing document: put a file on record with where it came from, and read the text in files.
#include <fmt/format.h>

#include <filesystem>

#include "cli/acting.h"
#include "crypto/sha256.h"
#include "extract/helper.h"
#include "record/limits.h"

namespace althing::cli {
namespace {

struct Options {
  std::string file, provenance, of, src, title, lang, date, source, note, media, on_behalf, mandate, id;
  std::vector<std::string> details;
  std::uint64_t page = 0;
  bool print = false;
};

// What the node would take the file for; nothing if that is not plain from its name.
std::string media_of(const std::string& name) {
  static constexpr std::pair<std::string_view, std::string_view> kKnown[] = {
      {".pdf", "application/pdf"}, {".html", "text/html"}, {".htm", "text/html"}, {".txt", "text/plain"}, {".md", "text/markdown"}};
  for (const auto& [end, media] : kKnown) {
    if (name.ends_with(end)) return std::string(media);
  }
  return {};
}

Result<std::string> file_at(Context& context, const std::string& path) {
  auto bytes = context.fs->read_file(path, record::kMaxBlobBytes);
  if (!bytes && bytes.error().code == Errc::too_large) return fail(Errc::too_large, "FILE", "a file has at most 64 MiB");
  return bytes;
}

Result<json::Object> words(Context& context, const Options& options) {
  const std::string name = std::filesystem::path(options.file).filename().string();
  json::Object out;
  out.set("title", options.title.empty() ? name : options.title);
  out.set("filename", name);
  const std::string media = options.media.empty() ? media_of(name) : options.media;
  for (const auto& [member, value] : {std::pair("media", media), std::pair("lang", options.lang), std::pair("date", options.date), std::pair("source", options.source),
                                      std::pair("note", options.note)}) {
    if (!value.empty()) out.set(member, value);
  }
  TRY(const json::Object more, detail_from_pairs(*context.fs, options.details));
  for (const auto& [member, value] : more) out.set(member, value);
  return out;
}

Result<int> add(Context& context, const Options& options) {
  TRY(const std::string bytes, file_at(context, options.file));
  TRY(json::Object detail, words(context, options));
  const std::string sha = to_hex(sha256(bytes));
  json::Object body;
  body.set("act", "document");
  body.set("sha256", sha);
  body.set("provenance", options.provenance);
  for (const auto& [member, value] : {std::pair("of", options.of), std::pair("src", options.src), std::pair("for", options.on_behalf), std::pair("mandate", options.mandate)}) {
    if (!value.empty()) body.set(member, value);
  }
  TRY(const KeyFile keys, load_key_file(*context.fs, context.key_file));
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const Author author, author_of(api, keys));
  TRY(const Made made, compose(author, std::move(body), std::move(detail), context.clock.now()));
  if (options.print) return deliver(context, api, made, true);
  TRY(json::Value receipt, api.submit(made.note, made.detail));
  const std::string id(receipt.text_at("id"));
  // The act stands; whoever has the file can bring it later.
  if (const auto stored = api.put_blob(sha, bytes); !stored) {
    return fail(stored.error().code, stored.error().field, fmt::format("document {} is on record, its file is not: {}; bring it with PUT /blob/{}", id, stored.error().message, sha));
  }
  receipt.object()->set("sha256", sha);
  receipt.object()->set("bytes", std::uint64_t{bytes.size()});
  context.print(receipt, fmt::format("{} {}\n  file {} ({} bytes)\n  text, when the node has read it: althing document text {}\n", receipt.text_at("status"), id, sha, bytes.size(), id));
  return kDone;
}

// A line between pages: a form feed would be shown as a code.
std::string pages_of(const json::Array& pages) {
  std::string out;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (i > 0) out += fmt::format("\n--- {} ---\n\n", i + 1);
    if (pages[i].string() != nullptr) out += *pages[i].string() + "\n";
  }
  return out;
}

Result<int> text(Context& context, const Options& options) {
  TRY(ApiClient api, ApiClient::open(context.node));
  const std::string query = options.page > 0 ? "?page=" + std::to_string(options.page) : "";
  TRY(const json::Value answer, api.get_json("/documents/" + options.id + "/text" + query));
  const std::string_view state = answer.text_at("state");
  if (state != "text" && !context.json) {
    const std::string_view reason = answer.text_at("reason");
    fmt::print(stderr, "althing: no text: {}{}\n", state, reason.empty() ? "" : fmt::format(" ({})", reason));
    return kRefused;
  }
  const json::Value* pages = answer.at("text");
  context.print(answer, pages != nullptr && pages->array() != nullptr ? pages_of(*pages->array()) : "");
  return state == "text" ? kDone : kRefused;
}

Result<int> read(Context& context, const Options& options) {
  TRY(const auto helper, extract::Helper::start());
  TRY(const std::string bytes, file_at(context, options.file));
  TRY(const extract::Outcome found, helper->read(bytes));
  json::Array pages;
  for (const std::string& page : found.pages) pages.emplace_back(page);
  if (!found.reason.empty() && !context.json) fmt::print(stderr, "althing: no text: {}\n", found.reason);
  const std::string shown = pages_of(pages);
  context.print(json::object({{"kind", found.kind}, {"reason", found.reason}, {"cut", found.cut}, {"pages", std::uint64_t{found.pages.size()}}, {"text", std::move(pages)}}), shown);
  return found.reason.empty() ? kDone : kRefused;
}

}  // namespace

void add_document(CLI::App& app, Context& context) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("document", "Put files on record, and read the text in them");
  command->require_subcommand(1);
  command->footer("Example:\n  althing document add paper.pdf --key me.key --provenance leaked --of INSTRUMENT --title \"A working paper\"\n"
                  "  althing document text DOCUMENT\n  althing document read paper.pdf");
  CLI::App* make = command->add_subcommand("add", "Log a document and hand its file in");
  make->add_option("FILE", options->file, "The file, at most 64 MiB")->required();
  make->add_option("--provenance", options->provenance, "official, leaked, requested or archived")->required()->check(CLI::IsMember({"official", "leaked", "requested", "archived"}));
  make->add_option("--of", options->of, "The instrument it belongs to");
  make->add_option("--src", options->src, "Name of the row in its source: a later document of yours with the same name is its new version");
  make->add_option("--title", options->title, "Title (default: the file's name)");
  make->add_option("--lang", options->lang, "Language of the document, such as en");
  make->add_option("--date", options->date, "Its date, YYYY-MM-DD");
  make->add_option("--source", options->source, "Address it was taken from");
  make->add_option("--note", options->note, "Anything else about where it comes from");
  make->add_option("--media", options->media, "Media type (default: by the file's name)");
  make->add_option("--detail", options->details, "NAME=VALUE, further words; NAME=@FILE reads a file");
  make->add_option("--for", options->on_behalf, "Join of the organisation you act for");
  make->add_option("--mandate", options->mandate, "Its appoint act");
  make->add_flag("--print", options->print, "Print the act instead of sending it; the file is not sent either");
  make->callback([&context, options] { context.run([&] { return add(context, *options); }); });
  CLI::App* show = command->add_subcommand("text", "Print the text that the node read in a document's file");
  show->add_option("DOCUMENT", options->id, "Id of a document act")->required();
  show->add_option("--page", options->page, "Only this page, from 1")->check(CLI::PositiveNumber);
  show->callback([&context, options] { context.run([&] { return text(context, *options); }); });
  CLI::App* local = command->add_subcommand("read", "Read a file here as a node would, confined and within its limits");
  local->add_option("FILE", options->file, "PDF, HTML or plain text")->required();
  local->callback([&context, options] { context.run([&] { return read(context, *options); }); });
}

}  // namespace althing::cli
