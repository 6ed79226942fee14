#include "node/copy_returned.h"

#include <algorithm>

#include "node/held_logs.h"
#include "record/returned.h"

namespace althing::node {
namespace {

void note(const json::Value* prefix, std::map<std::uint64_t, std::set<std::string>>& out) {
  const json::Value* size = prefix == nullptr ? nullptr : prefix->at("size");
  if (size == nullptr || size->integer() == nullptr || *size->integer() <= 0) return;
  out[static_cast<std::uint64_t>(*size->integer())].emplace(prefix->text_at("root"));
}

bool is_signed(std::span<const Hash> leaves, const std::map<std::uint64_t, std::set<std::string>>& prefixes) {
  std::vector<std::uint64_t> sizes;
  for (const auto& [size, roots] : prefixes) sizes.push_back(size);
  const auto found = roots_at(leaves, sizes);
  return std::any_of(found.begin(), found.end(), [&](const auto& one) { return prefixes.at(one.first).contains(one.second); });
}

// What is not to be had is no fault; what the disk refuses is.
bool is_absent(const Error& error) {
  return error.code == Errc::not_found || error.code == Errc::gone || error.code == Errc::corrupt || error.code == Errc::malformed || error.code == Errc::too_large;
}

Result<void> copy_entry(Fs& fs, record::Source& source, const std::string& name, const Hash& leaf, const std::string& record_dir) {
  const std::string file = join_path(record_dir, name);
  if (fs.exists(file)) return {};
  const auto entry = source.get(name);
  if (!entry) return is_absent(entry.error()) ? Result<void>{} : fail(entry.error());  // no act of this assembly, say
  if (tlog::leaf_hash(as_bytes(*entry)) != leaf) return {};
  TRY_VOID(fs.make_dirs(parent_dir(file)));
  return fs.replace_file(file, as_bytes(*entry));
}

}  // namespace

void note_prefixes(const act::Act& act, SignedPrefixes& out) {
  if (act.v != 1) return;
  if (act.type == "mark") note(&act.body, out[act.by]);
  if (act.type != "return") return;
  note(act.body.at("opened"), out[act.by]);
  note(act.body.at("closed"), out[act.by]);
}

Result<void> copy_returned(Fs& fs, record::Source& source, const Key& log, const std::map<std::uint64_t, std::set<std::string>>& prefixes,
                           std::span<const Hash> own, const std::string& record_dir) {
  const auto here = record::folder_source(fs, record_dir);
  for (std::size_t n = 0; n < record::kMaxReturnedBranches; ++n) {
    const std::string branch = record::returned_dir(log, n);
    const auto size = record::returned_size(source, branch);
    if (!size) return is_absent(size.error()) ? Result<void>{} : fail(size.error());
    std::vector<Hash> held = record::read_returned(*here, branch).value_or(std::vector<Hash>());
    if (held.size() < *size) {
      auto leaves = record::read_returned(source, branch);
      if (!leaves && !is_absent(leaves.error())) return fail(leaves.error());
      if (leaves && std::equal(held.begin(), held.end(), leaves->begin()) && is_signed(*leaves, prefixes)) {
        TRY_VOID(record::write_returned(fs, record_dir, branch, *leaves, held.size()));
        held = std::move(*leaves);
      }
    }
    for (const Hash& leaf : held) {
      if (!std::binary_search(own.begin(), own.end(), leaf)) TRY_VOID(copy_entry(fs, source, record::returned_entry(branch, leaf), leaf, record_dir));
    }
  }
  return {};
}

}  // namespace althing::node
