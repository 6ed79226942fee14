#include "index/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mutex>

namespace althing::index {

namespace {

// It holds what is withheld from readers too: for its owner alone. SQLite gives its journals the same mode.
// An error here is an error of opening below, in better words.
void make_private(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return;
  static_cast<void>(::fchmod(fd, 0600));
  ::close(fd);
}

// SQLite counts the bytes it holds under one lock for the whole process, taken at every allocation of every
// thread, and nobody here asks for the sum.
void count_no_memory() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

}  // namespace

Db::Db(const std::string& path, Mode mode) {
  count_no_memory();
  if (mode == Mode::create && path != ":memory:") make_private(path);
  const int flags = mode == Mode::create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  if (sqlite3_open_v2(path.c_str(), &db_, flags | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK) {
    const std::string why = db_ != nullptr ? sqlite3_errmsg(db_) : "out of memory";
    sqlite3_close(db_);
    throw DbError("cannot open " + path + ": " + why);
  }
  set_wait_ms(kWaitMs);
  // Plans do not depend on bound values: else SQLite prepares statements over partial indexes anew at
  // every bind, which cost a fifth of the fold.
  sqlite3_db_config(db_, SQLITE_DBCONFIG_ENABLE_QPSG, 1, nullptr);
}

void Db::set_wait_ms(int wait_ms) { sqlite3_busy_timeout(db_, wait_ms); }

std::int64_t Db::last_row() { return sqlite3_last_insert_rowid(db_); }

Db::~Db() { sqlite3_close(db_); }

void Db::exec(const char* sql) {
  char* message = nullptr;
  if (sqlite3_exec(db_, sql, nullptr, nullptr, &message) != SQLITE_OK) {
    const std::string why = message != nullptr ? message : sqlite3_errmsg(db_);
    sqlite3_free(message);
    throw DbError(why);
  }
}

Query::Query(Db& db, std::string_view sql) : db_(db) {
  check(sqlite3_prepare_v3(db.raw(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &stmt_, nullptr));
}

Query::~Query() { sqlite3_finalize(stmt_); }

void Query::check(int code) const {
  if (code != SQLITE_OK) throw DbError(sqlite3_errmsg(db_.raw()));
}

bool Query::step() {
  const int code = sqlite3_step(stmt_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    sqlite3_reset(stmt_);
    return false;
  }
  const std::string why = sqlite3_errmsg(db_.raw());
  sqlite3_reset(stmt_);
  throw DbError(why);
}

void Query::run() {
  while (step()) {
  }
}

void Query::reset() { sqlite3_reset(stmt_); }

std::int64_t Query::integer(int column) const { return sqlite3_column_int64(stmt_, column); }
bool Query::is_null(int column) const { return sqlite3_column_type(stmt_, column) == SQLITE_NULL; }
std::string Query::text(int column) const {
  const void* data = sqlite3_column_blob(stmt_, column);
  const int size = sqlite3_column_bytes(stmt_, column);
  return data == nullptr ? std::string() : std::string(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

void Query::bind_one(int at, std::int64_t value) { check(sqlite3_bind_int64(stmt_, at, value)); }
void Query::bind_one(int at, std::string_view text) {
  check(sqlite3_bind_text64(stmt_, at, text.data() == nullptr ? "" : text.data(), text.size(),
                            copy_ ? SQLITE_TRANSIENT : SQLITE_STATIC, SQLITE_UTF8));
}
void Query::bind_one(int at, ByteView blob) {
  check(sqlite3_bind_blob64(stmt_, at, blob.data() == nullptr ? reinterpret_cast<const std::uint8_t*>("") : blob.data(),
                            blob.size(), copy_ ? SQLITE_TRANSIENT : SQLITE_STATIC));
}

void Query::bind_null(int at) { check(sqlite3_bind_null(stmt_, at)); }

Transaction::Transaction(Db& db, bool write) : db_(db) { db_.exec(write ? "BEGIN IMMEDIATE" : "BEGIN"); }
Transaction::~Transaction() {
  if (!open_) return;
  try {
    db_.exec("ROLLBACK");
  } catch (const DbError&) {  // the transaction is gone either way; the caller has the first fault
  }
}
void Transaction::commit() {
  db_.exec("COMMIT");
  open_ = false;
}

}  // namespace althing::index
