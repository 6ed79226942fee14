#include "index/words.h"

namespace althing::index {
namespace {

const json::Array* translations_of(const json::Value& detail) {
  const json::Value* list = detail.is_null() ? nullptr : detail.at("translations");
  return list == nullptr ? nullptr : list->array();
}

}  // namespace

std::string_view primary_language(std::string_view tag) { return tag.substr(0, tag.find('-')); }

const json::Value* translation_in(const json::Value& detail, std::string_view lang) {
  const json::Array* list = translations_of(detail);
  const std::string_view original = detail.is_null() ? std::string_view() : detail.text_at("lang");
  if (list == nullptr || lang.empty() || original == lang) return nullptr;
  for (const json::Value& item : *list) {
    if (item.text_at("lang") == lang) return &item;
  }
  if (primary_language(original) == primary_language(lang)) return nullptr;
  for (const json::Value& item : *list) {
    if (primary_language(item.text_at("lang")) == primary_language(lang)) return &item;
  }
  return nullptr;
}

std::string translated_words(const json::Value& detail) {
  std::string out;
  const json::Array* list = translations_of(detail);
  if (list == nullptr) return out;
  for (const json::Value& item : *list) {
    for (const char* member : {"title", "name", "text"}) {
      const std::string_view words = item.text_at(member);
      if (words.empty()) continue;
      if (!out.empty()) out += '\n';
      out += words;
    }
  }
  return out;
}

}  // namespace althing::index
