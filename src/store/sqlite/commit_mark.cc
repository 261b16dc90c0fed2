#include "store/sqlite/commit_mark.h"

#include <cstring>

#include "store/sql/statements.h"

namespace payoutd::store::sqlite {
namespace {

constexpr uint32_t known_format = 3'007'000;  // of a WAL-index; SQLite has never had another
constexpr int region_bytes = 32'768;          // as SQLite maps it

bool is_initialised(const CommitMark::Value& header) {
  // A byte of its own, so it is where it is on every machine.
  constexpr size_t initialised_at = 12;
  unsigned char bytes[sizeof header];
  std::memcpy(bytes, header.data(), sizeof bytes);
  return header[0] == known_format && bytes[initialised_at] != 0;
}

}  // namespace

CommitMark::CommitMark(const std::string& path) {
  try {
    open(path);
  } catch (const Failure&) {  // then without
  }
}

// The file of the shared memory must never be opened by anybody but SQLite: closing it would drop
// the locks that SQLite holds on it for the whole process.
void CommitMark::open(const std::string& path) {
  connection_ = std::make_unique<Connection>(path, OpenMode::read_write);
  connection_->execute("PRAGMA query_only = ON");
  // The first read joins the WAL, and stays joined until the connection is closed.
  Statement mode = connection_->prepare("PRAGMA journal_mode");
  if (!mode.step() || mode.text(0) != "wal") return;
  mode.reset();
  connection_->run(sql::ping);
  if (sqlite3_file_control(connection_->handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file_) !=
          SQLITE_OK ||
      file_ == nullptr || file_->pMethods == nullptr || file_->pMethods->iVersion < 2 ||
      file_->pMethods->xShmMap == nullptr) {
    return;
  }
  constexpr int no_extension = 0;
  void volatile* region = nullptr;
  if (file_->pMethods->xShmMap(file_, 0, region_bytes, no_extension, &region) != SQLITE_OK) return;
  // SQLite's writes are its own affair; here the words are only read.
  header_ = static_cast<uint32_t*>(const_cast<void*>(region));
}

CommitMark::Value CommitMark::copy_of(size_t copy) const {
  uint32_t* const words = header_.load(std::memory_order_relaxed) + copy * Value().size();
  Value value;
  for (size_t i = 0; i < value.size(); ++i) {
    // Acquire: what is read after a word is not read before it.
    value[i] = std::atomic_ref<uint32_t>(words[i]).load(std::memory_order_acquire);
  }
  return value;
}

// SQLite writes the second copy first, so that who reads the first one first and finds both equal
// has seen no half of a change.
std::optional<CommitMark::Value> CommitMark::read() const {
  if (header_.load(std::memory_order_relaxed) == nullptr) return std::nullopt;
  const Value first = copy_of(0);
  if (first != copy_of(1) || !is_initialised(first)) return std::nullopt;
  return first;
}

void CommitMark::look_at_name() {
  const std::lock_guard lock(mutex_);
  if (header_ == nullptr) return;
  int moved = 0;
  const int asked = file_->pMethods->xFileControl(file_, SQLITE_FCNTL_HAS_MOVED, &moved);
  if (asked != SQLITE_OK || moved != 0) header_ = nullptr;
}

}  // namespace payoutd::store::sqlite
