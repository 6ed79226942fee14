// See planner.h. The parts: rows.cpp, provisions_from.cpp, records.cpp, assembly_section.cpp, order.cpp.
#include "cli/case/planner.h"

#include <fmt/format.h>

#include "cli/case/builder.h"
#include "cli/case/limits.h"
#include "cli/case/src_token.h"

namespace althing::cli {
namespace {

/// Relative, inside the folder, plain: what a case file may ask the loader for.
bool is_plain_path(std::string_view name) {
  if (name.empty() || name.size() > kMaxFileName || name.front() == '/') return false;
  if (name.find('\\') != std::string_view::npos) return false;
  while (!name.empty()) {
    const std::size_t end = name.find('/');
    const std::string_view part = name.substr(0, end);
    if (part.empty() || part == "." || part == "..") return false;
    for (const char c : part) if (static_cast<unsigned char>(c) < 0x20) return false;
    name = end == std::string_view::npos ? std::string_view() : name.substr(end + 1);
  }
  return true;
}

void read_files(Builder& builder, Fields& top) {
  const json::Array* files = top.array("files");
  if (!files) return;
  for (std::size_t i = 0; i < files->size(); ++i) {
    Fields in((*files)[i], fmt::format("files[{}]", i), builder.plan.faults);
    const std::string name = in.text("file", Need::required);
    in.text("about");
    in.text("source");
    const std::string unused = in.text("unused");
    in.finish();
    if (name.empty()) continue;
    if (!is_plain_path(name)) in.fault("`file` must be a relative path without \"..\"");
    if (!builder.declared.insert(name).second) in.fault(fmt::format("\"{}\" is named twice", name));
    if (unused.empty()) continue;
    builder.skip(name, unused);
    builder.used.insert(name);
  }
}

void check_files_used(Builder& builder) {
  for (const std::string& name : builder.declared) {
    if (builder.used.contains(name)) continue;
    builder.fault("files (" + name + ")", "nothing draws from it and no `unused` says why");
  }
}

}  // namespace

void Builder::add(Row row) {
  row.src = src_token(row.id);
  if (!plan.lang.empty() && !row.detail.find("lang")) row.detail.set("lang", plan.lang);
  if (row.id.size() > kMaxSourceIdBytes) {
    fault(row.where, fmt::format("`src` is longer than {} bytes", kMaxSourceIdBytes));
  }
  if (plan.rows.size() < kMaxCaseRows) return plan.rows.push_back(std::move(row));
  if (!full) fault(row.where, fmt::format("the case has more than {} rows", kMaxCaseRows));
  full = true;
}

std::optional<std::string> Builder::file(Fields& fields, const std::string& name) {
  used.insert(name);
  if (!declared.contains(name)) {
    fields.fault(fmt::format("\"{}\" is not declared under `files`", name));
    return std::nullopt;
  }
  if (!is_plain_path(name)) return std::nullopt;  // already a fault
  auto text = load(name);
  if (!text) {
    fields.fault(fmt::format("cannot read \"{}\": {}", name, text.error().text()));
    return std::nullopt;
  }
  if (text->size() > kMaxSourceBytes) {
    fields.fault(fmt::format("\"{}\" is larger than {} bytes", name, kMaxSourceBytes));
    return std::nullopt;
  }
  return std::move(*text);
}

Plan plan_case(std::string_view case_text, const FileLoader& load) {
  Plan plan;
  Builder builder(plan, load);
  if (case_text.size() > kMaxCaseBytes) {
    builder.fault("case", fmt::format("the file is larger than {} bytes", kMaxCaseBytes));
    return plan;
  }
  const auto root = json::parse(case_text, kMaxCaseDepth);
  if (!root) {
    builder.fault("case", root.error().text());
    return plan;
  }
  Fields top(*root, "case", plan.faults);
  top.integer("case", 1, 1, Need::required);
  if (!top.ok()) return plan;  // another format: every other message would mislead
  plan.title = top.text("title", Need::required);
  plan.lang = top.text("lang");
  top.text("note");
  read_files(builder, top);
  read_rows(builder, top);
  read_records(builder, top);
  check_files_used(builder);
  read_assembly(builder, top);
  top.finish();
  order_rows(builder);
  check_details(builder);
  return plan;
}

}  // namespace althing::cli
