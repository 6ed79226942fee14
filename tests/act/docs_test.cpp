// docs/acts.md and the table of docs/format-detail.md are rendered from the code's tables: the part
// between the markers must be exactly what is rendered here. ALTHING_WRITE=1 renders it anew.
#include <cstdlib>
#include <fstream>

#include "act/detail_members.h"
#include "act/support.h"

namespace althing::act::test {
namespace {

constexpr std::string_view kBegin = "<!-- rendered from the code by tests/act/docs_test.cpp; do not edit -->\n";
constexpr std::string_view kEnd = "<!-- end of the rendered part -->\n";

std::string references_of(const Member& member) {
  if (member.form != Form::id && member.form != Form::ids) return "";
  if (member.ref_types.empty()) return "any act";
  std::string out;
  for (std::string_view type : member.ref_types) out += (out.empty() ? "`" : ", `") + std::string(type) + "`";
  return out;
}

std::string render_type(const Type& type) {
  std::string out = "### `" + std::string(type.name) + "`\n\n" + std::string(type.means) + " ";
  out += type.wants_detail ? "A local client sends a detail" : "No detail is expected";
  out += type.erasable ? ", which its author may erase; " : "; ";
  out += type.by_mandate ? "may be done by mandate.\n\n" : "never by mandate.\n\n";
  if (type.members.empty()) return out + "No members of its own.\n\n";
  out += "| member | | form | names | meaning |\n|---|---|---|---|---|\n";
  for (const Member& m : type.members) {
    out += "| `" + std::string(m.name) + "` | " + (m.required ? "required" : "optional") + " | " + describe(m) + " | " +
           references_of(m) + " | " + std::string(m.means) + " |\n";
  }
  return out + "\n";
}

std::string render_catalogue() {
  std::string out = "\n";
  std::string_view room;
  for (const Type& type : catalogue()) {
    if (type.room != room) out += "## Room " + std::string(type.room) + "\n\n";
    room = type.room;
    out += render_type(type);
  }
  return out;
}

std::string render_detail_members() {
  std::string out = "\n| member | form | meaning |\n|---|---|---|\n";
  for (const DetailMember& m : detail_members()) {
    out += "| `" + std::string(m.name) + "` | " + describe(m) + " | " + std::string(m.means) + " |\n";
  }
  return out + "\n";
}

void expect_rendered(std::string_view page, const std::string& rendered) {
  const std::string path = source_path(page);
  std::string text = slurp(path);
  const std::size_t begin = text.find(kBegin);
  const std::size_t end = text.find(kEnd);
  ASSERT_NE(begin, std::string::npos) << page << " has no rendered part";
  ASSERT_NE(end, std::string::npos) << page;
  const std::size_t start = begin + kBegin.size();
  if (std::getenv("ALTHING_WRITE") != nullptr) {
    text.replace(start, end - start, rendered);
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  EXPECT_EQ(text.substr(start, end - start), rendered) << page << " is not what the code says; run with ALTHING_WRITE=1";
}

TEST(Docs, TheCatalogueIsWhatTheCodeChecks) { expect_rendered("docs/acts.md", render_catalogue()); }
TEST(Docs, TheDetailTableIsWhatTheCodeChecks) { expect_rendered("docs/format-detail.md", render_detail_members()); }

}  // namespace
}  // namespace althing::act::test
