// The timeline over a node: what is shown one by one and what in columns, at the limits and one past them; the map beside it.
#include <gtest/gtest.h>


#include "http/target.h"
#include "web/app.h"
#include "web/page_timeline.h"
#include "web/still_node.h"

namespace althing::web {
namespace {

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t out = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++out;
  return out;
}

class TimelinePageTest : public StillNodeTest {
 protected:
  TimelinePageTest() { add(test::join(found_.id, 1)); }
  ~TimelinePageTest() override { app_.reset(); }
  // A row by member 1; "" = without that member.
  void row(std::string_view type, std::string_view kind, std::string_view from, std::string_view precision = "day", std::string_view to = {}, std::string_view end = {}, std::string_view title = "A row") {
    json::Value body = json::object({{"act", type}, {"at", "2026-01-03T00:00:00Z"}, {"v", 1}, {"in", to_hex(found_.id)}, {"kind", kind}, {"country", "is"}, {"from", from}, {"precision", precision}});
    if (!to.empty()) body.object()->set("to", to);
    if (!end.empty()) body.object()->set("end", end);
    add(test::sign(std::move(body), test::key_number(1), json::object({{"lang", "en"}, {"title", std::string(title) + " " + std::to_string(batch_.size())}})));
  }
  void serve() {
    ASSERT_NO_FATAL_FAILURE(open());
    app_ = std::make_unique<App>(*node_, AppOptions{});
  }
  std::string get(const std::string& target, int status = 200) {
    http::Request request;
    request.target = target;
    const auto parsed = http::parse_target(target);
    EXPECT_TRUE(parsed.has_value());
    request.path = parsed->path;
    request.query = parsed->query;
    std::string out;
    app_->router().handle(std::move(request), http::Responder([&](http::Response response) {
                            EXPECT_EQ(response.status, status) << target;
                            out = response.text();
                          }));
    EXPECT_FALSE(out.empty()) << target;
    return out;
  }

  std::unique_ptr<App> app_;
};

TEST_F(TimelinePageTest, RowsUpToTheLimitColumnsBeyond) {
  for (std::size_t i = 0; i < kLaneRows; ++i) row("incident", "shutdown", "2024-03-05T00:00:00Z");
  row("incident", "shutdown", "2024-04-05T00:00:00Z");
  row("incident", "blocking", "2024-01-01T00:00:00Z", "year");
  for (int i = 0; i < 3; ++i) row("event", "election", "2024-03-07T00:00:00Z");
  serve();
  const std::string few = get("/en/timeline?from=2024-03-01&to=2024-03-31&kind=shutdown");
  EXPECT_EQ(count(few, "href=\"/en/incident/"), 2 * kLaneRows) << "each as a mark and in the table";
  EXPECT_EQ(count(few, "axis__columns"), 0U);
  EXPECT_EQ(count(few, "href=\"/en/event/"), 6U) << "a kind of incident leaves the events";
  const std::string many = get("/en/timeline?from=2024-01-01&to=2024-12-31");
  EXPECT_EQ(count(many, "href=\"/en/incident/"), 0U);
  EXPECT_EQ(count(many, "axis__columns"), 1U) << "columns by week";
  EXPECT_NE(many.find("2024-03-04 – 2024-03-10: 100"), std::string::npos) << "the hundred";
  EXPECT_NE(many.find("2024-04-01 – 2024-04-07: 1"), std::string::npos) << "and the one more";
  EXPECT_NE(many.find("1 is known less exactly than a column is wide"), std::string::npos) << "not a heap on 1 January";
  EXPECT_NE(many.find("/en/timeline?from=2024-03-04&amp;to=2024-03-10"), std::string::npos) << "a column leads closer";
  EXPECT_NE(many.find("/en/incidents?from=2024-03-04&amp;to=2024-03-10"), std::string::npos) << "its number to the list";
  EXPECT_EQ(count(many, "href=\"/en/event/"), 6U);
  EXPECT_EQ(count(get("/en/timeline?from=2000-01-01&to=2024-12-31"), ">2024: 102<"), 1U) << "by year, those of a year count";
}

TEST_F(TimelinePageTest, SpansReachIn) {
  for (std::size_t i = 0; i < kLaneReaching; ++i) row("incident", "shutdown", "2023-01-05T00:00:00Z", "day", "2023-06-05T00:00:00Z");
  row("incident", "blocking", "2022-01-05T00:00:00Z", "day", {}, "ongoing", "Since long");
  row("event", "other", "2023-01-01T00:00:00Z", "year", {}, {}, "In that year");
  row("event", "other", "2023-02-07T00:00:00Z", "unknown", {}, {}, "Who knows when");
  serve();
  const std::string at_limit = get("/en/timeline?from=2023-02-01&to=2023-02-28&kind=shutdown");
  EXPECT_EQ(count(at_limit, "href=\"/en/incident/"), 2 * kLaneReaching);
  EXPECT_EQ(at_limit.find("began before this span and reach into it"), std::string::npos);
  const std::string past = get("/en/timeline?from=2023-02-01&to=2023-02-28");
  EXPECT_EQ(count(past, "href=\"/en/incident/"), 2 * kLaneReaching);
  EXPECT_NE(past.find("More than 50 began before this span and reach into it"), std::string::npos);
  EXPECT_EQ(past.find("Since long"), std::string::npos) << "the latest are shown";
  const std::string blocking = get("/en/timeline?from=2023-02-01&to=2023-02-28&kind=blocking");
  EXPECT_EQ(count(blocking, "Since long"), 2U) << "still going on";
  EXPECT_EQ(count(blocking, "axis__vague"), 1U) << "the event of that year; the incident was recorded as going on after this axis ends";
  EXPECT_NE(blocking.find("Not on the axis"), std::string::npos);
  EXPECT_EQ(count(blocking, "Who knows when"), 1U);
  EXPECT_EQ(get("/en/timeline?from=2023-06-06&to=2023-06-30&kind=shutdown").find("A row"), std::string::npos) << "5 June was the last day";
  EXPECT_NE(get("/en/timeline?from=2023-06-05&to=2023-06-30&kind=shutdown").find("A row"), std::string::npos);
}

TEST_F(TimelinePageTest, SpansAtTheirLimitsAndOnePast) {
  row("event", "coup", "1066-10-14T00:00:00Z");
  row("event", "coup", "2024-10-14T00:00:00Z");
  serve();
  get("/en/timeline?from=1900-01-01&to=2100-01-01");  // 73,050 days
  EXPECT_NE(get("/en/timeline?from=1900-01-01&to=2100-01-02", 400).find("to: "), std::string::npos);
  get("/en/timeline?from=2024-02-29&to=2024-02-29");
  for (const char* edge : {"?from=0000-01-01&to=0000-01-01", "?to=0000-01-01", "?from=9999-12-31", "?from=9999-12-31&to=9999-12-31", "?from=2025-01-01", "?to=1000-01-01", "?from=1000-01-01"}) {
    const std::string page = get(std::string("/en/timeline") + edge);
    EXPECT_EQ(page.find("from=-"), std::string::npos) << edge;
  }
  const std::string all = get("/en/timeline");
  EXPECT_EQ(count(all, "href=\"/en/event/"), 2U) << "everything is the last two hundred years";
  EXPECT_NE(get("/ar/timeline").find("direction=\"ltr\""), std::string::npos);
  for (const char* wrong : {"?kind=coup", "?event=shutdown", "?country=isl", "?label=A", "?instrument=x", "?dossier=x", "?from=2024", "?to=soon", "?from=2024-02-02&to=2024-02-01"}) {
    const std::string name = std::string(wrong).substr(1, std::string(wrong).find('=') - 1);
    EXPECT_NE(get(std::string("/en/timeline") + wrong, 400).find(name == "from" && count(wrong, "to=") ? "to" : name), std::string::npos) << wrong;
  }
  get("/en/timeline?instrument=" + std::string(64, 'a'));
  get("/en/timeline?dossier=" + std::string(64, 'a'));
}

TEST_F(TimelinePageTest, NothingAtAllIsAPageToo) {
  serve();
  const std::string page = get("/en/timeline");
  EXPECT_NE(page.find("Nothing is recorded here that matches."), std::string::npos);
  EXPECT_NE(get("/en/map").find("none recorded"), std::string::npos);
}

}  // namespace
}  // namespace althing::web
