// The versioned meaning of acts: one schema per type of `v` 1 (docs/acts.md is its catalogue, checked
// by a test). A fault makes an act void for ever; it never keeps it out of a log.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "act/act.h"

namespace althing::act {

/// A reference from one act to another that must be held before the act has effect.
struct Ref {
  std::string_view member;                 // "of", "statement", "whom", ...
  ActId id;
  std::span<const std::string_view> types;  // act types it may name; empty = any
};

/// How a member of a type must look; used for the check, the documentation and the browser's forms.
/// tokens, ids and keys are arrays of distinct items in ascending order, so that a set has one spelling.
enum class Form { token, choice, key, hash, id, time, count, country, tokens, ids, keys, custom };

struct Member {
  std::string_view name;
  Form form = Form::token;
  bool required = true;
  std::span<const std::string_view> choices = {};   // Form::choice
  std::span<const std::string_view> ref_types = {};  // Form::id / Form::ids that are references
  std::size_t min = 0, max = 0;                      // array sizes or integer bounds
  Result<void> (*check)(const json::Value&) = nullptr;  // Form::custom; the field is set by the caller
  std::string_view looks = {};                       // Form::custom: its form in words
  std::string_view means = {};                       // one phrase for the catalogue
};

/// The form in words: "one of person, association, organisation", "an integer from 1 to 1000", ...
/// Used by refusals, docs/acts.md and forms.
std::string describe(const Member& member);

struct Type {
  std::string_view name;
  std::string_view room;     // membership, deliberation, decision, voice, watch
  std::string_view means;    // one sentence for the catalogue
  bool wants_detail = false;  // a local client should send a detail
  bool erasable = false;      // its author may erase its detail
  std::string_view needs = {};  // member without which a local client's detail is refused; the act needs a detail then
  bool by_mandate = true;     // `for` + `mandate` allowed
  std::span<const Member> members;
};

/// All types of v 1, in catalogue order.
std::span<const Type> catalogue();
/// nullptr if v 1 does not know the type.
const Type* find_type(std::string_view name);

/// Checks an act of v 1 against its type. schema: names the member and what it must be.
/// Acts of other versions must not be passed (they have no meaning yet).
Result<void> check_schema(const Act& act);

/// References that must be held (prev and detail are not among them), in member order; `for` (a join)
/// and `mandate` (an appoint) included. Only for acts that pass check_schema.
std::vector<Ref> references(const Act& act);

}  // namespace althing::act
