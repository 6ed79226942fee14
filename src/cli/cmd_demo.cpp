// althing demo: make a data folder with a whole worked example from a case file: an assembly is
// founded, its members join, the official text and the positions are put on file, a statement answers
// them and members sign it. Everything goes through the same intake as any client's acts.
#include <fmt/format.h>

#include <future>
#include <map>

#include "cli/case/planner.h"
#include "cli/case/sign_rows.h"
#include "cli/command.h"
#include "cli/founding.h"
#include "node/node.h"

namespace althing::cli {
namespace {

struct DemoOptions {
  std::string dir;
  std::string case_file;
  std::string files;
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
    for (const MemberDraft& draft : plan_.assembly->members) {
      actors_[draft.ref] = Actor{&draft, {KeyPair::generate(random_), KeyPair::generate(random_)}, {}, {}};
    }
    TRY_VOID(found());
    node::NodeOptions node_options;
    node_options.dir = options_.dir;
    node_options.intake.per_key.per_second = 0;
    TRY(node_, node::Node::open(*context_.fs, context_.clock, node_options));
    TRY_VOID(join_all());
    TRY_VOID(import_rows());
    TRY_VOID(publish_statements());
    TRY_VOID(sign_all());
    const std::uint64_t size = node_->record().snapshot()->size;
    if (!node_->follower().wait_for(size, 60'000)) return fail(Errc::internal, "the index did not catch up: " + node_->follower().fault());
    context_.print(json::object({{"assembly", to_hex(assembly_)}, {"entries", size}, {"rows", plan_.rows.size()}, {"skipped", plan_.skipped.size()}}),
                   fmt::format("Example ready in {}: {} acts, {} rows on file, {} left out.\n", options_.dir, size, plan_.rows.size(), plan_.skipped.size()));
    return kDone;
  }

 private:
  UnixSeconds now() const { return context_.clock.now(); }

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

  Result<void> sign_all() {
    for (const SignatureDraft& draft : plan_.assembly->signatures) {
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
      TRY_VOID(act_by(actor, std::move(body), std::move(detail)).map([](const auto&) {}));
    }
    return {};
  }

  Context& context_;
  const DemoOptions& options_;
  Plan plan_;
  SystemRandom random_;
  act::ActId assembly_;
  std::map<std::string, Actor> actors_;
  std::map<std::string, act::ActId> row_ids_, statement_ids_;
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
