// Birth of a folder: keys before the assembly is known, then the empty log of an assembly.
#include "record/layout.h"
#include "record/store.h"

namespace althing::record {
namespace {

const char* const kKeyNames[] = {"log", "operator"};

Result<std::unique_ptr<Store>> make_store(Fs& fs, const std::string& dir, const act::ActId& assembly, Options options) {
  TRY(const KeyPair key, Record::load_key(fs, dir, "log"));
  return std::make_unique<Store>(fs, dir, options, assembly, key);
}

}  // namespace

Store::Store(Fs& fs, std::string dir, Options options, const act::ActId& assembly, const KeyPair& key)
    : fs_(fs), folder_(fs, std::move(dir), options.early_sync), options_(options), assembly_(assembly),
      signer_{origin_of(assembly, key.key()), key} {}

Result<void> Record::init(Fs& fs, const std::string& dir, Random& random) {
  TRY_VOID(fs.make_dirs(join_path(dir, kKeysDir)));
  TRY_VOID(fs.make_private(join_path(dir, kKeysDir)));
  for (const char* name : kKeyNames) {
    if (fs.exists(join_path(dir, key_file(name)))) return fail(Errc::conflict, dir + " already has keys");
  }
  for (const char* name : kKeyNames) {
    TRY_VOID(fs.replace_file(join_path(dir, key_file(name)), as_bytes(write_key(KeyPair::generate(random))), 0600));
  }
  return {};
}

Result<KeyPair> Record::load_key(Fs& fs, const std::string& dir, std::string_view which) {
  const std::string path = join_path(dir, key_file(which));
  auto text = fs.read_file(path, 4096);
  if (!text && text.error().code == Errc::not_found) {
    return fail(Errc::not_found, path + " does not exist: make the folder's keys first (althing init)");
  }
  if (!text) return fail(std::move(text).error());
  auto key = parse_key_file(*text);
  if (!key) return fail(key.error().code, path + ": " + key.error().message);
  return key;
}

Result<std::unique_ptr<Record>> Record::create(Fs& fs, const std::string& dir, const act::ActId& assembly,
                                               Options options) {
  if (options.read_only) return fail(Errc::usage, "a new record cannot be read-only");
  TRY(auto store, make_store(fs, dir, assembly, options));
  TRY_VOID(store->start_empty());
  return store;
}

Result<std::unique_ptr<Record>> Record::open(Fs& fs, const std::string& dir, Options options) {
  const std::string path = join_path(dir, kAssemblyFile);
  auto text = fs.read_file(path, 4096);
  if (!text && text.error().code == Errc::not_found) {
    return fail(Errc::not_found, dir + " has no assembly yet: found one or join one first");
  }
  if (!text) return fail(std::move(text).error());
  TRY(const act::ActId assembly, parse_assembly(*text));
  TRY(auto store, make_store(fs, dir, assembly, options));
  if (options.read_only) TRY_VOID(store->open_read_only());
  else TRY_VOID(store->recover());
  return store;
}

Result<void> Store::start_empty() {
  TRY(lock_, fs_.lock(folder_.path(kLockFile)));
  if (fs_.exists(folder_.path(kAssemblyFile))) {
    return fail(Errc::conflict, "the folder already holds the record of an assembly");
  }
  TRY_VOID(fs_.make_dirs(folder_.path(kStageDir)));
  TRY_VOID(fs_.make_dirs(folder_.path(kBlobDir)));
  TRY_VOID(clear_stage());
  TRY_VOID(reserve_checkpoint());
  TRY(auto snapshot, publish_checkpoint(head_));
  TRY_VOID(renew_journal());
  // Last: as long as `assembly` is missing, the folder has no record and create() may be called again.
  TRY_VOID(folder_.put_durable(std::string(kAssemblyFile), write_assembly(assembly_)));
  set_published(std::move(snapshot));
  return {};
}

}  // namespace althing::record
