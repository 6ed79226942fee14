// The shell around every page: head, navigation, footer, security headers. One Shell per node, made
// at start, used by all threads.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "web/kit/assets.h"
#include "web/kit/i18n.h"

namespace althing::web {

enum class Section { none, calls, proposals, polls, statements, actions, instruments, members, record, key };

/// What the footer says of the node at this moment.
struct NodeFacts {
  std::string assembly_name;   // people's words
  std::string origin;          // name of this node's log
  std::uint64_t log_size = 0;  // acts in it
};

inline constexpr int kPictureWidth = 1200, kPictureHeight = 630;  // pixels

struct PageSpec {
  std::string title;  // plain; may hold people's words
  std::string path;   // below the language, with its query: "statement/ab12?page=2"; "" is home
  Section section = Section::none;
  bool wide = false;      // tables, provisions, matrix
  bool script = false;    // signing, keys, checking in the browser; all other pages load none
  bool no_index = false;  // error pages, search results, forms
  std::string description = {};  // for search engines and previews, plain
  std::string origin = {};       // this node's address; with it and a description, Open Graph tags are given
  std::string oembed = {};       // address of the page's oEmbed document
  std::string picture = {};      // PNG of kPictureWidth x kPictureHeight for other sites, below the language
};

using HeaderList = std::span<const std::pair<std::string_view, std::string_view>>;
/// Headers of every HTML page: CSP (own origin only, no inline code), nosniff, no-referrer, no
/// framing, isolation, no device permissions. Static.
HeaderList page_headers();
/// Headers of assets and files: nosniff, and a CSP that makes them inert if opened by themselves.
HeaderList file_headers();

class Shell {
 public:
  Shell(const Assets& assets, const Catalogs& catalogs);
  const Assets& assets() const { return assets_; }
  const Catalogs& catalogs() const { return catalogs_; }
  /// The whole document. `body` is what stands inside <main>.
  std::string page(const Translator& t, const NodeFacts& facts, const PageSpec& spec,
                   const Raw& body) const;

 private:
  void head(Html& h, const Translator& t, const NodeFacts& facts, const PageSpec& spec) const;
  void header(Html& h, const Translator& t, const NodeFacts& facts, const PageSpec& spec) const;
  void footer(Html& h, const Translator& t, const NodeFacts& facts, const PageSpec& spec) const;

  const Assets& assets_;
  const Catalogs& catalogs_;
  Raw mark_;  // inline SVG
  std::map<std::string, std::string, std::less<>>
      messages_;  // language -> JSON of ui/messages.json
};

/// The Atom feed of a page, below the language, by its path: of a list, or of an item; else the one of everything.
std::string feed_path(std::string_view page_path);
/// The id of the item whose own page this is, "" if it is none.
std::string_view item_id(std::string_view page_path);
/// "/en/statement/ab12" from ("en", "statement/ab12").
std::string page_url(std::string_view lang, std::string_view path);

}  // namespace althing::web
