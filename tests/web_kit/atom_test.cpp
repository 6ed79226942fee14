// Feeds hold people's words: none of them may break the XML or leave its element.
#include <gtest/gtest.h>

#include "web/kit/atom.h"
#include "web/kit/page.h"

namespace althing::web {
namespace {

TEST(Atom, WordsAreEscapedAndOnlyXmlCharactersStand) {
  AtomFeed feed{"urn:x:1", "A & <b>", "http://a.example/?a=1&b=2", "http://a.example/feed", "en", 0, {}};
  feed.entries.push_back({"urn:x:2", "]]> \"q\"\x01\xEF\xBF\xBE", "http://a.example/\"><x>", "<script>", "call", "a\nb &amp;", "ar", 1000, 2000});
  const std::string out = write_atom(feed);
  EXPECT_NE(out.find("<title>A &amp; &lt;b&gt;</title>"), std::string::npos) << out;
  EXPECT_NE(out.find("href=\"http://a.example/?a=1&amp;b=2\""), std::string::npos);
  EXPECT_NE(out.find("&lt;script&gt;"), std::string::npos);
  EXPECT_NE(out.find("&amp;amp;"), std::string::npos);
  EXPECT_EQ(out.find("<x>"), std::string::npos);
  EXPECT_EQ(out.find('\x01'), std::string::npos);
  EXPECT_EQ(out.find("\xEF\xBF\xBE"), std::string::npos);
  EXPECT_NE(out.find("<entry xml:lang=\"ar\">"), std::string::npos);
}

TEST(Atom, UpdatedIsTheNewestEntrysOrTheFeedsOwn) {
  AtomFeed feed{"urn:x:1", "t", "u", "s", "en", 86400, {}};
  EXPECT_NE(write_atom(feed).find("<updated>1970-01-02T00:00:00Z</updated>"), std::string::npos);
  feed.entries.resize(2);
  feed.entries[1].updated = 172800;
  EXPECT_NE(write_atom(feed).find("<updated>1970-01-03T00:00:00Z</updated>\n<link"), std::string::npos);
}

TEST(FeedPath, ListsAndItemsHaveTheirOwn) {
  const std::string id(64, 'a');
  EXPECT_EQ(feed_path("calls"), "feed/calls.atom");
  EXPECT_EQ(feed_path("members?country=is"), "feed/members.atom");
  EXPECT_EQ(feed_path("statement/" + id), "feed/item/" + id + ".atom");
  EXPECT_EQ(feed_path("statement/" + id + "?version=2"), "feed/item/" + id + ".atom");
  EXPECT_EQ(feed_path("statement/" + id + "/sign"), "feed.atom");
  EXPECT_EQ(feed_path("statement/short"), "feed.atom");
  EXPECT_EQ(feed_path(""), "feed.atom");
  EXPECT_EQ(item_id("poll/" + id), id);
  EXPECT_EQ(item_id("polls/" + id), "");
}

}  // namespace
}  // namespace althing::web
