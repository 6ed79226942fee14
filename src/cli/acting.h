// Acting as the owner of a key file: what the node says the next act must name, then compose, sign,
// check locally, and send or print. Shared by join, act, statement, sign and the operator's commands.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/api_client.h"
#include "cli/command.h"
#include "cli/founding.h"
#include "cli/key_file.h"

namespace althing::cli {

struct Author {
  KeyFile keys;
  act::ActId assembly;
  std::vector<act::ActId> heads;  // for `prev`, ascending
  json::Value standing;           // answer of GET /heads: join, mandates
  int stamp_bits = 0;
};

/// @param extra further query of GET /heads, e.g. "&statement=<id>"
Result<Author> author_of(ApiClient& api, const KeyFile& keys, const std::string& extra = {});

/// Completes, stamps if asked for, signs and checks against the schema of its type.
Result<Made> compose(const Author& author, json::Object body, json::Object detail, UnixSeconds at);

/// Sends the act and prints its receipt, or with `print` prints {"act", "detail"} and sends nothing.
Result<int> deliver(Context& context, ApiClient& api, const Made& made, bool print);

/// What every acting command does: key file, node, heads, compose, deliver.
Result<int> act_now(Context& context, json::Object body, json::Object detail, bool print);

/// "name=value" pairs. usage if there is no '='. "name=@FILE" reads the file.
Result<std::pair<std::string, std::string>> split_pair(const std::string& text);
/// Members of an act by the forms of its type (arrays as comma lists, sorted), of a detail by theirs.
Result<json::Object> body_from_pairs(const std::string& type, const std::vector<std::string>& pairs);
Result<json::Object> detail_from_pairs(Fs& fs, const std::vector<std::string>& pairs);
/// A ballot's choice: "yes"; "a>b=c" a ranking, a or "a+b" or "a,b" what is approved; "a:5,b:3" scores; or
/// the JSON itself. A single token other than yes, no, abstain is a ranking or an approval of one.
Result<json::Value> ballot_choice(const std::string& text);
/// A poll's choices: "a,b" or "a=<id>,b=<id>" (the act it stands for), or the JSON itself.
Result<json::Value> poll_choices(const std::string& text);
/// Comma list as a JSON array; sorted and each once if `as_set`.
json::Array comma_list(const std::string& text, bool as_set);

}  // namespace althing::cli
