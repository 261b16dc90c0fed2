// store/sqlite/commit_mark.h: has anything been committed to the database since? Without asking
// SQLite, and whichever process did it. Private to the driver.
//
// In WAL mode every commit rewrites the header of the WAL-index, which all processes share in
// memory, before it returns (https://sqlite.org/walformat.html). The header counts frames and
// commits, has the log's salts and a checksum of all its frames, so equal headers are of equal
// states:
// - While one log is written its frames only become more.
// - A log that begins anew after a checkpoint has the next of 2^32 salts and another random one. It
//   changes no content, but the header: somebody looks once more in vain.
// - After a crash in the middle of a commit the next process makes the header anew from the log. A
//   state that it finds again has the same frames. The count of commits begins at 0 then, and wraps
//   after 2^32: alone it would prove nothing.
// - The header stays where it is: no process may make that memory anew, delete the log or leave
//   WAL mode while a connection is open, and here one is, which does nothing else.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "store/sqlite/connection.h"

namespace payoutd::store::sqlite {

// Safe from any thread.
class CommitMark {
 public:
  using Value = std::array<uint32_t, 12>;  // the header's 48 bytes

  // Where it cannot be known (another journal mode, no shared memory, an unknown format) there is
  // never a value, and nothing fails.
  explicit CommitMark(const std::string& path);

  // What is read by a transaction that begins later is of this state or of a later one; as long as
  // the value stays the same, of this one. Nothing: who knows. A few nanoseconds.
  std::optional<Value> read() const;

  // To be called after the database was opened by its name once more: if that is another file now,
  // there is no value from here on, because it is true of the old one.
  void look_at_name();

 private:
  void open(const std::string& path);
  Value copy_of(size_t copy) const;

  std::mutex mutex_;  // for the connection, which is made for one thread
  std::unique_ptr<Connection> connection_;
  sqlite3_file* file_ = nullptr;            // the connection's
  std::atomic<uint32_t*> header_{nullptr};  // two copies of it, in SQLite's own mapping
};

}  // namespace payoutd::store::sqlite
