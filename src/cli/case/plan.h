// The plan of an import: what a case file says, checked and put in order, before any key is involved.
// Format: docs/case-file.md. Plain values, no behaviour.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace althing::cli {

/// A row's reference to another row of the same case, by that row's source id.
struct RowRef {
  std::string member;  // "of", "from" or "on"
  std::string id;
  bool operator==(const RowRef&) const = default;
};

/// One act to be: an instrument, provision, position or document.
struct Row {
  std::string type;    // act type
  std::string id;      // source id as the case file (or the file it draws from) writes it
  std::string src;     // the leaf token made of it (src_token.h)
  std::string where;   // "positions[3] (PRG/29/1)", for messages
  json::Object leaf;   // the type's own members without `src` and references
  std::vector<RowRef> refs;
  json::Object detail;  // without `salt` and `by`
};

/// Something said about a row: why it was not taken, or what is wrong with it.
struct Remark {
  std::string row;
  std::string reason;
};
using Remarks = std::vector<Remark>;

/// A statement to be proposed. Statements have no `src`: a tool posts them once, import never does.
struct StatementDraft {
  std::string ref;
  json::Object detail;                // title, text, name?, date?, note?, links?, lang?
  std::optional<UnixSeconds> closes;  // a fixed time, or
  std::optional<std::int64_t> open_days;  // open for so many days from the moment it is posted
  std::vector<std::string> on;        // source ids of provisions and instruments it answers
};

struct GroupDraft {
  std::string group;  // token
  std::string title;
};

struct MemberDraft {
  std::string ref;
  std::string name;
  std::string kind;     // person | association | organisation
  std::string group;    // a founding member of this group; empty: joins without a group vote
  std::string country;  // two lower-case letters or empty
  std::string note;
  bool joins = true;    // false: a key without membership, which may sign all the same
};

struct SignatureDraft {
  std::string by;           // member ref whose key signs
  std::string statement;    // statement ref
  std::string capacity;     // person | affiliated | organisation
  std::string name;         // name shown; empty: none
  std::string affiliation;  // for `affiliated`
  std::string on_behalf;    // `for`: ref of the organisation represented; empty: none
  std::int64_t day = 0;     // when, in days from the making of the example (0 or less)
};

/// Any other act of a worked example. Strings of `set` and `detail` that begin with "@" stand for what is known only
/// when it is made (docs/case-file.md).
struct ActDraft {
  std::string by;    // member ref, or "operator"
  std::string ref;   // how later acts name it; may be empty
  std::string type;
  json::Object set;     // members of the act
  json::Object detail;  // its words
  std::int64_t day = 0;
};

/// The assembly of a worked example: who founds it, who joins, who signs.
struct AssemblyDraft {
  std::string name;
  std::string text;  // charter, Markdown
  std::string lang;
  std::vector<GroupDraft> groups;
  std::int64_t vouches = 1;
  std::int64_t limit = 1;
  std::int64_t age_days = 0;
  std::vector<MemberDraft> members;
  std::vector<SignatureDraft> signatures;
  std::vector<ActDraft> acts;
};

struct Plan {
  std::string title;
  std::string lang;              // default language of the details, may be empty
  std::vector<Row> rows;         // every row after the rows it names
  Remarks skipped;               // rows and pieces of files not taken, each with its reason
  Remarks faults;                // if any, the plan must not be carried out
  std::vector<StatementDraft> statements;
  std::optional<AssemblyDraft> assembly;

  bool good() const { return faults.empty(); }
};

}  // namespace althing::cli
