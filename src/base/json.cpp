#include "base/json.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace althing::json {
namespace {

namespace sj = simdjson;

}  // namespace

// Turns simdjson's tree into ours and applies the rules simdjson does not have. Writes into place and
// returns false with `error` set: an expected<Value> a node would cost more than the parse itself.
class Reader {
 public:
  Error error;

  bool read(const sj::dom::element& in, int depth_left, Value& out) {
    switch (in.type()) {
      case sj::dom::element_type::NULL_VALUE: out = Value(nullptr); return true;
      case sj::dom::element_type::BOOL: out = Value(bool(in)); return true;
      case sj::dom::element_type::STRING: out = Value(std::string_view(in)); return true;
      case sj::dom::element_type::INT64: return integer(std::int64_t(in), out);
      case sj::dom::element_type::UINT64: return refuse(Errc::malformed, "an integer is outside +-(2^53-1)");
      case sj::dom::element_type::DOUBLE:
        return refuse(Errc::malformed, "a number is not an integer within +-(2^53-1)");
      case sj::dom::element_type::ARRAY: return array(in, depth_left - 1, out);
      case sj::dom::element_type::OBJECT: return object(in, depth_left - 1, out);
    }
    return refuse(Errc::internal, "unknown JSON type");
  }

 private:
  bool refuse(Errc code, std::string message, std::string_view field = {}) {
    error = Error{code, std::string(field), std::move(message)};
    return false;
  }
  bool integer(std::int64_t n, Value& out) {
    if (n > kMaxInteger || n < -kMaxInteger) return refuse(Errc::malformed, "an integer is outside +-(2^53-1)");
    out = Value(n);
    return true;
  }
  bool array(const sj::dom::array& in, int depth_left, Value& out) {
    if (depth_left < 0) return refuse(Errc::too_large, "JSON is nested too deeply");
    Array items;
    items.reserve(in.size());
    for (sj::dom::element item : in) {
      if (!read(item, depth_left, items.emplace_back())) return false;
    }
    out = Value(std::move(items));
    return true;
  }
  bool object(const sj::dom::object& in, int depth_left, Value& out) {
    if (depth_left < 0) return refuse(Errc::too_large, "JSON is nested too deeply");
    Object read_in;
    auto& members = read_in.members_;
    members.reserve(in.size());
    bool ascending = true;
    for (auto [name, item] : in) {
      ascending = ascending && (members.empty() || members.back().first < name);
      members.emplace_back(std::string(name), Value());
      if (!read(item, depth_left, members.back().second)) return false;
    }
    if (!ascending && !sort(members)) return false;
    out = Value(std::move(read_in));
    return true;
  }
  bool sort(std::vector<Object::Member>& members) {
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 1; i < members.size(); ++i) {
      if (members[i - 1].first == members[i].first) {
        return refuse(Errc::malformed, "name appears twice in one object", members[i].first);
      }
    }
    return true;
  }
};

const Value* Object::find(std::string_view name) const {
  const auto it = std::lower_bound(members_.begin(), members_.end(), name,
                                   [](const Member& m, std::string_view n) { return m.first < n; });
  return it != members_.end() && it->first == name ? &it->second : nullptr;
}

void Object::set(std::string_view name, Value value) {
  const auto it = std::lower_bound(members_.begin(), members_.end(), name,
                                   [](const Member& m, std::string_view n) { return m.first < n; });
  if (it != members_.end() && it->first == name) it->second = std::move(value);
  else members_.emplace(it, std::string(name), std::move(value));
}

bool Object::remove(std::string_view name) {
  const auto it = std::find_if(members_.begin(), members_.end(), [&](const Member& m) { return m.first == name; });
  if (it == members_.end()) return false;
  members_.erase(it);
  return true;
}

bool Object::operator==(const Object& other) const { return members_ == other.members_; }

const Value* Value::at(std::string_view name) const {
  const Object* o = object();
  return o ? o->find(name) : nullptr;
}

std::string_view Value::text_at(std::string_view name) const {
  const Value* v = at(name);
  const std::string* s = v ? v->string() : nullptr;
  return s ? std::string_view(*s) : std::string_view();
}

Result<Value> parse(std::string_view text, int max_depth) {
  thread_local sj::dom::parser parser;
  // simdjson needs its own nesting bound; ours is checked while reading so that the message is ours.
  if (text.size() >= 3 && text.substr(0, 3) == "\xEF\xBB\xBF") return fail(Errc::malformed, "JSON starts with a byte order mark");
  sj::dom::element root;
  if (const auto error = parser.parse(text.data(), text.size()).get(root)) {
    if (error == sj::DEPTH_ERROR) return fail(Errc::too_large, "JSON is nested too deeply");
    return fail(Errc::malformed, fmt::format("not valid JSON: {}", sj::error_message(error)));
  }
  Reader reader;
  Value out;
  if (!reader.read(root, max_depth, out)) return fail(std::move(reader.error));
  return out;
}

namespace {

constexpr auto kEscaped = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = true;
  table['"'] = table['\\'] = true;
  return table;
}();

// True if none of the eight bytes needs an escape; may be false when none does (then they are looked
// at one by one). The usual test for a byte below n in a word: (w - n) & ~w has its high bit set.
bool eight_plain(const char* at) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  std::uint64_t w = 0;
  std::memcpy(&w, at, sizeof w);
  const auto below = [](std::uint64_t word, std::uint64_t n) { return (word - kOnes * n) & ~word; };
  return ((below(w, 0x20) | below(w ^ kOnes * '"', 1) | below(w ^ kOnes * '\\', 1)) & (kOnes << 7)) == 0;
}

}  // namespace

void write_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;  // start of the run that needs no escape
  for (std::size_t i = 0; i < text.size(); ++i) {
    while (text.size() - i >= 8 && eight_plain(text.data() + i)) i += 8;
    if (i == text.size()) break;
    const auto byte = static_cast<unsigned char>(text[i]);
    if (!kEscaped[byte]) continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    switch (byte) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\t': out += "\\t"; break;
      case '\n': out += "\\n"; break;
      case '\f': out += "\\f"; break;
      case '\r': out += "\\r"; break;
      default: fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    }
  }
  out.append(text, plain);
  out += '"';
}

void write_to(std::string& out, const Value& value) {
  if (value.is_null()) {
    out += "null";
  } else if (const bool* b = value.boolean()) {
    out += *b ? "true" : "false";
  } else if (const std::int64_t* n = value.integer()) {
    out += fmt::format_int(*n).c_str();
  } else if (const std::string* s = value.string()) {
    write_string(out, *s);
  } else if (const Array* a = value.array()) {
    out += '[';
    for (std::size_t i = 0; i < a->size(); ++i) {
      if (i != 0) out += ',';
      write_to(out, (*a)[i]);
    }
    out += ']';
  } else if (const Object* o = value.object()) {
    out += '{';
    bool first = true;
    for (const auto& [name, item] : *o) {
      if (!first) out += ',';
      first = false;
      write_string(out, name);
      out += ':';
      write_to(out, item);
    }
    out += '}';
  }
}

std::string write(const Value& value) {
  std::string out;
  write_to(out, value);
  return out;
}

Value object(std::initializer_list<std::pair<std::string_view, Value>> members) {
  Object out;
  for (const auto& [name, value] : members) out.set(name, value);
  return Value(std::move(out));
}

}  // namespace althing::json
