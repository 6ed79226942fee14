#include "web/page_words.h"

#include <algorithm>

#include "http/target.h"
#include "index/words.h"
#include "web/act_form.h"
#include "web/kit/limits.h"
#include "web/kit/markdown.h"

namespace althing::web {
namespace {

constexpr std::string_view kOriginal = "original";

// This page with other words; whatever else was asked for stays.
std::string url_with(const View& view, std::string_view words) {
  std::string out = view.request.target.substr(0, view.request.target.find('?')) + "?";
  for (const auto& [name, value] : view.request.query) {
    if (name != "words") out += http::percent_encode(name) + "=" + http::percent_encode(value) + "&";
  }
  return out + "words=" + http::percent_encode(words);
}

void choice(const View& view, Html& h, std::string_view words, const std::string& label, bool current) {
  if (current) h.open("strong");  // not by colour alone
  h.el("a", {{"href", url_with(view, words)}, {"rel", "nofollow"}, Attr::only_if(current, "aria-current", "true"),
             Attr::only_if(words != kOriginal, "hreflang", words), {"dir", "auto"}}, label);
  if (current) h.close();
}

Raw words_switch(const View& view, const index::WordsSeen& seen) {
  const Translator& t = view.t;
  Html h;
  h.open("nav", {{"class", "cluster small muted"}, {"aria-label", t.tr("Languages of the words")}});
  h.el("span", {}, t.tr("The words of authors in:"));
  for (const std::string& lang : seen.originals) {
    const std::string name = lang.empty() ? std::string() : language_name(view, lang);
    // Where everything was first written in one language, that entry is "as first written" for all of it.
    const std::string_view words = seen.originals.size() == 1 || lang.empty() ? kOriginal : std::string_view(lang);
    choice(view, h, words, name.empty() ? std::string(t.tr("the original")) : t.trf("{language} (original)", {{"language", name}}),
           seen.used.contains(lang));
  }
  for (const std::string& lang : seen.offered) {
    if (!seen.originals.contains(lang)) choice(view, h, lang, language_name(view, lang), seen.used.contains(lang));
  }
  h.close();
  return h.take();
}

}  // namespace

WordsPreference::WordsPreference(View& view) : reader_(view.reader) {
  const std::string_view asked = view.query("words");
  // "original" is no language: nothing is offered in it, so all stays as first written.
  reader_.prefer_words(std::string(asked.empty() || asked.size() > 35 ? view.t.lang() : asked));
}

Raw with_words_switch(const View& view, Raw body) {
  const index::WordsSeen& seen = view.reader.words_seen();
  if (!seen.any) return body;
  std::string html = body.str();
  constexpr std::string_view kCrumbs = "<nav class=\"crumbs\"", kEnd = "</nav>";
  const std::size_t end = html.starts_with(kCrumbs) ? html.find(kEnd) : std::string::npos;
  html.insert(end == std::string::npos ? 0 : end + kEnd.size(), words_switch(view, seen).str());
  return Raw::trusted(std::move(html));
}

std::string language_name(const View& view, std::string_view tag) {
  const Translator* known = site_of(view.app).catalogs.find(tag);
  return std::string(known != nullptr ? known->endonym() : tag);
}

Raw words_in(const Translator& t, std::string_view lang, std::string_view text) {
  if (lang.empty() || lang == t.html_lang()) return bdi(text);
  return Html().open("bdi", {{"lang", lang}}).text(visible_line(text, kMaxLineCodePoints)).close().take();
}

void words_block(View& view, const json::Value& detail) {
  Html& h = view.h;
  const auto block = [&](const json::Value& words, std::string_view lang) {
    const std::string_view title = words.text_at("title"), name = words.text_at("name"), text = words.text_at("text");
    if (!title.empty()) h.open("p").open("strong").raw(words_in(view.t, lang, title)).close().close();
    if (!name.empty()) h.open("p").raw(words_in(view.t, lang, name)).close();
    if (text.empty()) return;
    h.open("div", {{"class", "prose"}, Attr::only_if(!lang.empty(), "lang", lang)}).raw(markdown(text).html).close();
  };
  const std::string_view original = detail.text_at("lang");
  const json::Value* list = detail.at("translations");
  const bool several = list != nullptr && list->array() != nullptr && !list->array()->empty();
  if (several && !original.empty()) h.el("h3", {}, view.t.trf("{language} (original)", {{"language", language_name(view, original)}}));
  block(detail, original);
  if (!several) return;
  for (const json::Value& item : *list->array()) {
    h.el("h3", {{"dir", "auto"}}, language_name(view, item.text_at("lang")));
    block(item, item.text_at("lang"));
  }
}

void language_field(View& view, std::string_view chosen) {
  const Translator& t = view.t;
  if (chosen.empty()) chosen = t.html_lang();
  std::vector<Option> langs;
  for (const std::string_view lang : site_of(view.app).catalogs.langs()) {
    if (lang != "qps") langs.push_back({lang, site_of(view.app).catalogs.find(lang)->endonym()});
  }
  if (std::none_of(langs.begin(), langs.end(), [&](const Option& one) { return one.value == chosen; })) langs.push_back({chosen, chosen});
  act_select(view, "lang", "line", t.tr("Language of the text"), langs, chosen);
}

void translation_fields(View& view, bool with_title) {
  const Translator& t = view.t;
  Html& h = view.h;
  std::vector<Option> langs{{"", t.tr("none")}};
  for (const std::string_view lang : site_of(view.app).catalogs.langs()) {
    if (lang != t.lang() && lang != "qps") langs.push_back({lang, site_of(view.app).catalogs.find(lang)->endonym()});
  }
  h.open("details").el("summary", {}, t.tr("In another language"));
  h.el("p", {{"class", "field__hint"}}, t.tr("Your own translation stands beside the original and under the same signature. Readers of that language see it first."));
  select(h, "tr-lang", "tr:1:lang", t.tr("Language"), langs, "");
  if (with_title) field(h, {.id = "tr-title", .name = "tr:1:title", .label = t.tr("Translated title")});
  field(h, {.id = "tr-text", .name = "tr:1:text", .label = t.tr("Translated text"), .rows = 10});
  h.close();
}

}  // namespace althing::web
