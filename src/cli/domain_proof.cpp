#include "cli/domain_proof.h"

#include <arpa/nameser.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <resolv.h>

#include <algorithm>
#include <vector>

#include "http/client.h"

namespace althing::cli {
namespace {

constexpr std::size_t kMaxDomain = 253, kMaxLabel = 63;
constexpr int kMaxDnsAnswer = 65535;

bool is_label(std::string_view label) {
  const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' && label.back() != '-' && std::all_of(label.begin(), label.end(), good);
}

tl::unexpected<Error> unnamed(std::string_view where, const std::string& member) {
  return fail(Errc::not_found, "DOMAIN", fmt::format("{} does not name the member: it needs the line {}", where, member));
}

}  // namespace

Result<void> check_domain(const std::string& domain, bool loopback) {
  if (loopback && domain == "localhost") return {};
  const auto bad = fail(Errc::usage, "DOMAIN", "must be a host name in lower case (A-labels), such as example.org");
  if (domain.size() > kMaxDomain || domain.find('.') == std::string::npos) return bad;
  std::string_view rest = domain, label;
  for (std::size_t dot = 0; dot != std::string_view::npos;) {
    dot = rest.find('.');
    label = rest.substr(0, dot);
    if (!is_label(label)) return bad;
    if (dot != std::string_view::npos) rest.remove_prefix(dot + 1);
  }
  // A last label of digits would be an address.
  if (std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; })) return bad;
  return {};
}

bool names_member(std::string_view text, std::string_view member) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r' || line.back() == '\t')) line.remove_suffix(1);
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    if (line == member) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

Result<void> prove_by_file(const std::string& domain, const std::string& member, const DomainTest& test) {
  http::Url url{true, domain, test.port, std::string(kDomainPath)};
  http::ClientOptions options;
  options.connect_timeout_ms = kDomainConnectMs;
  options.timeout_ms = kDomainAnswerMs;
  options.max_body = kMaxDomainFile;
  options.ca_file = test.ca_file;
  options.public_only = true;
  options.allow_loopback = test.allow_loopback;
  TRY(http::Connection connection, http::Connection::open(url, options));
  http::Headers headers;
  headers.add("Connection", "close");
  TRY(const http::ClientResponse answer, connection.send(http::Method::get, url.target, headers));
  const std::string where = "https://" + url.authority() + url.target;
  if (answer.status / 100 == 3) return fail(Errc::forbidden, "DOMAIN", where + " redirects; the domain itself must hold the file");
  if (answer.status != 200) return fail(Errc::not_found, "DOMAIN", fmt::format("{} answered {}", where, answer.status));
  if (!names_member(answer.body, member)) return unnamed(where, member);
  return {};
}

Result<void> prove_by_dns(const std::string& domain, const std::string& member) {
  struct __res_state state {};
  if (::res_ninit(&state) != 0) return fail(Errc::overloaded, "DOMAIN", "the system's resolver cannot be asked");
  state.retrans = kDnsTrySeconds;
  state.retry = kDnsTries;
  std::vector<unsigned char> answer(kMaxDnsAnswer);
  const std::string name = std::string(kDomainRecord) + domain;
  const int size = ::res_nquery(&state, name.c_str(), ns_c_in, ns_t_txt, answer.data(), kMaxDnsAnswer);
  ::res_nclose(&state);
  if (size <= 0) return fail(Errc::not_found, "DOMAIN", "there is no TXT record at " + name);
  ns_msg message;
  if (::ns_initparse(answer.data(), size, &message) != 0) return fail(Errc::malformed, "DOMAIN", "the resolver's answer cannot be read");
  for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
    ns_rr record;
    if (::ns_parserr(&message, ns_s_an, i, &record) != 0 || ns_rr_type(record) != ns_t_txt) continue;
    std::string text;  // a record's strings are one text
    const unsigned char* data = ns_rr_rdata(record);
    const std::size_t length = ns_rr_rdlen(record);
    for (std::size_t at = 0; at < length;) {
      const std::size_t part = std::min<std::size_t>(data[at], length - at - 1);
      text.append(data + at + 1, data + at + 1 + part);
      at += part + 1;
    }
    if (names_member(text, member)) return {};
  }
  return unnamed("the TXT record at " + name, member);
}

}  // namespace althing::cli
