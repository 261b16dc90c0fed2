#include "store/sqlite/copy.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "store/sqlite/database_file.h"

namespace payoutd::store::sqlite {
namespace {

class File {
 public:
  File(const std::string& path, int flags) : descriptor_(open(path.c_str(), flags, 0600)) {}
  ~File() {
    if (is_open()) close(descriptor_);
  }
  File(const File&) = delete;
  bool is_open() const { return descriptor_ >= 0; }
  bool sync() const { return fsync(descriptor_) == 0; }

 private:
  const int descriptor_;
};

Failure failure_of_file(const std::string& path) {
  const int code = errno == ENOSPC || errno == EDQUOT ? SQLITE_FULL : SQLITE_IOERR;
  return {code, path + ": " + std::strerror(errno)};  // NOLINT(concurrency-mt-unsafe): glibc's is
}

void copy_pages(Connection& source, Connection& copy) {
  sqlite3_backup* const backup =
      sqlite3_backup_init(copy.handle(), "main", source.handle(), "main");
  if (backup == nullptr) throw Failure(SQLITE_ERROR, sqlite3_errmsg(copy.handle()));
  constexpr int all_pages = -1;
  const int stepped = sqlite3_backup_step(backup, all_pages);
  const int finished = sqlite3_backup_finish(backup);
  if (stepped != SQLITE_DONE) throw Failure(stepped, sqlite3_errstr(stepped));
  if (finished != SQLITE_OK) throw Failure(finished, sqlite3_errstr(finished));
}

// Positive, and none that the original has.
uint32_t new_incarnation(payouts::Incarnation old, base::Random& random) {
  uint32_t made = 0;
  do {
    unsigned char bytes[sizeof made];
    random.fill(bytes);
    std::memcpy(&made, bytes, sizeof made);
    made &= 0x7fffffffU;
  } while (made == 0 || made == old);
  return made;
}

void fill(const std::string& from, const std::string& to, base::Random& random) {
  {
    // Not read_only: after a crash somebody must be able to make the shared-memory file.
    Connection source(from, OpenMode::read_write);
    source.execute("PRAGMA query_only = ON");
    Connection copy(to, OpenMode::read_write);
    // A copy that fails is thrown away, and one that is whole is made durable below.
    copy.execute("PRAGMA journal_mode = OFF");
    copy.execute("PRAGMA synchronous = OFF");
    copy_pages(source, copy);
    // One file, which can be opened where nothing can be written: the next server makes it WAL.
    copy.execute("PRAGMA journal_mode = DELETE");
    copy.execute("PRAGMA user_version = " +
                 std::to_string(new_incarnation(read_incarnation(source), random)));
  }
  const File file(to, O_RDONLY | O_CLOEXEC);
  if (!file.is_open() || !file.sync()) throw failure_of_file(to);
}

}  // namespace

base::Status copy_database(const std::string& from, const std::string& to, base::Random& random) {
  {
    const File made(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC);
    if (!made.is_open() && errno == EEXIST) {
      return base::refused("file_exists", to + " exists already; nothing was written");
    }
    if (!made.is_open()) throw failure_of_file(to);
  }
  try {
    fill(from, to, random);
  } catch (const Failure&) {
    std::error_code ignored;
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) {
      std::filesystem::remove(to + suffix, ignored);
    }
    throw;
  }
  return {};
}

base::Status copy_sqlite_file(const std::string& from, const std::string& to,
                              base::Random& random) {
  if (auto usable = expect_usable_path(from, Missing::must_exist); !usable) return usable;
  configure_sqlite_once();
  try {
    return copy_database(from, to, random);
  } catch (const Failure& failure) {
    return tl::unexpected(failure.to_error(from));
  }
}

payouts::Incarnation read_incarnation(Connection& connection) {
  Statement query = connection.prepare("PRAGMA user_version");
  return query.step() ? query.integer(0) : 0;
}

}  // namespace payoutd::store::sqlite
