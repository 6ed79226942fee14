// Everything that reads a stranger's bytes before a handler does: head, gate, target, query, chunks,
// negotiation. The bytes are read as a connection's, request after request, and what is read must not
// depend on how they arrive; what the gate lets pass has one framing, one host and one spelling.
#include <algorithm>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "http/chunked.h"
#include "http/client.h"
#include "http/gate.h"
#include "http/limits.h"
#include "http/negotiate.h"
#include "http/target.h"

using namespace althing;
using namespace althing::http;

namespace {

constexpr std::uint64_t kBody = 4096;

std::string refused(const Refusal& refusal) {
  CHECK(refusal.status >= 400 && refusal.status < 600 && !refusal.error.message.empty());
  return std::to_string(refusal.status) + " " + refusal.error.text() + "\n";
}

// A plain reader's view of a head that passed: framing said once and in one way.
void check_framing(std::string_view head, int version) {
  int hosts = 0, lengths = 0, codings = 0;
  for (std::size_t at = head.find("\r\n"); at + 2 < head.size(); at = head.find("\r\n", at + 2)) {
    std::string name(head.substr(at + 2, head.find(':', at + 2) - at - 2));
    std::transform(name.begin(), name.end(), name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    hosts += name == "host" ? 1 : 0;
    lengths += name == "content-length" ? 1 : 0;
    codings += name == "transfer-encoding" ? 1 : 0;
  }
  CHECK(lengths + codings <= 1 && hosts <= 1 && (version == 10 ? codings == 0 : hosts == 1));
}

void check_spelling(const Head& head) {
  std::string text = std::string(head.method) + " " + std::string(head.target) + (head.version == 10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n");
  for (const auto& [name, value] : head.fields) text += std::string(name) + ": " + std::string(value) + "\r\n";
  text += "\r\n";
  const auto again = read_head(text);
  CHECK(again && again->method == head.method && again->target == head.target && again->fields == head.fields);
}

void check_target(const Target& target) {
  CHECK(target.path.find('\0') == std::string::npos && (target.path + "/").find("/../") == std::string::npos);
  std::string text;
  for (std::size_t at = 0; at < target.path.size();) {
    const std::size_t end = std::min(target.path.find('/', at + 1), target.path.size());
    text += "/" + percent_encode(std::string_view(target.path).substr(at + 1, end - at - 1));
    at = end;
  }
  char mark = '?';
  for (const auto& [name, value] : target.query) {
    text += mark + percent_encode(name) + "=" + percent_encode(value);
    mark = '&';
  }
  const auto again = parse_target(text);
  if (text.size() > kMaxTargetBytes) return;  // escapes may grow it over the limit
  CHECK(again && again->path == target.path && std::equal(again->query.begin(), again->query.end(), target.query.begin(), target.query.end()));
}

// One connection, as session_read.cpp reads it: what each request is and how it ended.
class Reading {
 public:
  Reading(std::string_view bytes, std::size_t step) : bytes_(bytes), step_(step) {}

  std::string read() {
    while (one()) {}
    return std::move(told_);
  }

 private:
  std::string_view unread() const { return bytes_.substr(at_, arrived_ - at_); }
  bool more() {
    const bool left = arrived_ < bytes_.size();
    arrived_ = std::min(arrived_ + step_, bytes_.size());
    return left;
  }
  bool end(const std::string& why) {
    told_ += why;
    return false;
  }

  bool one() {
    std::size_t seen = 0, size = 0;
    for (;;) {
      if (!unread().empty()) {
        const auto found = find_head_end(unread(), seen, kMaxHeaderBytes);
        if (!found) return end(refused(found.error()));
        if ((size = *found) > 0) break;
        seen = unread().size();
      }
      if (!more()) return end("gone\n");
    }
    const std::string_view text = unread().substr(0, size);
    auto head = read_head(text);
    if (!head) return end(refused(head.error()));
    if (const auto passed = check_head(*head); !passed) return end(refused(passed.error()));
    check_framing(text, head->version);
    check_spelling(*head);
    const auto target = parse_target(head->target);
    if (!target) return end(target.error().text() + "\n");
    check_target(*target);
    at_ += size;
    told_ += std::string(head->method) + " " + std::string(head->target) + "\n";
    return body(*head) && head->keep_alive;
  }

  bool body(const Head& head) {
    std::string text;
    if (!head.chunked) {
      if (head.content_length > kBody) return end("413\n");
      while (unread().size() < head.content_length) if (!more()) return end("cut\n");
      text = unread().substr(0, head.content_length);
      at_ += text.size();
    } else {
      for (ChunkDecoder decoder(kBody);;) {
        const auto used = decoder.feed(unread(), text);
        if (!used) return end(used.error().text() + "\n");
        at_ += *used;
        CHECK(text.size() <= kBody && (decoder.done() || unread().empty()));
        if (decoder.done()) break;
        if (!more()) return end("cut\n");
      }
    }
    told_ += "[" + text + "]\n";
    return true;
  }

  std::string_view bytes_;
  std::size_t step_, at_ = 0, arrived_ = 0;
  std::string told_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string at_once = Reading(bytes, size + 1).read();
  for (const std::size_t step : {1u, 2u, 7u}) CHECK(Reading(bytes, step).read() == at_once);
  if (const auto target = parse_target(bytes)) check_target(*target);
  if (const auto form = parse_form(bytes)) {
    std::string text;
    for (const auto& [name, value] : *form) text += percent_encode(name) + "=" + percent_encode(value) + "&";
    const auto again = parse_form(text);
    CHECK(again && std::equal(again->begin(), again->end(), form->begin(), form->end()));
  }
  static_cast<void>(parse_url(bytes));
  constexpr std::string_view offers[] = {"text/html", "application/json"};
  static_cast<void>(negotiate(bytes, offers));
  static_cast<void>(etag_matches(bytes, "\"a\""));
  std::string all;
  std::string steps;
  ChunkDecoder whole(kBody);
  ChunkDecoder in_steps(kBody);
  const auto used = whole.feed(bytes, all);
  bool ok = true;
  for (std::size_t i = 0; i < size && ok && !in_steps.done(); ++i) ok = in_steps.feed(bytes.substr(i, 1), steps).has_value();
  CHECK(used.has_value() == ok && all == steps && whole.done() == in_steps.done());
  return 0;
}
