#include "node/node.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/layout.h"

namespace althing::node {

namespace {

// The witness key is a third key of the folder; folders of before have none yet.
Result<KeyPair> witness_key(Fs& fs, const std::string& dir) {
  auto key = record::Record::load_key(fs, dir, "witness");
  if (key || key.error().code != Errc::not_found) return key;
  SystemRandom random;
  const KeyPair made = KeyPair::generate(random);
  TRY_VOID(fs.replace_file(join_path(dir, record::key_file("witness")), as_bytes(record::write_key(made)), 0600));
  return made;
}

}  // namespace

Result<std::unique_ptr<Node>> Node::open(Fs& fs, const Clock& clock, NodeOptions options) {
  std::unique_ptr<Node> node(new Node(clock));
  TRY(node->record_, record::Record::open(fs, options.dir, {.early_sync = true}));
  TRY(const KeyPair operator_pair, record::Record::load_key(fs, options.dir, "operator"));
  node->operator_key_ = operator_pair.key();
  const std::string path = join_path(options.dir, "index.db");
  index::IndexOptions index_options{options.search, node->operator_key_, node->record_->log_key().key()};
  index_options.file_reader = extract::kReaderVersion;
  TRY(node->index_, index::Index::open(path, node->record_->assembly(), index_options));
  const std::uint64_t size = node->record_->snapshot()->size;
  if (node->index_->folded() > size) {
    // The index has seen entries this record does not have (a folder put together from two copies).
    return fail(Errc::corrupt, "index.db", "is ahead of the record; run `althing rebuild`");
  }
  // What the index has not folded yet must already count as known.
  UnixSeconds latest_mark = 0;
  std::vector<act::ActId> returned;
  for (std::uint64_t at = node->index_->folded(); at < size;) {
    TRY(const auto notes, node->record_->read_notes(at, std::min<std::uint64_t>(size, at + 4096)));
    for (const std::string& note : notes) {
      TRY(const act::Act act, act::parse_entry(note));
      node->tail_.logged(act.id, at++);
      if (act.by != node->record_->log_key().key()) continue;
      if (act.type == "mark") latest_mark = std::max(latest_mark, act.at);
      if (const auto poll = act.type == "return" ? act.id_at("poll") : std::nullopt) returned.push_back(*poll);
    }
  }
  node->readers_ = std::make_unique<ReaderPool>(path, index_options);
  node->writer_ = std::make_unique<Writer>(*node->record_, node->tail_, clock);
  node->follower_ = std::make_unique<Follower>(*node->record_, *node->index_, node->tail_, *node->writer_);
  node->closer_ = std::make_unique<Closer>(fs, options.dir, *node->record_, *node->writer_, clock);
  TRY_VOID(node->closer_->load());
  for (const act::ActId& poll : returned) node->closer_->note_returned(poll);
  node->writer_->before_commit = [&closer = *node->closer_] { closer.tick(); };
  Follower& follower = *node->follower_;
  follower.on_polls = [raw = node.get()] {
    if (const auto reader = raw->readers_->take()) raw->closer_->learn(**reader);
    raw->returns_->wake();
  };
  options.client.cancelled = node->leaving_;
  node->peers_ = std::make_unique<Peers>(fs, options.dir, clock, *node->record_, *node->readers_, node->tail_, *node->writer_, follower, options.client, options.log);
  const Neighbours neighbours = [raw = node.get(), client = options.client] {
    std::vector<Neighbour> out;
    for (const PeerStatus& one : raw->peers_->status()) {
      if (one.entry.mode == PeerMode::follow) out.push_back({one.entry.address, one.origin, client_for(one.entry, client)});
    }
    return out;
  };
  node->returns_ = std::make_unique<Returns>(fs, options.dir, *node->record_, *node->readers_, follower, neighbours, options.log);
  node->relay_ = std::make_unique<Relay>(*node->record_, neighbours);
  TRY(auto held, node->returns_->held());
  node->index_->set_logs(std::move(held));
  TRY(const KeyPair witness, witness_key(fs, options.dir));
  // A cosignature does not name its cosigner, so the key has this one name for good.
  const std::string name = "althing-witness/" + to_hex(sha256(witness.key().view())).substr(0, 32);
  node->witness_ = std::make_unique<peer::Witness>(fs, join_path(options.dir, "peers/witness"), tlog::NoteSigner{name, witness});
  node->writer_->on_commit = [&follower, &peers = *node->peers_](std::uint64_t) {
    follower.notify();
    peers.grown();
  };
  {
    TRY(const auto reader, node->readers_->take());
    node->closer_->learn(*reader);
    node->writer_->mark_heads = reader->heads(node->record_->log_key().key());
    for (const act::ActId& id : node->writer_->mark_heads) {
      if (const auto mark = reader->act(id)) latest_mark = std::max(latest_mark, mark->at);
    }
    node->writer_->latest_mark = latest_mark;
  }
  node->intake_ = std::make_unique<Intake>(*node->record_, *node->readers_, node->tail_, *node->writer_, follower, clock, options.intake);
  node->scrubber_ = std::make_unique<Scrubber>(*node->record_, fs, options.dir, clock, options.scrub_rate, options.log);
  TRY_VOID(node->scrubber_->start());  // before the writer: nothing is signed over damage known already
  node->texts_ = std::make_unique<Texts>(*node->record_, *node->readers_, follower, options.helper, options.log);
  node->bulk_.start();
  node->relay_lane_.start();
  node->writer_->start();
  node->follower_->start();
  TRY_VOID(node->peers_->start());
  node->returns_->start();
  node->texts_->start();
  return node;
}

std::string Node::fault() const {
  std::string out;
  const auto add = [&](const char* what, const std::string& text) {
    if (!text.empty()) out += (out.empty() ? "" : "; ") + (what + text);
  };
  add("record: ", scrubber_->fault());
  if (out.empty()) add("log: ", writer_->fault());  // refused for that damage, else
  add("index: ", follower_->fault());
  add("polls: ", closer_->fault());
  add("polls: ", returns_->fault());
  const UnixSeconds now = clock_.now(), mark = writer_->latest_mark;
  if (now < mark - kMaxSkewSeconds) {
    add("clock: ", fmt::format("{} is {} s before this log's latest mark; no mark is logged until it has passed", format_time(now), mark - now));
  }
  return out;
}

Node::~Node() {
  *leaving_ = true;
  if (texts_) texts_->stop();  // before the follower, which it waits for
  if (returns_) returns_->stop();
  if (peers_) peers_->stop();
  bulk_.stop();
  relay_lane_.stop();
  if (scrubber_) scrubber_->stop();
  if (writer_) writer_->stop();
  if (follower_) follower_->stop();
}

}  // namespace althing::node
