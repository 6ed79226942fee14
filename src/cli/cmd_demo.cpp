// althing demo: make a data folder with a whole worked example from a case file: an assembly is
// founded, its members join, the official text and the positions are put on file, statements answer them and
// members sign; then whatever acts the case tells, day by day on a clock that ends now, so that polls close and
// counts have a history. Everything goes through the same intake as any client's acts.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <map>

#include "cli/case/planner.h"
#include "cli/case/sign_rows.h"
#include "cli/command.h"
#include "cli/founding.h"
#include "node/node.h"

namespace althing::cli {
namespace {

constexpr std::int64_t kLastDaySeconds = 2 * 3600, kEveningSeconds = 660, kActSeconds = 30;

struct DemoOptions {
  std::string dir;
  std::string case_file;
  std::string files;
};

// The days of the story: set by the maker, read by the node's threads.
class StoryClock final : public Clock {
 public:
  UnixSeconds now() const override { return now_; }
  void set(UnixSeconds t) { now_ = t; }

 private:
  std::atomic<UnixSeconds> now_{0};
};

// One example person or organisation while the example is made.
struct Actor {
  const MemberDraft* draft = nullptr;
  MemberKeys keys;
  std::vector<act::ActId> heads;
  std::optional<act::ActId> join;
};

class Demo {
 public:
  Demo(Context& context, const DemoOptions& options, Plan plan) : context_(context), options_(options), plan_(std::move(plan)) {}

  Result<int> make() {
    if (!plan_.assembly) return fail(Errc::usage, "case", "has no `assembly` section, which a worked example needs");
    begin_ = context_.clock.now();
    first_day_ = 0;
    for (const SignatureDraft& each : plan_.assembly->signatures) first_day_ = std::min(first_day_, each.day);
    for (const ActDraft& each : plan_.assembly->acts) first_day_ = std::min(first_day_, each.day);
    clock_.set(time_of(first_day_));
    for (const MemberDraft& draft : plan_.assembly->members) {
      actors_[draft.ref] = Actor{&draft, {KeyPair::generate(random_), KeyPair::generate(random_)}, {}, {}};
    }
    TRY_VOID(found());
    node::NodeOptions node_options;
    node_options.dir = options_.dir;
    node_options.intake.per_key.per_second = 0;
    TRY(node_, node::Node::open(*context_.fs, clock_, node_options));
    TRY_VOID(join_all());
    TRY_VOID(import_rows());
    TRY_VOID(publish_statements());
    TRY_VOID(tell_story());
    TRY_VOID(settle());
    const std::uint64_t size = node_->record().snapshot()->size;
    context_.print(json::object({{"assembly", to_hex(assembly_)}, {"entries", size}, {"rows", plan_.rows.size()}, {"skipped", plan_.skipped.size()}}),
                   fmt::format("Example ready in {}: {} acts, {} rows on file, {} left out.\n", options_.dir, size, plan_.rows.size(), plan_.skipped.size()));
    return kDone;
  }

 private:
  UnixSeconds now() const { return clock_.now(); }

  // Day 0 is the last: its acts, a minute apart, must not be in the future when the node is served.
  UnixSeconds time_of(std::int64_t day) const { return begin_ - kLastDaySeconds + day * 86400; }

  // Lets the node do what its clock asks for (marks, openings and returns of polls) and the index follow.
  Result<void> settle() {
    for (int round = 0; round < 2; ++round) {
      std::promise<void> ticked;
      auto done = ticked.get_future();
      node_->writer().post([] {});                         // the tick after it logs what is due
      node_->writer().post([&] { ticked.set_value(); });
      done.get();
      std::promise<void> again;
      auto end = again.get_future();
      node_->writer().post([&] { again.set_value(); });
      end.get();
      if (!node_->follower().wait_for(node_->record().snapshot()->size, 60'000)) {
        return fail(Errc::internal, "the index did not catch up: " + node_->follower().fault());
      }
    }
    return {};
  }

  // To the morning of a day, by way of the evening of the last one, whose acts a mark then covers.
  Result<void> go_to(std::int64_t day) {
    clock_.set(std::min(now() + kEveningSeconds, time_of(day)));
    TRY_VOID(settle());
    clock_.set(std::max(now(), time_of(day)));
    return settle();
  }

  Actor& founder() { return actors_.at(plan_.assembly->members.front().ref); }

  Result<void> found() {
    TRY_VOID(record::Record::init(*context_.fs, options_.dir, random_));
    TRY(const KeyPair log, record::Record::load_key(*context_.fs, options_.dir, "log"));
    FoundingPlan founding;
    const AssemblyDraft& draft = *plan_.assembly;
    for (const GroupDraft& g : draft.groups) founding.groups.push_back(g.group);
    for (const auto& [ref, actor] : actors_) {
      if (!actor.draft->group.empty()) founding.members.push_back({actor.draft->group, actor.keys.key.key(), actor.keys.next_commitment()});
    }
    founding.vouches = draft.vouches;
    founding.limit = draft.limit;
    founding.age_days = draft.age_days;
    founding.logs = {log.key()};
    json::Array titles;
    for (const GroupDraft& g : draft.groups) titles.push_back(json::object({{"group", g.group}, {"title", g.title}}));
    json::Value detail = json::object({{"name", draft.name}, {"text", draft.text}, {"groups", std::move(titles)}});
    if (!draft.lang.empty()) detail.object()->set("lang", draft.lang);
    TRY(const Made made, make_act(found_body(founding, now()), std::move(detail), founder().keys.key, nullptr, {}, now(), random_));
    assembly_ = made.id;
    founder().heads = {made.id};
    TRY(const auto record, record::Record::create(*context_.fs, options_.dir, made.id));
    const record::NewEntry entry{made.note, made.detail};
    TRY_VOID(record->append(std::span(&entry, 1)).map([](std::uint64_t) {}));
    return {};
  }

  Result<act::ActId> submit(const Made& made) {
    std::promise<Result<node::Receipt>> promise;
    auto answer = promise.get_future();
    node_->intake().submit({{made.note, made.detail}}, "", [&](node::Intake::Verdicts verdicts) { promise.set_value(std::move(verdicts.front())); });
    TRY(const node::Receipt receipt, answer.get());
    return receipt.id;
  }

  // Signs and submits an act of an actor and moves its heads on.
  Result<act::ActId> act_by(Actor& actor, json::Value body, json::Value detail) {
    TRY(const Made made, make_act(std::move(body), std::move(detail), actor.keys.key, &assembly_, actor.heads, now(), random_));
    TRY(const act::ActId id, submit(made));
    actor.heads = {id};
    return id;
  }

  Result<void> join_all() {
    for (const MemberDraft& draft : plan_.assembly->members) {
      Actor& actor = actors_.at(draft.ref);
      if (!draft.joins) continue;
      json::Value body = json::object({{"act", "join"}, {"kind", draft.kind}, {"next", actor.keys.next_commitment()}});
      if (!draft.country.empty()) body.object()->set("country", draft.country);
      json::Value detail = json::object({{"name", draft.name}});
      if (!draft.note.empty()) detail.object()->set("text", draft.note);
      TRY(actor.join, act_by(actor, std::move(body), std::move(detail)));
    }
    return {};
  }

  Result<void> import_rows() {
    Actor& author = founder();
    TRY(Import import, sign_rows(plan_, Importer{author.keys.key, assembly_, author.heads, now()}, {}));
    for (const SignedRow& row : import.acts) TRY_VOID(submit({row.note, row.detail, row.act}).map([](const auto&) {}));
    if (!import.acts.empty()) author.heads = {import.acts.back().act};
    row_ids_ = std::move(import.ids);
    return {};
  }

  Result<void> publish_statements() {
    for (const StatementDraft& draft : plan_.statements) {
      TRY(StatementParts parts, statement_parts(draft, row_ids_, now()));
      TRY(statement_ids_[draft.ref], act_by(founder(), std::move(parts.leaf), std::move(parts.detail)));
    }
    return {};
  }

  // An organisation's representative needs a mandate first.
  Result<act::ActId> mandate(Actor& organisation, const Actor& representative) {
    return act_by(organisation, json::object({{"act", "appoint"}, {"key", act::key_text(representative.keys.key.key())},
                                              {"scope", json::Array{"sign", "unsign"}}, {"until", format_time(now() + 730 * 86400)}}), nullptr);
  }

  Result<void> sign(const SignatureDraft& draft) {
    Actor& actor = actors_.at(draft.by);
    json::Value body = json::object({{"act", "sign"}, {"statement", to_hex(statement_ids_.at(draft.statement))}, {"capacity", draft.capacity}});
    if (!draft.on_behalf.empty()) {
      Actor& organisation = actors_.at(draft.on_behalf);
      TRY(const act::ActId appoint, mandate(organisation, actor));
      body.object()->set("for", to_hex(*organisation.join));
      body.object()->set("mandate", to_hex(appoint));
    }
    if (!actor.draft->country.empty()) body.object()->set("country", actor.draft->country);
    json::Value detail = json::object({});
    if (!draft.name.empty()) detail.object()->set("name", draft.name);
    if (!draft.affiliation.empty()) detail.object()->set("affiliation", draft.affiliation);
    return act_by(actor, std::move(body), std::move(detail)).map([](const auto&) {});
  }

  // "@day:-3", "@key:ref" or "@ref" of a member, a statement, a row or an act.
  Result<std::string> meaning(const std::string& text) const {
    const std::string name = text.substr(1);
    if (name.starts_with("day:")) {
      const bool before = name.starts_with("day:-");
      const auto days = parse_decimal(std::string_view(name).substr(before ? 5 : 4));
      if (!days || *days > 100'000) return fail(Errc::usage, text, "is no day");
      const auto n = static_cast<std::int64_t>(*days);
      return format_time(time_of(before ? -n : n));
    }
    if (name.starts_with("key:")) {
      const auto actor = actors_.find(name.substr(4));
      if (actor == actors_.end()) return fail(Errc::usage, text, "names no member of the case");
      return act::key_text(actor->second.keys.key.key());
    }
    if (const auto actor = actors_.find(name); actor != actors_.end() && actor->second.join) return to_hex(*actor->second.join);
    for (const auto* ids : {&act_ids_, &statement_ids_, &row_ids_}) {
      if (const auto id = ids->find(name); id != ids->end()) return to_hex(id->second);
    }
    return fail(Errc::usage, text, "names nothing made so far");
  }

  Result<json::Value> filled(const json::Value& value) const {
    if (const std::string* text = value.string()) {
      if (!text->starts_with('@')) return value;
      TRY(std::string meant, meaning(*text));
      return json::Value(std::move(meant));
    }
    if (const json::Object* object = value.object()) {
      json::Object out;
      for (const auto& [name, each] : *object) {
        TRY(json::Value item, filled(each));
        out.set(name, std::move(item));
      }
      return json::Value(std::move(out));
    }
    if (const json::Array* array = value.array()) {
      json::Array out;
      bool names = false;  // a set of ids has one spelling
      for (const json::Value& each : *array) {
        names = names || (each.string() != nullptr && each.string()->starts_with('@'));
        TRY(out.emplace_back(), filled(each));
      }
      if (names) std::sort(out.begin(), out.end(), [](const json::Value& a, const json::Value& b) { return *a.string() < *b.string(); });
      return json::Value(std::move(out));
    }
    return value;
  }

  Result<void> make(const ActDraft& draft) {
    const auto named = [&](Error error) { return Error{error.code, error.field, fmt::format("act {} of {}: {}", draft.type, draft.by, error.text())}; };
    auto body = filled(json::Value(draft.set));
    auto detail = filled(json::Value(draft.detail));
    if (!body) return fail(named(body.error()));
    if (!detail) return fail(named(detail.error()));
    body->object()->set("act", draft.type);
    auto id = act_by(actors_.at(draft.by), std::move(*body), draft.detail.size() > 0 ? std::move(*detail) : json::Value());
    if (!id) return fail(named(id.error()));
    if (!draft.ref.empty()) act_ids_[draft.ref] = *id;
    clock_.set(now() + kActSeconds);
    return {};
  }

  Result<void> tell_story() {
    const AssemblyDraft& draft = *plan_.assembly;
    TRY(const KeyPair operator_key, record::Record::load_key(*context_.fs, options_.dir, "operator"));
    actors_["operator"] = Actor{nullptr, {operator_key, KeyPair::generate(random_)}, {}, {}};
    for (std::int64_t day = first_day_; day <= 0; ++day) {
      const auto today = [day](const auto& each) { return each.day == day; };
      if (std::none_of(draft.signatures.begin(), draft.signatures.end(), today) && std::none_of(draft.acts.begin(), draft.acts.end(), today)) continue;
      TRY_VOID(go_to(day));
      for (const SignatureDraft& each : draft.signatures) {
        if (today(each)) TRY_VOID(sign(each));
      }
      for (const ActDraft& each : draft.acts) {
        if (today(each)) TRY_VOID(make(each));
      }
    }
    clock_.set(now() + kEveningSeconds);
    return {};
  }

  Context& context_;
  const DemoOptions& options_;
  Plan plan_;
  SystemRandom random_;
  StoryClock clock_;
  UnixSeconds begin_ = 0;
  std::int64_t first_day_ = 0;
  act::ActId assembly_;
  std::map<std::string, Actor> actors_;
  std::map<std::string, act::ActId> row_ids_, statement_ids_, act_ids_;
  std::unique_ptr<node::Node> node_;
};

Result<int> demo(Context& context, const DemoOptions& options) {
  TRY(const std::string text, context.fs->read_file(options.case_file));
  const std::string files = options.files.empty() ? parent_dir(options.case_file) : options.files;
  Plan plan = plan_case(text, [&](const std::string& name) { return context.fs->read_file(join_path(files, name)); });
  if (!plan.good()) {
    for (const Remark& fault : plan.faults) fmt::print(stderr, "{}: {}\n", fault.row, fault.reason);
    return fail(Errc::usage, "case", fmt::format("{} faults; nothing was made", plan.faults.size()));
  }
  if (!context.json) {
    for (const Remark& skipped : plan.skipped) fmt::print(stderr, "left out {}: {}\n", skipped.row, skipped.reason);
  }
  return Demo(context, options, std::move(plan)).make();
}

}  // namespace

void add_demo(CLI::App& app, Context& context) {
  auto options = std::make_shared<DemoOptions>();
  CLI::App* command = app.add_subcommand("demo", "Make a data folder with a worked example from a case file");
  command->footer("Example:\n  althing demo data --case examples/wcit-12/story.case.json && althing serve data");
  command->add_option("DIR", options->dir, "Data folder to make")->required();
  command->add_option("--case", options->case_file, "Case file with an `assembly` section (docs/case-file.md)")->required();
  command->add_option("--files", options->files, "Folder of the files the case draws from (default: beside it)");
  command->callback([&context, options] { context.run([&] { return demo(context, *options); }); });
}

}  // namespace althing::cli
