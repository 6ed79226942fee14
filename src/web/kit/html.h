// HTML by typed append: what is text is escaped, what is a URL is checked, and only `Raw` passes as
// it is. Tag and attribute names are literals checked by the compiler: `on...`, `style` and
// `srcdoc` do not compile, `script` and `style` elements cannot be opened, and attributes that hold
// URLs (href, src, action, ...) go through `safe_url` by their name alone. One string buffer, no
// templates to parse. An Html belongs to one thread; the free functions are pure.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace althing::web {

/// HTML that may be sent as it is. Made by Html::take, markdown, word diff; `trusted` is for our
/// own.
class Raw {
 public:
  Raw() = default;
  static Raw trusted(std::string html) { return Raw(std::move(html)); }
  const std::string& str() const { return html_; }
  bool empty() const { return html_.empty(); }

 private:
  explicit Raw(std::string html) : html_(std::move(html)) {}
  std::string html_;
};

/// Appends `text` escaped for element content and for double-quoted attributes; controls other than
/// tab and line breaks, and bad UTF-8, become U+FFFD.
void escape_to(std::string& out, std::string_view text);
std::string escape(std::string_view text);

/// The URL if it may stand in a link: http://, https://, mailto: or relative to this site ("/x",
/// "?q",
/// "#a", "x/y"). Empty for everything else: other schemes in any spelling, "//host", backslashes,
/// control characters. Spaces and invisible characters come back percent-encoded.
std::string safe_url(std::string_view url);
/// Percent-encodes all but unreserved characters (RFC 3986): one path segment or query value.
std::string url_component(std::string_view text);

/// A person's or organisation's words on one line, isolated from what stands around it: <bdi>,
/// hidden characters shown (hidden.h), at most kMaxLineCodePoints.
Raw bdi(std::string_view text);

class TagName {
 public:
  consteval TagName(const char* name) : text(name) {
    if (text.empty() || text == "script" || text == "style") throw "use the functions for these";
    for (char c : text) {
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) throw "not a tag name";
    }
  }
  std::string_view text;
};

class AttrName {
 public:
  consteval AttrName(const char* name) : text(name) {
    if (text.starts_with("on") || text == "style" || text == "srcdoc")
      throw "not allowed by the CSP";
    for (char c : text) {
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == ':'))
        throw "not an attribute name";
    }
    for (std::string_view url : {"href", "src", "action", "formaction", "cite", "poster", "data",
                                 "srcset", "xlink:href"}) {
      is_url = is_url || text == url;
    }
  }
  std::string_view text;
  bool is_url = false;
};

/// One attribute; views its value, so it lives no longer than the call it is written in.
class Attr {
 public:
  Attr(AttrName name, std::string_view value) : name_(name), kind_(Kind::text), text_(value) {}
  Attr(AttrName name, const char* value) : Attr(name, std::string_view(value)) {}
  Attr(AttrName name, const std::string& value) : Attr(name, std::string_view(value)) {}
  template <std::same_as<bool> B>
  Attr(AttrName name, B on) : name_(name), kind_(on ? Kind::flag : Kind::none) {}
  template <std::integral N>
    requires(!std::same_as<N, bool>)
  Attr(AttrName name, N number)
      : name_(name), kind_(Kind::number), number_(static_cast<std::int64_t>(number)) {}
  /// The attribute if `on`, else nothing at all.
  static Attr only_if(bool on, AttrName name, std::string_view value) {
    Attr attr(name, value);
    if (!on) attr.kind_ = Kind::none;
    return attr;
  }
  void write(std::string& out) const;

 private:
  enum class Kind { none, text, flag, number };
  AttrName name_;
  Kind kind_;
  std::string_view text_;
  std::int64_t number_ = 0;
};
using Attrs = std::initializer_list<Attr>;

class Html {
 public:
  Html() { out_.reserve(8192); }

  Html& open(TagName tag, Attrs attrs = {});
  /// Closes the element opened last; CHECKs that there is one.
  Html& close();
  /// An element without content: br, hr, img, input, link, meta.
  Html& single(TagName tag, Attrs attrs = {});
  Html& text(std::string_view text) {
    escape_to(out_, text);
    return *this;
  }
  Html& raw(const Raw& html) {
    out_ += html.str();
    return *this;
  }
  /// bdi() in place.
  Html& name(std::string_view text);

  Html& el(TagName tag, Attrs attrs, std::string_view content) {
    return open(tag, attrs).text(content).close();
  }
  Html& el(TagName tag, Attrs attrs, const char* content) {
    return el(tag, attrs, std::string_view(content));
  }
  Html& el(TagName tag, Attrs attrs, const Raw& content) {
    return open(tag, attrs).raw(content).close();
  }
  /// Content written by a function: h.el("ul", {}, [&] { ... });
  template <std::invocable F>
  Html& el(TagName tag, Attrs attrs, F&& content) {
    open(tag, attrs);
    std::forward<F>(content)();
    return close();
  }
  /// A link; without href when safe_url refuses it.
  Html& link(std::string_view url, std::string_view content) {
    return el("a", {{"href", url}}, content);
  }

  /// <script type="application/json" id=...>: data for our own script. `json` must be JSON text.
  Html& json_data(std::string_view id, std::string_view json);
  /// <script type="module" src=...>.
  Html& module_script(std::string_view url);

  std::size_t size() const { return out_.size(); }
  /// The finished HTML; CHECKs that every element was closed. The builder is empty afterwards.
  Raw take();

 private:
  std::string out_;
  std::vector<std::string_view> stack_;
};

}  // namespace althing::web
