// althing peer: the nodes a node pulls from. Changes peers/list of a data folder; a node that runs on it takes
// the change up within seconds.
#include <fmt/format.h>

#include <algorithm>

#include "cli/api_client.h"
#include "cli/command.h"
#include "node/peers.h"

namespace althing::cli {
namespace {

struct PeerOptions {
  std::string dir, address, reason;
};

// A running node reads no folder but its own, so sticks are for `althing pull`.
Result<void> check_address(const std::string& address) {
  if (address.starts_with("http://") || address.starts_with("https://")) return http::parse_url(address).map([](const auto&) {});
  return fail(Errc::usage, "ADDRESS", "must be http:// or https://; from a folder take with `althing pull`");
}

Result<int> save(Context& context, const PeerOptions& options, const std::vector<node::PeerEntry>& list, const std::string& text) {
  TRY_VOID(node::save_peers(*context.fs, options.dir, list));
  json::Array addresses;
  for (const node::PeerEntry& one : list) addresses.emplace_back(one.address);
  context.print(json::object({{"peers", std::move(addresses)}}), text);
  return kDone;
}

Result<int> add(Context& context, const PeerOptions& options) {
  TRY_VOID(check_address(options.address));
  TRY(auto list, node::load_peers(*context.fs, options.dir));
  if (std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.address == options.address; })) return fail(Errc::conflict, "ADDRESS", "is a peer already");
  list.push_back({options.address, false, {}});
  return save(context, options, list, fmt::format("{} is a peer now. A running node pulls from it within seconds.\n", options.address));
}

Result<std::vector<node::PeerEntry>::iterator> find(std::vector<node::PeerEntry>& list, const std::string& address) {
  const auto at = std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.address == address; });
  if (at == list.end()) return fail(Errc::not_found, "ADDRESS", "is no peer of this folder; see `althing peer list`");
  return at;
}

Result<int> remove(Context& context, const PeerOptions& options) {
  TRY(auto list, node::load_peers(*context.fs, options.dir));
  TRY(const auto at, find(list, options.address));
  list.erase(at);
  return save(context, options, list, fmt::format("{} is no peer any more. What it brought stays.\n", options.address));
}

Result<int> pause(Context& context, const PeerOptions& options, bool paused) {
  TRY(auto list, node::load_peers(*context.fs, options.dir));
  TRY(const auto at, find(list, options.address));
  at->paused = paused;
  at->reason = options.reason;
  return save(context, options, list, fmt::format("{} is {} now.\n", options.address, paused ? "paused" : "pulled from"));
}

// What a running node says; without one, the list.
Result<int> list(Context& context, const PeerOptions& options) {
  if (!options.dir.empty()) {
    TRY(const auto entries, node::load_peers(*context.fs, options.dir));
    json::Array rows;
    std::string text;
    for (const node::PeerEntry& one : entries) {
      rows.push_back(json::object({{"address", one.address}, {"paused", one.paused}, {"reason", one.reason}}));
      text += fmt::format("{}{}{}\n", one.address, one.paused ? "  paused: " : "", one.reason);
    }
    context.print(json::object({{"peers", std::move(rows)}}), text.empty() ? "no peers\n" : text);
    return kDone;
  }
  TRY(ApiClient api, ApiClient::open(context.node));
  TRY(const json::Value value, api.get_json("/peers.json"));
  std::string text;
  for (const json::Value& peer : *value.at("peers")->array()) {
    const auto number = [&](const char* name) { return *peer.at(name)->integer(); };
    text += fmt::format("{}\n  log        {}\n  entries    {}, {} not read yet\n  added      {} since the node's start\n  contact    {}\n", peer.text_at("address"),
                        peer.text_at("origin"), number("size"), number("behind"), number("added"), peer.text_at("last_contact"));
    if (number("forks") > 0) text += fmt::format("  FORKED     {} pieces of evidence that it signed two histories\n", number("forks"));
    if (number("refused") + number("wrong_details") > 0) text += fmt::format("  refused    {} entries, {} details\n", number("refused"), number("wrong_details"));
    if (const auto fault = peer.text_at("fault"); !fault.empty()) text += fmt::format("  fault      {}\n", fault);
    if (*peer.at("paused")->boolean()) text += fmt::format("  paused     {}\n", peer.text_at("reason"));
  }
  context.print(value, text.empty() ? "no peers\n" : text);
  return kDone;
}

}  // namespace

void add_peer(CLI::App& app, Context& context) {
  CLI::App* peer = app.add_subcommand("peer", "The other nodes that a node pulls from");
  peer->require_subcommand(1);
  auto options = std::make_shared<PeerOptions>();
  const auto command = [&](const char* name, const char* means, Result<int> (*body)(Context&, const PeerOptions&)) {
    CLI::App* sub = peer->add_subcommand(name, means);
    sub->add_option("DIR", options->dir, "Data folder")->required();
    sub->add_option("ADDRESS", options->address, "URL of a node or of a static mirror")->required();
    sub->callback([&context, options, body] { context.run([&] { return body(context, *options); }); });
    return sub;
  };
  command("add", "Pull from this node", add)->footer("Example:\n  althing peer add data https://althing.example.org");
  command("remove", "Pull from it no more", remove)->footer("Example:\n  althing peer remove data https://althing.example.org");
  command("pause", "Leave it alone for a time", [](Context& c, const PeerOptions& o) { return pause(c, o, true); })
      ->add_option("--reason", options->reason, "Why, shown on the peers page")->required();
  command("resume", "Pull from it again", [](Context& c, const PeerOptions& o) { return pause(c, o, false); });
  CLI::App* show = peer->add_subcommand("list", "How it goes with each, as the running node says (or what the folder names)");
  show->add_option("DIR", options->dir, "Data folder, if no node runs");
  show->footer("Example:\n  althing peer list --node http://127.0.0.1:8080");
  show->callback([&context, options] { context.run([&] { return list(context, *options); }); });
}

}  // namespace althing::cli
