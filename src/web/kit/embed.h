// Files inside the binary (cmake/AlthingEmbed.cmake): script, stylesheet, icons, catalogues.
#pragma once

#include <span>
#include <string_view>

namespace althing::web {

struct EmbeddedFile {
  std::string_view name;   // "althing.css", "en.mo"
  std::string_view bytes;  // lives as long as the program
};

/// All of them, in no particular order.
std::span<const EmbeddedFile> embedded_files();

}  // namespace althing::web
