#include "store/sqlite/reader_pool.h"

#include "store/sql/statements.h"
#include "store/sqlite/schema.h"

namespace payoutd::store::sqlite {

std::unique_ptr<Connection> ReaderPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto reader = std::move(idle_.back());
      idle_.pop_back();
      return reader;
    }
  }
  // Not SQLITE_OPEN_READONLY: such a connection cannot make the shared-memory file after a crash.
  auto reader = std::make_unique<Connection>(path_, OpenMode::read_write);
  prepare_reader(*reader);
  opened_();
  return reader;
}

void ReaderPool::give_back(std::unique_ptr<Connection> reader) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(reader));
}

ReadTransaction::ReadTransaction(Connection& reader) : reader_(reader) {
  reader_.run(sql::begin_read);
}

ReadTransaction::~ReadTransaction() {
  try {
    reader_.run(sql::roll_back);
  } catch (const Failure&) {  // it ended by itself
  }
}

}  // namespace payoutd::store::sqlite
