#include "index/scratch_state.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "index/cached_state.h"
#include "index/schema.h"

namespace althing::index {
namespace {

class Scratch final : public ScratchState {
 public:
  explicit Scratch(const std::string& path) : db_(path, Db::Mode::create), tables_(db_), state_(tables_) {
    db_.exec("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-65536");
    for (const char* sql : kCreate) db_.exec(sql);
    tables_.begin_bulk();
    transaction_.emplace(db_);
  }

  assembly::State& state() override { return state_; }

  Result<void> flush() override {
    try {
      state_.flush();
      transaction_->commit();
      transaction_.emplace(db_);
      return {};
    } catch (const DbError& error) {
      return fail(Errc::storage, fmt::format("the temporary state: {}", error.what()));
    }
  }

 private:
  Db db_;
  SqliteState tables_;
  CachedState state_;  // over the tables
  std::optional<Transaction> transaction_;
};

}  // namespace

Result<std::unique_ptr<ScratchState>> ScratchState::open(const std::string& dir) {
  // In a folder of its own, which nobody else can put anything into.
  std::string own = dir + "/althing-scratch.XXXXXX";
  if (::mkdtemp(own.data()) == nullptr) return fail(Errc::storage, dir, fmt::format("no temporary folder can be made there: {}", std::strerror(errno)));
  const std::string path = own + "/state.db";
  Result<std::unique_ptr<ScratchState>> out = fail(Errc::internal, "not tried");
  try {
    out = std::make_unique<Scratch>(path);
  } catch (const DbError& error) {
    out = fail(Errc::storage, dir, fmt::format("no temporary state can be kept there: {}", error.what()));
  }
  ::unlink(path.c_str());
  ::rmdir(own.c_str());
  return out;
}

}  // namespace althing::index
