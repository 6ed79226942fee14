// Plan to signed acts: order, chain, commitments; importing again updates and never doubles.
#include <algorithm>

#include "act/detail.h"
#include "act/limits.h"
#include "act/schema.h"
#include "cli/case/sign_rows.h"
#include "support.h"

namespace althing::cli {
namespace {

std::string case_text(std::string_view law_text = "Boats float.", std::string_view option = "mod") {
  return R"({"case": 1, "title": "Boats",
    "instruments": [{"src": "law", "kind": "law", "title": "The law"}],
    "provisions": [{"src": "law:1", "of": "law", "number": "1", "text": ")" + std::string(law_text) + R"("}],
    "positions": [{"src": "P/1", "on": "law:1", "option": ")" + std::string(option) + R"(", "actors": ["Fishers"], "text": "Boats swim."}]})";
}

Plan plan_of(const std::string& text) {
  Plan plan = plan_case(text, loader({}));
  EXPECT_TRUE(plan.good()) << all(plan.faults);
  return plan;
}

const KeyPair& author() {
  static const KeyPair key = KeyPair::from_seed(Seed::from(as_bytes("seed of the author, 32 bytes ...")));
  return key;
}

Importer importer(std::vector<act::ActId> heads = {}) {
  return {author(), act::ActId::from(sha256("assembly").view()), std::move(heads), 1353628800};
}

/// What a record would hold after these acts were logged.
void hold(HeldRows& held, const Import& import) {
  for (const SignedRow& row : import.acts) {
    const auto [it, fresh] = held.try_emplace({row.type, row.src}, HeldRow{row.act, std::nullopt});
    it->second.detail = sha256(row.detail);
  }
}

TEST(SignRows, ActsPassTheDoorAndChain) {
  const act::ActId head = act::ActId::from(sha256("head").view());
  const auto import = sign_rows(plan_of(case_text()), importer({head}), {});
  ASSERT_TRUE(import) << import.error().text();
  ASSERT_EQ(import->acts.size(), 3u);
  EXPECT_EQ(import->unchanged, 0u);
  std::vector<act::ActId> prev{head};
  const act::ActId assembly = importer().assembly;
  for (const SignedRow& row : import->acts) {
    const auto act = act::open_entry(row.note, &assembly);
    ASSERT_TRUE(act) << act.error().text();
    EXPECT_TRUE(act::check_schema(*act));
    EXPECT_EQ(act->id, row.act);
    EXPECT_EQ(act->prev, prev);
    EXPECT_EQ(act->token("src"), row.src);
    EXPECT_TRUE(act::open_detail(*act, row.detail)) << row.id;
    EXPECT_FALSE(row.update);
    prev = {row.act};
  }
  const auto provision = act::open_entry(import->acts[1].note);
  EXPECT_EQ(provision->id_at("of"), import->acts[0].act);
  const auto position = act::open_entry(import->acts[2].note);
  EXPECT_EQ(position->id_at("on"), import->acts[1].act);
  EXPECT_EQ(import->ids.at("law:1"), import->acts[1].act);
}

TEST(SignRows, SameInputSameBytes) {
  const auto a = sign_rows(plan_of(case_text()), importer(), {});
  const auto b = sign_rows(plan_of(case_text()), importer(), {});
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(a->acts[i].note, b->acts[i].note);
    EXPECT_EQ(a->acts[i].detail, b->acts[i].detail);
  }
}

TEST(SignRows, AgainIsNothing) {
  HeldRows held;
  hold(held, *sign_rows(plan_of(case_text()), importer(), {}));
  Importer later = importer({act::ActId::from(sha256("x").view())});
  later.at += 86400;
  const auto again = sign_rows(plan_of(case_text()), later, held);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->acts.empty());
  EXPECT_EQ(again->unchanged, 3u);
  EXPECT_EQ(again->ids.size(), 3u);
}

TEST(SignRows, AChangedTextIsOneActWithTheSameSrc) {
  HeldRows held;
  const auto first = sign_rows(plan_of(case_text()), importer(), {});
  hold(held, *first);
  const auto changed = sign_rows(plan_of(case_text("Boats float well.")), importer(), held);
  ASSERT_TRUE(changed);
  ASSERT_EQ(changed->acts.size(), 1u);
  EXPECT_EQ(changed->unchanged, 2u);
  EXPECT_EQ(changed->acts[0].src, "law:1");
  EXPECT_TRUE(changed->acts[0].update);
  EXPECT_NE(changed->acts[0].act, first->acts[1].act);
  EXPECT_EQ(act::open_entry(changed->acts[0].note)->id_at("of"), first->acts[0].act);
  EXPECT_EQ(changed->ids.at("law:1"), first->acts[1].act);  // others go on naming the first version

  hold(held, *changed);
  const auto back = sign_rows(plan_of(case_text()), importer(), held);
  EXPECT_EQ(back->acts.size(), 1u);  // the old text again is a change again
}

TEST(SignRows, AChangedLeafIsAChangeToo) {
  HeldRows held;
  hold(held, *sign_rows(plan_of(case_text()), importer(), {}));
  const auto changed = sign_rows(plan_of(case_text("Boats float.", "add")), importer(), held);
  ASSERT_TRUE(changed);
  ASSERT_EQ(changed->acts.size(), 1u);
  EXPECT_EQ(act::open_entry(changed->acts[0].note)->token("option"), "add");
}

TEST(SignRows, SaltsAreSecretAndDiffer) {
  const auto mine = sign_rows(plan_of(case_text()), importer(), {});
  const KeyPair other = KeyPair::from_seed(Seed::from(as_bytes("seed of another, 32 bytes ......")));
  const auto theirs = sign_rows(plan_of(case_text()), {other, importer().assembly, {}, 1353628800}, {});
  std::vector<std::string> salts;
  for (const auto* import : {&*mine, &*theirs}) {
    for (const SignedRow& row : import->acts) salts.emplace_back(json::parse(row.detail)->text_at("salt"));
  }
  std::ranges::sort(salts);
  EXPECT_EQ(std::ranges::adjacent_find(salts), salts.end());
}

TEST(SignRows, RefusesAPlanWithFaultsAndTooManyHeads) {
  const Plan bad = plan_case(R"({"case":1,"title":"T","instruments":[{"src":"a","kind":"law"}]})", loader({}));
  const auto refused = sign_rows(bad, importer(), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::usage);
  EXPECT_EQ(refused.error().field, "instruments[0] (a)");
  std::vector<act::ActId> heads;
  for (std::size_t i = 0; i < act::kMaxPrev; ++i) heads.push_back(act::ActId::from(sha256(std::to_string(i)).view()));
  EXPECT_TRUE(sign_rows(plan_of(case_text()), importer(heads), {}));
  heads.push_back(act::ActId::from(sha256("one more").view()));
  EXPECT_FALSE(sign_rows(plan_of(case_text()), importer(heads), {}));
}

TEST(SignRows, StatementParts) {
  StatementDraft draft;
  draft.on = {"law:1", "law", "law"};
  draft.closes = 1353628800;
  const auto import = sign_rows(plan_of(case_text()), importer(), {});
  const auto parts = statement_parts(draft, import->ids, 0);
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->leaf.find("closes")->string()->c_str(), std::string("2012-11-23T00:00:00Z"));
  EXPECT_EQ(parts->leaf.find("on")->array()->size(), 2u);
  draft.closes.reset();
  draft.open_days = 2;
  EXPECT_EQ(*statement_parts(draft, import->ids, 1353628801)->leaf.find("closes")->string(), "2012-11-25T00:01:00Z");
  draft.on.emplace_back("war");
  EXPECT_EQ(statement_parts(draft, import->ids, 0).error().code, Errc::unknown_ref);
}

}  // namespace
}  // namespace althing::cli
