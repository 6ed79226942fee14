// Looking whether a domain names a member: a file on it or a TXT record (docs/operating.md, "Attesting domains").
// The domain is a stranger's word, so the fetcher reaches public addresses only, follows no redirects and reads
// little, for a short time.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace althing::cli {

inline constexpr std::uint64_t kMaxDomainFile = 64 * 1024;
inline constexpr std::int64_t kDomainConnectMs = 10'000, kDomainAnswerMs = 15'000;
inline constexpr int kDnsTrySeconds = 4, kDnsTries = 2;  // of each server of the system's resolver (resolv.conf has 3 at most)
inline constexpr std::string_view kDomainPath = "/.well-known/althing.txt";
inline constexpr std::string_view kDomainRecord = "_althing.";

/// For tests on one machine only.
struct DomainTest {
  bool allow_loopback = false;
  std::uint16_t port = 443;
  std::string ca_file;
};

/// A host name of two labels or more, lower case, no address; `loopback` also takes "localhost". usage otherwise.
Result<void> check_domain(const std::string& domain, bool loopback);
/// Whether one line of the text, without spaces around it, is the id.
bool names_member(std::string_view text, std::string_view member);
/// Fetches https://<domain>/.well-known/althing.txt. not_found: it does not name the member; else why not.
Result<void> prove_by_file(const std::string& domain, const std::string& member, const DomainTest& test);
/// Asks the system's resolver for TXT at _althing.<domain>.
Result<void> prove_by_dns(const std::string& domain, const std::string& member);

}  // namespace althing::cli
