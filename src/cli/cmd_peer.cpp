// althing peer: the nodes a node pulls from, and who vouches for its log. Changes peers/list and peers/policy of a
// data folder; a node that runs on it takes the change up within seconds. What an operator does against another
// node goes on the record first.
#include <fmt/format.h>

#include <algorithm>

#include "cli/acting.h"
#include "http/socks.h"
#include "node/limits.h"
#include "node/peer_list.h"
#include "node/witnesses.h"
#include "record/record.h"
#include "tlog/limits.h"

namespace althing::cli {
namespace {

using node::PeerEntry;
using node::PeerMode;

struct PeerOptions {
  std::string dir, address, reason, socks5, file, name, text;
  std::vector<std::string> urls;
  std::int64_t quota = -1;
};

// A running node reads no folder but its own, so sticks are for `althing pull`.
Result<void> check_address(const std::string& address) {
  if (address.starts_with("http://") || address.starts_with("https://")) return http::parse_url(address).map([](const auto&) {});
  return fail(Errc::usage, "ADDRESS", "must be http:// or https://; from a folder take with `althing pull`");
}

Result<int> save(Context& context, const PeerOptions& options, const std::vector<PeerEntry>& list, const std::string& text) {
  TRY_VOID(node::save_peers(*context.fs, options.dir, list));
  json::Array addresses;
  for (const PeerEntry& one : list) addresses.emplace_back(one.address);
  context.print(json::object({{"peers", std::move(addresses)}}), text);
  return kDone;
}

Result<int> add(Context& context, const PeerOptions& options) {
  TRY_VOID(check_address(options.address));
  if (!options.socks5.empty()) TRY_VOID(http::parse_socks(options.socks5));
  TRY(auto list, node::load_peers(*context.fs, options.dir));
  if (std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.address == options.address; })) return fail(Errc::conflict, "ADDRESS", "is a peer already");
  list.push_back({options.address, PeerMode::follow, {}, {}, options.socks5, options.quota});
  return save(context, options, list, fmt::format("{} is a peer now. A running node pulls from it within seconds.\n", options.address));
}

Result<std::vector<PeerEntry>::iterator> find(std::vector<PeerEntry>& list, const std::string& address) {
  const auto at = std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.address == address; });
  if (at == list.end()) return fail(Errc::not_found, "ADDRESS", "is no peer of this folder; see `althing peer list`");
  return at;
}

Result<int> remove(Context& context, const PeerOptions& options) {
  TRY(auto list, node::load_peers(*context.fs, options.dir));
  TRY(const auto at, find(list, options.address));
  if (at->mode == PeerMode::blocked) return fail(Errc::forbidden, "ADDRESS", "is blocked; `althing peer resume` lifts that on the record, then it can be removed");
  list.erase(at);
  return save(context, options, list, fmt::format("{} is no peer any more. What it brought stays.\n", options.address));
}

// The vkey of a peer's log, as the running node knows it.
Result<std::string> log_of(ApiClient& api, const std::string& address) {
  TRY(const json::Value value, api.get_json("/peers.json"));
  const json::Value* peers = value.at("peers");
  if (peers != nullptr && peers->array() != nullptr) {
    for (const json::Value& one : *peers->array()) {
      if (one.text_at("address") == address && !one.text_at("log").empty()) return std::string(one.text_at("log"));
    }
  }
  return fail(Errc::unknown_ref, "ADDRESS", "has not said yet whose log it serves, so nothing can be said of it on the record; remove it, or wait until it was reached");
}

// On the record first, then in force.
Result<int> set_mode(Context& context, const PeerOptions& options, PeerMode mode) {
  TRY(auto list, node::load_peers(*context.fs, options.dir));
  TRY(const auto at, find(list, options.address));
  TRY(const KeyPair operator_key, record::Record::load_key(*context.fs, options.dir, "operator"));
  TRY(ApiClient api, ApiClient::open(context.node));
  std::string vkey = at->log;
  if (vkey.empty()) {
    TRY(vkey, log_of(api, options.address));
  }
  TRY(const tlog::VerifierKey log, tlog::parse_vkey(vkey));
  TRY(const Author author, author_of(api, KeyFile{operator_key, {}}));
  json::Object body, detail;
  body.set("act", "peer");
  body.set("log", act::key_text(log.key));
  body.set("mode", std::string(node::mode_word(mode)));
  detail.set("reason", options.reason);
  TRY(const Made made, compose(author, std::move(body), std::move(detail), context.clock.now()));
  TRY(const json::Value receipt, api.submit(made.note, made.detail));
  at->mode = mode;
  at->reason = mode == PeerMode::follow ? std::string() : options.reason;
  at->log = mode == PeerMode::blocked ? vkey : std::string();
  TRY_VOID(node::save_peers(*context.fs, options.dir, list));
  constexpr std::string_view kWords[] = {"pulled from again", "paused", "blocked"};
  context.print(json::object({{"address", options.address}, {"mode", node::mode_word(mode)}, {"act", receipt.text_at("id")}}),
                fmt::format("{} is {}; the reason is on the record, act {}.\n", options.address, kWords[static_cast<int>(mode)], receipt.text_at("id")));
  return kDone;
}

// By the log key itself: nobody else can announce a node.
Result<int> announce(Context& context, const PeerOptions& options) {
  TRY(const KeyPair log_key, record::Record::load_key(*context.fs, options.dir, "log"));
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const Author author, author_of(api, KeyFile{log_key, {}}));
  json::Object body, detail;
  json::Array links;
  for (const std::string& url : options.urls) links.emplace_back(url);
  body.set("act", "node");
  body.set("log", act::key_text(log_key.key()));
  detail.set("links", std::move(links));
  if (!options.name.empty()) detail.set("name", options.name);
  if (!options.text.empty()) detail.set("text", options.text);
  TRY(const Made made, compose(author, std::move(body), std::move(detail), context.clock.now()));
  return deliver(context, api, made, false);
}

// Without FILE what is in force.
Result<int> policy(Context& context, const PeerOptions& options) {
  if (!options.file.empty()) {
    TRY(const std::string text, context.fs->read_file(options.file, tlog::kMaxPolicyBytes));
    TRY(const tlog::Policy checked, tlog::parse_policy(text));
    TRY_VOID(context.fs->make_dirs(join_path(options.dir, "peers")));
    TRY_VOID(context.fs->replace_file(node::policy_path(options.dir), as_bytes(text)));
    context.print(json::object({{"witnesses", checked.witnesses.size()}, {"logs", checked.logs.size()}, {"quorum", checked.has_quorum()}}),
                  fmt::format("In force within seconds: {} witnesses are asked, {} logs besides the peers' are cosigned.\n", checked.witnesses.size(), checked.logs.size()));
    return kDone;
  }
  TRY(const auto held, node::load_policy(*context.fs, options.dir));
  const std::string text = held ? held->text() : std::string();
  context.print(json::object({{"policy", text}}), held ? text : "No policy: whatever peers cosign counts.\n");
  return kDone;
}

std::string text_of_peer(const json::Value& peer) {
  const auto number = [&](const char* name) { return *peer.at(name)->integer(); };
  std::string text = fmt::format("{}\n  log        {}\n  entries    {}, {} not read yet\n  added      {} since the node's start; {} acts, {} bytes in all\n  contact    {}\n", peer.text_at("address"),
                                 peer.text_at("origin"), number("size"), number("behind"), number("added"), number("brought_acts"), number("brought_bytes"), peer.text_at("last_contact"));
  if (number("cosigned") > 0) text += fmt::format("  cosigned   {} of our entries\n", number("cosigned"));
  if (number("forks") > 0) text += fmt::format("  FORKED     {} pieces of evidence that it signed two histories\n", number("forks"));
  if (number("refused") + number("wrong_details") + number("wrong_files") > 0) {
    text += fmt::format("  refused    {} entries, {} details, {} files\n", number("refused"), number("wrong_details"), number("wrong_files"));
  }
  if (*peer.at("over_quota")->boolean()) text += "  waiting    it brought more than its share of this hour\n";
  if (const auto fault = peer.text_at("fault"); !fault.empty()) text += fmt::format("  fault      {}\n", fault);
  if (peer.text_at("mode") != "follow") text += fmt::format("  {:<10} {}\n", peer.text_at("mode"), peer.text_at("reason"));
  return text;
}

// What a running node says; without one, the list.
Result<int> list(Context& context, const PeerOptions& options) {
  if (!options.dir.empty()) {
    TRY(const auto entries, node::load_peers(*context.fs, options.dir));
    json::Array rows;
    std::string text;
    for (const PeerEntry& one : entries) {
      rows.push_back(json::object({{"address", one.address}, {"mode", node::mode_word(one.mode)}, {"reason", one.reason}}));
      text += one.address + (one.mode == PeerMode::follow ? "" : fmt::format("  {}: {}", node::mode_word(one.mode), one.reason)) + "\n";
    }
    context.print(json::object({{"peers", std::move(rows)}}), text.empty() ? "no peers\n" : text);
    return kDone;
  }
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const json::Value value, api.get_json("/peers.json"));
  std::string text;
  for (const json::Value& peer : *value.at("peers")->array()) text += text_of_peer(peer);
  if (text.empty()) text = "no peers\n";
  for (const json::Value& one : *value.at("witnesses")->array()) {
    text += fmt::format("witness {} {}: {} entries{}{}\n", one.text_at("name"), one.text_at("address"), *one.at("cosigned")->integer(), one.text_at("fault").empty() ? "" : "; ", one.text_at("fault"));
  }
  for (const json::Value& fork : *value.at("forks")->array()) text += fmt::format("FORK of {}: {}\n", fork.text_at("origin"), fork.text_at("file"));
  for (const json::Value& one : *value.at("nodes")->array()) {
    text += fmt::format("announced {} {}\n", one.text_at("name"), one.text_at("origin"));
    for (const json::Value& link : *one.at("links")->array()) text += fmt::format("  {}\n", *link.string());
  }
  context.print(value, text);
  return kDone;
}

using Body = Result<int> (*)(Context&, const PeerOptions&);

CLI::App* command(CLI::App* peer, Context& context, const std::shared_ptr<PeerOptions>& options, const char* name, const char* means, Body body) {
  CLI::App* sub = peer->add_subcommand(name, means);
  sub->callback([&context, options, body] { context.run([&] { return body(context, *options); }); });
  return sub;
}

}  // namespace

void add_peer(CLI::App& app, Context& context) {
  CLI::App* peer = app.add_subcommand("peer", "The other nodes: those a node pulls from, those that vouch for it");
  peer->require_subcommand(1);
  auto options = std::make_shared<PeerOptions>();
  const auto with_address = [&](CLI::App* sub) {
    sub->add_option("DIR", options->dir, "Data folder")->required();
    sub->add_option("ADDRESS", options->address, "URL of a node or of a static mirror")->required();
    return sub;
  };
  CLI::App* sub = with_address(command(peer, context, options, "add", "Pull from this node", add));
  sub->add_option("--socks5", options->socks5, "ADDRESS:PORT of a SOCKS5 proxy for this peer alone");
  sub->add_option("--quota", options->quota, fmt::format("New acts an hour it may bring, 0 = no limit; what is over waits (default {})", node::kDefaultQuota))->check(CLI::Range(0, 1'000'000'000));
  sub->footer("Example:\n  althing peer add data https://althing.example.org");
  with_address(command(peer, context, options, "remove", "Pull from it no more", remove))->footer("Example:\n  althing peer remove data https://althing.example.org");
  const auto with_reason = [&](const char* name, const char* means, Body body) {
    CLI::App* one = with_address(command(peer, context, options, name, means, body));
    one->add_option("--reason", options->reason, "Why, for everyone to read")->required();
    one->footer(fmt::format("Example:\n  althing peer {} data https://althing.example.org --reason \"...\"\nThe node must be running (--node): the act goes on the record first.", name));
  };
  with_reason("pause", "Leave it alone for a time", [](Context& c, const PeerOptions& o) { return set_mode(c, o, PeerMode::paused); });
  with_reason("block", "Have nothing to do with its log, at whatever address", [](Context& c, const PeerOptions& o) { return set_mode(c, o, PeerMode::blocked); });
  with_reason("resume", "Pull from it again", [](Context& c, const PeerOptions& o) { return set_mode(c, o, PeerMode::follow); });
  sub = command(peer, context, options, "announce", "Say on the record, by the log key, where this node is", announce);
  sub->add_option("DIR", options->dir, "Data folder")->required();
  sub->add_option("URL", options->urls, "Where it can be reached")->required();
  sub->add_option("--name", options->name, "Who runs it");
  sub->add_option("--text", options->text, "A few words");
  sub->footer("Example:\n  althing peer announce data https://althing.example.org --name \"River Watch\"");
  sub = command(peer, context, options, "policy", "Whom to ask for cosignatures, and how many suffice (C2SP tlog-policy)", policy);
  sub->add_option("DIR", options->dir, "Data folder")->required();
  sub->add_option("FILE", options->file, "Policy to put in force; without it the one in force is printed");
  sub->footer("Example:\n  althing peer policy data policy.txt\n`witness` lines with a URL are asked; `log` lines name logs, besides the peers', that this node cosigns.");
  sub = command(peer, context, options, "list", "How it goes with each, as the running node says (or what the folder names)", list);
  sub->add_option("DIR", options->dir, "Data folder, if no node runs");
  sub->footer("Example:\n  althing peer list --node http://127.0.0.1:8080");
}

}  // namespace althing::cli
