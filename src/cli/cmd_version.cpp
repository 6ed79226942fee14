// althing version: what runs here, with --deps the libraries it really runs with. What it was built from
// is the business of `./dev sbom`.
#include <fmt/format.h>
#include <gnu/libc-version.h>
#include <link.h>
#include <openssl/crypto.h>
#include <seccomp.h>
#include <simdjson.h>
#include <sodium/version.h>
#include <sqlite3.h>
#include <zlib.h>

#include <boost/version.hpp>
#include <filesystem>

#include "cli/command.h"

namespace althing::cli {
namespace {

struct Library {
  std::string name, version;
};

// Asked of the library loaded now; those that cannot be asked say what they were when this was built.
std::vector<Library> libraries() {
  std::string openssl = ::OpenSSL_version(OPENSSL_VERSION_STRING);
  const scmp_version* seccomp = ::seccomp_version();
  return {{"glibc", ::gnu_get_libc_version()},
          {"OpenSSL", openssl},
          {"libsodium", ::sodium_version_string()},
          {"SQLite", ::sqlite3_libversion()},
          {"zlib", ::zlibVersion()},
          {"libseccomp", seccomp == nullptr ? "?" : fmt::format("{}.{}.{}", seccomp->major, seccomp->minor, seccomp->micro)},
          {"simdjson (built with)", fmt::format("{}.{}.{}", int{simdjson::SIMDJSON_VERSION_MAJOR}, int{simdjson::SIMDJSON_VERSION_MINOR}, int{simdjson::SIMDJSON_VERSION_REVISION})},
          {"fmt (built with)", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
          {"Boost (built with)", fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
          {"CLI11 (built with)", CLI11_VERSION}};
}

// The files of the shared objects in this process; a file's name behind its links has its full version.
std::vector<std::string> loaded_files() {
  std::vector<std::string> out;
  ::dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* data) {
        std::error_code none;
        const std::string name = info->dlpi_name == nullptr ? "" : info->dlpi_name;
        if (name.starts_with('/')) static_cast<std::vector<std::string>*>(data)->push_back(std::filesystem::canonical(name, none).string());
        return 0;
      },
      &out);
  return out;
}

Result<int> version(Context& context, bool with_deps) {
  json::Value value = json::object({{"version", ALTHING_VERSION}});
  std::string text = "althing " ALTHING_VERSION "\n";
  if (with_deps) {
    json::Array list, files;
    for (const Library& library : libraries()) {
      list.push_back(json::object({{"name", library.name}, {"version", library.version}}));
      text += fmt::format("{} {}\n", library.name, library.version);
    }
    for (const std::string& file : loaded_files()) {
      files.emplace_back(file);
      text += file + "\n";
    }
    value.object()->set("libraries", std::move(list));
    value.object()->set("files", std::move(files));
  }
  context.print(value, text);
  return kDone;
}

}  // namespace

void add_version(CLI::App& app, Context& context) {
  auto with_deps = std::make_shared<bool>(false);
  CLI::App* sub = app.add_subcommand("version", "Say this program's version, with --deps those of its libraries");
  sub->footer("Example:\n  althing version --deps\nThe libraries are those loaded now. `./dev sbom` lists all that the program was built from.");
  sub->add_flag("--deps", *with_deps, "Libraries and their files too");
  sub->callback([&context, with_deps] { context.run([&] { return version(context, *with_deps); }); });
}

}  // namespace althing::cli
