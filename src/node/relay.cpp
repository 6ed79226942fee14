#include "node/relay.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/json.h"
#include "node/http_source.h"
#include "node/limits.h"

namespace althing::node {
namespace {

// The words of a problem (RFC 9457), made harmless: they come from another node.
std::string problem_words(const std::string& body) {
  const auto problem = json::parse(body, 4);
  std::string words = problem ? std::string(problem->text_at("detail")) : std::string();
  std::erase_if(words, [](char c) { return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e; });
  return words.substr(0, kMaxRelayedWords);
}

}  // namespace

std::string_view receipt_token(LogReceipt::State state) {
  switch (state) {
    case LogReceipt::State::received: return "received";
    case LogReceipt::State::no_address: return "no_address";
    case LogReceipt::State::unreachable: return "unreachable";
    case LogReceipt::State::refused: return "refused";
    case LogReceipt::State::other_note: return "other_note";
  }
  return "no_address";
}

Result<tlog::ProvenEntry> check_receipt(const act::ActId& assembly, const Key& log, std::string_view proof, std::string_view note) {
  TRY(const tlog::Proof parsed, tlog::parse_proof(proof));
  return tlog::verify_proof(parsed, tlog::leaf_hash(as_bytes(note)), tlog::VerifierKey::make(record::origin_of(assembly, log), tlog::SignatureType::ed25519, log));
}

LogReceipt Relay::ask(const Key& log, const Neighbour& neighbour, const std::string& note, const std::string& detail) const {
  LogReceipt out;
  out.log = log;
  out.state = LogReceipt::State::unreachable;
  http::ClientOptions options = neighbour.client;
  options.connect_timeout_ms = kRelayConnectMs;
  options.timeout_ms = kRelayTimeoutMs;
  options.max_body = kMaxRelayedAnswer;
  const auto source = HttpSource::open(neighbour.address, options);
  if (!source) return out;
  json::Value body = json::object({{"act", note}});
  if (!detail.empty()) body.object()->set("detail", detail);
  const std::string sent = json::write(body);
  auto given = (*source)->post("/acts", "application/json", sent);
  // 409: it pulls the ballot from another node at this moment; its receipt is there when it has.
  for (int tries = 1; given && given->status == 409 && tries < kRelayTries; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(kRelayPauseMs));
    given = (*source)->post("/acts", "application/json", sent);
  }
  if (!given) return out;
  if (given->status != 200 && given->status != 201) {
    out.state = LogReceipt::State::refused;
    out.message = problem_words(given->body);
    return out;
  }
  const std::string id = to_hex(act::id_of_text(note.substr(0, note.find("\n\n") + 1)));
  const auto proof = (*source)->fetch("/acts/" + id + "/proof");
  if (!proof) return out;
  if (check_receipt(record_.assembly(), log, *proof, note)) {
    out.state = LogReceipt::State::received;
    out.proof = *proof;
  } else {
    out.state = LogReceipt::State::other_note;
  }
  return out;
}

std::vector<LogReceipt> Relay::gather(const std::vector<Key>& logs, std::uint64_t index, const std::string& note, const std::string& detail) const {
  const std::vector<Neighbour> neighbours = neighbours_();
  std::vector<LogReceipt> out;
  for (const Key& log : logs) {
    if (log == record_.log_key().key()) {
      const auto proof = record_.proof_text(index);
      out.push_back({log, proof ? LogReceipt::State::received : LogReceipt::State::unreachable, proof.value_or(""), {}});
      continue;
    }
    const std::string origin = record::origin_of(record_.assembly(), log);
    LogReceipt best;
    best.log = log;
    for (const Neighbour& neighbour : neighbours) {
      if (neighbour.origin != origin || best.state == LogReceipt::State::received) continue;
      best = ask(log, neighbour, note, detail);
    }
    out.push_back(std::move(best));
  }
  return out;
}

}  // namespace althing::node
