// An instrument's provisions out of a text file with margin numbers ("provisions_from").
#include <fmt/format.h>

#include "cli/case/builder.h"
#include "cli/case/margin_number.h"

namespace althing::cli {
namespace {

constexpr std::string_view kFormats[] = {"margin-number"};

std::optional<MarginOptions> read_options(Fields& fields, Builder& builder) {
  MarginOptions options;
  fields.choice("format", kFormats, Need::required);
  const auto from = fields.integer("from", 0, 100000, Need::required);
  const auto to = fields.integer("to", 0, 100000, Need::required);
  options.heading_lines = fields.texts("heading_lines");
  if (const json::Array* stops = fields.array("stops")) {
    for (std::size_t i = 0; i < stops->size(); ++i) {
      Fields stop((*stops)[i], fmt::format("{}.stops[{}]", fields.where(), i), builder.plan.faults);
      options.stops.push_back({stop.text("at", Need::required), stop.text("reason", Need::required)});
      stop.finish();
      if (!stop.ok()) return std::nullopt;
    }
  }
  if (!from || !to) return std::nullopt;
  if (*to < *from) {
    fields.fault("`to` must not be below `from`");
    return std::nullopt;
  }
  options.from = static_cast<int>(*from);
  options.to = static_cast<int>(*to);
  return options;
}

Row row_of(const MarginProvision& provision, const std::string& prefix, const std::string& instrument,
           const std::string& file) {
  Row row;
  row.type = "provision";
  row.id = prefix + std::to_string(provision.number);
  row.where = fmt::format("{}:{} ({})", file, provision.lines.front(), row.id);
  row.leaf.set("number", std::to_string(provision.number));
  row.refs.push_back({"of", instrument});
  row.detail.set("text", provision.text);
  if (!provision.label.empty()) row.detail.set("label", provision.label);
  if (!provision.heading.empty()) row.detail.set("heading", provision.heading);
  if (!provision.note.empty()) row.detail.set("note", provision.note);
  return row;
}

}  // namespace

void read_margin_numbers(Builder& builder, const json::Value& from, const std::string& instrument,
                         const std::string& where) {
  Fields fields(from, where, builder.plan.faults);
  const std::string name = fields.text("file", Need::required);
  const std::string given = fields.text("prefix");
  const std::string prefix = given.empty() ? instrument + ":" : given;
  json::Object common;
  take_detail(fields, common, {"lang", "source"});
  const auto options = read_options(fields, builder);
  fields.finish();
  if (!fields.ok() || !options) return;
  const auto text = builder.file(fields, name);
  if (!text) return;
  const auto split = split_margin_numbers(*text, *options);
  if (!split) return builder.fault(fmt::format("{} ({})", where, name), split.error().text());

  for (const MarginProvision& provision : split->provisions) {
    Row row = row_of(provision, prefix, instrument, name);
    for (const auto& [member, value] : common) row.detail.set(member, value);
    builder.add(std::move(row));
  }
  for (const MarginRest& rest : split->rest) {
    builder.skip(fmt::format("{}:{}-{} \"{}\"", name, rest.lines.front(), rest.lines.back(), rest.title), rest.reason);
  }
}

}  // namespace althing::cli
