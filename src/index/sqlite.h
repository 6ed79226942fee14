// A thin RAII layer over SQLite: connections, prepared statements, transactions. Faults are thrown as
// DbError and caught once per batch or request (STYLE.md, Errors 3). One thread per connection.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/bytes.h"

struct sqlite3;
struct sqlite3_stmt;

namespace althing::index {

class DbError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Db;

inline constexpr int kWaitMs = 10'000;

/// A prepared statement. After the last row, or after reset(), it holds no read snapshot.
class Query {
 public:
  Query(Db& db, std::string_view sql);
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  /// Binds from parameter 1 on, after resetting.
  template <class... Args>
  Query& bind(const Args&... args) {
    reset();
    int at = 0;
    (bind_one(++at, args), ...);
    return *this;
  }
  /// Binds and runs to the end, without copying texts and blobs: for inserts and updates.
  template <class... Args>
  void run_with(const Args&... args) {
    copy_ = false;
    bind(args...);
    copy_ = true;
    run();
  }
  /// True while there is a row.
  bool step();
  /// step() to the end.
  void run();
  void reset();

  std::int64_t integer(int column) const;
  std::string text(int column) const;  // also for blobs
  bool is_null(int column) const;

 private:
  void bind_one(int at, std::int64_t value);
  void bind_one(int at, std::uint64_t value) { bind_one(at, static_cast<std::int64_t>(value)); }
  void bind_one(int at, int value) { bind_one(at, std::int64_t{value}); }
  void bind_one(int at, bool value) { bind_one(at, std::int64_t{value}); }
  void bind_one(int at, std::string_view text);
  void bind_one(int at, const std::string& text) { bind_one(at, std::string_view(text)); }
  void bind_one(int at, const char* text) { bind_one(at, std::string_view(text)); }
  void bind_one(int at, ByteView blob);
  template <std::size_t N, class Tag>
  void bind_one(int at, const FixedBytes<N, Tag>& value) { bind_one(at, value.view()); }
  template <class T>
  void bind_one(int at, const std::optional<T>& value) {
    if (value) bind_one(at, *value);
    else bind_null(at);
  }
  void bind_null(int at);
  void check(int code) const;

  Db& db_;
  sqlite3_stmt* stmt_ = nullptr;
  bool copy_ = true;  // what is bound must outlive the caller's arguments
};

class Db {
 public:
  enum class Mode { read_only, create };
  Db(const std::string& path, Mode mode);
  ~Db();
  Db(const Db&) = delete;
  Db& operator=(const Db&) = delete;
  void exec(const char* sql);
  /// How long a statement waits for another connection's lock before it fails.
  void set_wait_ms(int wait_ms);
  std::int64_t last_row();  // rowid of the latest insert
  sqlite3* raw() { return db_; }

 private:
  sqlite3* db_ = nullptr;
};

/// Rolls back unless commit() was called.
class Transaction {
 public:
  explicit Transaction(Db& db, bool write = true);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Db& db_;
  bool open_ = true;
};

}  // namespace althing::index
