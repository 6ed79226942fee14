#include "web/kit/assets.h"

#include "crypto/sha256.h"

namespace althing::web {
namespace {

constexpr std::string_view kPrefix = "/assets/";
constexpr std::size_t kHashDigits = 8;

std::string_view type_of(std::string_view extension) {
  if (extension == "js") return "text/javascript; charset=utf-8";
  if (extension == "css") return "text/css; charset=utf-8";
  if (extension == "svg") return "image/svg+xml";
  return {};
}

}  // namespace

Assets::Assets() {
  for (const EmbeddedFile& file : embedded_files()) {
    const std::size_t dot = file.name.rfind('.');
    const std::string_view extension = file.name.substr(dot + 1);
    if (dot == std::string_view::npos || type_of(extension).empty()) continue;
    Asset asset;
    asset.name = file.name;
    asset.hash = to_hex(sha256(file.bytes)).substr(0, kHashDigits);
    asset.url = std::string(kPrefix) + std::string(file.name.substr(0, dot + 1)) + asset.hash +
                "." + std::string(extension);
    asset.type = type_of(extension);
    asset.bytes = file.bytes;
    assets_.push_back(std::move(asset));
  }
}

const Asset* Assets::find(std::string_view name) const {
  for (const Asset& asset : assets_) {
    if (asset.name == name) return &asset;
  }
  return nullptr;
}

std::string_view Assets::url(std::string_view name) const {
  const Asset* asset = find(name);
  return asset == nullptr ? std::string_view() : asset->url;
}

Assets::Match Assets::match(std::string_view file) const {
  for (const Asset& asset : assets_) {
    if (std::string_view(asset.url).substr(kPrefix.size()) == file) return {&asset, true};
    if (asset.name == file) return {&asset, false};
  }
  return {};
}

}  // namespace althing::web
