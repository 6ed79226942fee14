#include "base/json.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

namespace althing::json {
namespace {

namespace sj = simdjson;

}  // namespace

// Turns simdjson's tree into ours and applies the rules simdjson does not have.
class Reader {
 public:
  static Result<Value> read(const sj::dom::element& in, int depth_left) {
    switch (in.type()) {
      case sj::dom::element_type::NULL_VALUE: return Value(nullptr);
      case sj::dom::element_type::BOOL: return Value(bool(in));
      case sj::dom::element_type::STRING: return Value(std::string_view(in));
      case sj::dom::element_type::INT64: return integer(std::int64_t(in));
      case sj::dom::element_type::UINT64: return fail(Errc::malformed, "an integer is outside +-(2^53-1)");
      case sj::dom::element_type::DOUBLE: return fail(Errc::malformed, "a number is not an integer within +-(2^53-1)");
      case sj::dom::element_type::ARRAY: return array(in, depth_left - 1);
      case sj::dom::element_type::OBJECT: return object(in, depth_left - 1);
    }
    return fail(Errc::internal, "unknown JSON type");
  }

 private:
  static Result<Value> integer(std::int64_t n) {
    if (n > kMaxInteger || n < -kMaxInteger) return fail(Errc::malformed, "an integer is outside +-(2^53-1)");
    return Value(n);
  }
  static Result<Value> array(const sj::dom::array& in, int depth_left) {
    if (depth_left < 0) return fail(Errc::too_large, "JSON is nested too deeply");
    Array out;
    for (sj::dom::element item : in) {
      TRY(Value value, read(item, depth_left));
      out.push_back(std::move(value));
    }
    return Value(std::move(out));
  }
  static Result<Value> object(const sj::dom::object& in, int depth_left) {
    if (depth_left < 0) return fail(Errc::too_large, "JSON is nested too deeply");
    Object out;
    for (auto [name, item] : in) {
      TRY(Value value, read(item, depth_left));
      out.members_.emplace_back(std::string(name), std::move(value));
    }
    const auto by_name = [](const Object::Member& a, const Object::Member& b) { return a.first < b.first; };
    if (!std::is_sorted(out.members_.begin(), out.members_.end(), by_name)) {
      std::sort(out.members_.begin(), out.members_.end(), by_name);
    }
    for (std::size_t i = 1; i < out.members_.size(); ++i) {
      if (out.members_[i - 1].first == out.members_[i].first) {
        return fail(Errc::malformed, out.members_[i].first, "name appears twice in one object");
      }
    }
    return Value(std::move(out));
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
  return Reader::read(root, max_depth);
}

void write_string(std::string& out, std::string_view text) {
  out += '"';
  for (char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\t': out += "\\t"; break;
      case '\n': out += "\\n"; break;
      case '\f': out += "\\f"; break;
      case '\r': out += "\\r"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
        else out += c;
    }
  }
  out += '"';
}

void write_to(std::string& out, const Value& value) {
  if (value.is_null()) {
    out += "null";
  } else if (const bool* b = value.boolean()) {
    out += *b ? "true" : "false";
  } else if (const std::int64_t* n = value.integer()) {
    fmt::format_to(std::back_inserter(out), "{}", *n);
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
