// The form in which a worker hands over what it found: whoever took the worker over writes it.
#include <gtest/gtest.h>

#include "extract/outcome.h"

namespace althing::extract {
namespace {

const Outcome kTwoPages{"pdf", "", true, {"one\n\ttwo", ""}};

TEST(Outcome, ComesBackAsItWasWritten) {
  for (const Outcome& one : {kTwoPages, no_text("", why::kKind), no_text("pdf", why::kLocked)}) {
    const auto got = parse_outcome(write_outcome(one), {});
    ASSERT_TRUE(got.has_value()) << got.error().text();
    EXPECT_EQ(*got, one);
  }
}

TEST(Outcome, IsRefusedWhenAnythingIsCutOrAdded) {
  const std::string whole = write_outcome(kTwoPages);
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(parse_outcome(whole.substr(0, size), {}).has_value()) << size;
  EXPECT_FALSE(parse_outcome(whole + "x", {}).has_value());
}

TEST(Outcome, IsRefusedWhenItIsNotWhatAWorkerWrites) {
  for (const char* text : {"", "\n", "althing-text 1\n", "althing-text 2 pdf - 0 1\n00000001a", "althing-text 1 exe - 0 1\n00000001a", "althing-text 1 pdf whatever 0 0\n",
                           "althing-text 1 pdf - 2 1\n00000001a", "althing-text 1 pdf - 0 0\n", "althing-text 1 pdf kind 0 1\n00000001a", "althing-text 1 pdf - 0 01\n00000001a",
                           "althing-text 1 pdf time 0 0\n", "althing-text 1 pdf - 0 1\n0000000Aaaaaaaaaaa", "althing-text 1 pdf - 0 1\nffffffffa", "althing-text 1 pdf - 0 1\n00000001\x01",
                           "althing-text 1 pdf - 0 1\n00000001\xff", "althing-text 1 pdf - 0 1\n00000001\x7f", "althing-text 1 pdf - 0 99999999999999999999\n"}) {
    EXPECT_FALSE(parse_outcome(text, {}).has_value()) << text;
  }
  EXPECT_TRUE(parse_outcome("althing-text 1 pdf - 0 1\n00000001a", {}).has_value());
}

TEST(Outcome, IsRefusedOneOverTheLimits) {
  Limits limits;
  limits.pages = 2;
  limits.text_bytes = 8;
  EXPECT_TRUE(parse_outcome(write_outcome({"pdf", "", false, {"1234", "5678"}}), limits).has_value());
  EXPECT_FALSE(parse_outcome(write_outcome({"pdf", "", false, {"1234", "56789"}}), limits).has_value());
  EXPECT_FALSE(parse_outcome(write_outcome({"pdf", "", false, {"1", "2", "3"}}), limits).has_value());
}

}  // namespace
}  // namespace althing::extract
