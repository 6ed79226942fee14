// Still pages: what a node's pages become in a copy that is served as plain files, or opened from a disk (DESIGN.md 5,
// static export). Links lead from file to file, relative, as far as the copy has their targets; what needs a node (forms,
// signing, searching) says where one is. Text in, text out: reading pages and writing files is the caller's. Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "web/kit/i18n.h"

namespace althing::web {

inline constexpr std::size_t kMaxStillFiles = 500'000;  // pages and files of a copy, beside its record

struct StillCopy {
  std::vector<std::string> bases;  // addresses that pages give for themselves: what begins with one is in the copy
  std::string address;             // written where the first of them stands in commands and permalinks
  std::vector<std::string> live;   // addresses of nodes that take part, without a final '/'
  UnixSeconds made = 0;
  std::string origin;              // name of the log it was made from
  std::uint64_t size = 0;          // acts in it
};

/// A link within the copy: `target` as a node is asked for it ("/en/members?group=users": parameters sorted, empty ones
/// left out), and what stands behind '#'.
struct StillLink {
  std::string target, fragment;
};
/// nullopt: leads elsewhere (another site, mailto:), or within its own page.
/// @param from target of the page it stands on
std::optional<StillLink> still_link(const StillCopy& copy, std::string_view href, std::string_view from);
/// Parameters that only a node can answer are left out of targets: those of forms to be filled in and of searches.
bool asks_a_node(std::string_view target);

/// The file that holds a target: "en/members/index.html", "en/members/q,group=users.html", "en/feed.atom". Distinct targets
/// get distinct files; only letters, digits and "-._,=/" stand in them, and a name has at most 140 bytes.
std::string still_file(std::string_view target, bool html);

/// Targets that a page or a feed links to, each once, in order.
std::vector<std::string> still_links(const StillCopy& copy, std::string_view html, std::string_view from);

/// The file of a target if the copy has it, else nullopt.
using StillFiles = std::function<std::optional<std::string>(const std::string& target)>;

/// A page as it stands in the copy at `file`. A page that loads the script to act (signing, keys, forms) keeps its title
/// and says where a node is; forms elsewhere give way to a line that does; links whose target the copy lacks lead to a
/// node, or to the page that says where one is. No script is left.
std::string still_page(const StillCopy& copy, const Catalogs& catalogs, std::string_view html, std::string_view target, const std::string& file, const StillFiles& files);
/// The page `/<lang>/live`: where live nodes are, and how to start one from the copy. Made from the first page.
std::string live_page(const StillCopy& copy, const Catalogs& catalogs, std::string_view first_page, std::string_view lang, const StillFiles& files);
inline std::string live_target(std::string_view lang) { return "/" + std::string(lang) + "/live"; }
/// A feed, table or calendar: links of feeds as on pages, addresses elsewhere by `copy.address`.
std::string still_text(const StillCopy& copy, std::string_view text, bool feed, std::string_view target, const std::string& file, const StillFiles& files);

}  // namespace althing::web
