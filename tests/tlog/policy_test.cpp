// Trust policies: what the specification's example means, and every refusal with its line.
#include "tlog/policy.h"

#include <gtest/gtest.h>

#include "tlog/keys.h"
#include "tlog/limits.h"

namespace althing::tlog {
namespace {

std::string log_line(std::uint8_t n) { return "log " + test_signer("log" + std::to_string(n), n).verifier().vkey() + "\n"; }
std::string vkey(std::uint8_t n) { return test_signer("key" + std::to_string(n), n).verifier(SignatureType::cosignature).vkey(); }
std::string witness_line(const std::string& name, std::uint8_t n, const std::string& url = "") { return "witness " + name + " " + vkey(n) + (url.empty() ? "" : " " + url) + "\n"; }

// The example of c2sp.org/tlog-policy.
std::string example() {
  std::string out = log_line(1) + "\n";
  for (std::uint8_t i = 0; i < 3; ++i) out += witness_line("X" + std::to_string(i + 1), static_cast<std::uint8_t>(10 + i));
  out += "group X-witnesses 2 X1 X2 X3\n\n";
  for (std::uint8_t i = 0; i < 3; ++i) out += witness_line("Y" + std::to_string(i + 1), static_cast<std::uint8_t>(20 + i));
  return out + "group Y-witnesses any Y1 Y2 Y3\n\ngroup X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n";
}

TEST(Policy, TheExampleOfTheSpecification) {
  const auto policy = parse_policy(example());
  ASSERT_TRUE(policy) << policy.error().text();
  EXPECT_TRUE(policy->has_quorum());
  EXPECT_EQ(policy->logs.size(), 1U);
  ASSERT_EQ(policy->witnesses.size(), 6U);
  for (unsigned set = 0; set < 64; ++set) {
    std::set<std::size_t> cosigned;
    for (std::size_t i = 0; i < 6; ++i) {
      if (set >> i & 1U) cosigned.insert(i);
    }
    const int x = static_cast<int>((set & 1) + (set >> 1 & 1) + (set >> 2 & 1)), y = static_cast<int>((set >> 3 & 1) + (set >> 4 & 1) + (set >> 5 & 1));
    EXPECT_EQ(policy->satisfied(cosigned), x >= 2 && y >= 1) << set;
  }
  const auto again = parse_policy(policy->text());
  ASSERT_TRUE(again) << policy->text();
  EXPECT_EQ(again->text(), policy->text());
}

TEST(Policy, BlanksCommentsAndNames) {
  const auto policy = parse_policy("# a comment\n \t# another\n\n  quorum\tnone  \n" + witness_line("w\xc3\xa4hler", 9, "https://w.example/x#y"));
  ASSERT_TRUE(policy) << policy.error().text();
  EXPECT_FALSE(policy->has_quorum());
  EXPECT_TRUE(policy->satisfied({}));
  EXPECT_EQ(policy->witnesses[0].url, "https://w.example/x#y");
  EXPECT_TRUE(parse_policy("quorum none"));  // the last line may lack its end
}

TEST(Policy, EveryRefusalNamesItsLine) {
  const std::string one = witness_line("A", 1), two = witness_line("B", 2);
  const auto refused = [](const std::string& text, std::string_view field, std::string_view says) {
    const auto policy = parse_policy(text);
    ASSERT_FALSE(policy) << text;
    EXPECT_EQ(policy.error().field, field) << text;
    EXPECT_NE(policy.error().message.find(says), std::string::npos) << policy.error().text();
  };
  refused("", "quorum", "missing");
  refused(one, "quorum", "missing");
  refused("quorum none\nquorum none\n", "line 2", "second");
  refused("quorum A\n" + one, "line 1", "earlier");
  refused(one + "quorum B\n", "line 2", "earlier");
  refused(one + one + "quorum none\n", "line 2", "taken");
  refused(one + witness_line("B", 1) + "quorum none\n", "line 2", "already");
  refused(log_line(3) + log_line(3) + "quorum none\n", "line 2", "already");
  refused("witness none " + vkey(1) + "\nquorum none\n", "line 1", "none");
  refused("witness A\nquorum none\n", "line 1", "witness NAME");
  refused("log\nquorum none\n", "line 1", "log VKEY");
  refused("log nonsense\nquorum none\n", "line 1", "vkey");
  refused("log " + vkey(1) + "\nquorum none\n", "line 1", "0x01");
  refused("witness A " + test_signer("a", 1).verifier().vkey() + "\nquorum none\n", "line 1", "0x04");
  refused(one + "group g any\nquorum none\n", "line 2", "group NAME");
  for (const char* k : {"0", "2", "01", "-1", "some"}) refused(one + "group g " + k + " A\nquorum none\n", "line 2", "threshold");
  refused(one + "group g any A A\nquorum none\n", "line 2", "once");
  refused(one + two + "group g any A\ngroup h all A B\nquorum none\n", "line 4", "once");
  refused("group g any g\nquorum none\n", "line 1", "earlier");
  refused("quorum  \n", "line 1", "quorum NAME");
  refused("watch A\nquorum none\n", "line 1", "begin");
  refused("quorum none\r\n", "line 1", "control");
}

TEST(Policy, Limits) {
  std::string logs, witnesses, groups;
  for (std::size_t i = 0; i < kMaxPolicyLogs; ++i) logs += log_line(static_cast<std::uint8_t>(i + 1));
  EXPECT_TRUE(parse_policy(logs + "quorum none\n"));
  expect_error(parse_policy(logs + log_line(200) + "quorum none\n"), Errc::too_large);
  for (std::size_t i = 0; i < kMaxPolicyWitnesses; ++i) witnesses += witness_line("w" + std::to_string(i), static_cast<std::uint8_t>(i + 1));
  EXPECT_TRUE(parse_policy(witnesses + "quorum none\n"));
  expect_error(parse_policy(witnesses + witness_line("more", 200) + "quorum none\n"), Errc::too_large);
  groups = witness_line("g0", 1);
  for (std::size_t i = 1; i <= kMaxPolicyGroups; ++i) groups += "group g" + std::to_string(i) + " any g" + std::to_string(i - 1) + "\n";
  const auto nested = parse_policy(groups + "quorum g" + std::to_string(kMaxPolicyGroups) + "\n");
  ASSERT_TRUE(nested);
  EXPECT_TRUE(nested->satisfied({0}));
  EXPECT_FALSE(nested->satisfied({}));
  expect_error(parse_policy(groups + "group one-more any g" + std::to_string(kMaxPolicyGroups) + "\nquorum none\n"), Errc::too_large);
  const std::string line = "quorum none\n";
  EXPECT_TRUE(parse_policy(line + "#" + std::string(kMaxPolicyBytes - line.size() - 1, 'x')));
  expect_error(parse_policy(line + "#" + std::string(kMaxPolicyBytes - line.size(), 'x')), Errc::too_large);
}

TEST(Policy, FindsWhoCosignedANote) {
  const auto policy = parse_policy(witness_line("A", 1) + witness_line("B", 2) + "group g all A B\nquorum g\n");
  ASSERT_TRUE(policy);
  const NoteSigner log = test_signer("log", 9);
  Note note = *parse_note(sign_checkpoint({"log", 0, empty_root(), {}}, log));
  note.signatures.push_back(cosign(note.text, test_signer("key2", 2), 1'700'000'000));
  auto found = policy->cosigned(note);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().witness, 1U);
  EXPECT_FALSE(policy->satisfied({1}));
  note.signatures.back().bytes[20] ^= 1;
  expect_error(policy->cosigned(note), Errc::signature);
}

}  // namespace
}  // namespace althing::tlog
