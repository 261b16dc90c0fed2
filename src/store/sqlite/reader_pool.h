// store/sqlite/reader_pool.h: connections that read, each used by one thread at a time and kept for
// the next. Private to the driver; throws Failure.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/sqlite/connection.h"

namespace payoutd::store::sqlite {

// Safe from any thread. Lives longer than what it hands out.
class ReaderPool {
 public:
  // `opened` is called after each opening of the file, before what was opened is used.
  explicit ReaderPool(
      std::string path, std::function<void()> opened = [] {})
      : path_(std::move(path)), opened_(std::move(opened)) {}

  std::unique_ptr<Connection> take();
  void give_back(std::unique_ptr<Connection> reader);

 private:
  const std::string path_;
  const std::function<void()> opened_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> idle_;  // protected by mutex_
};

// A connection that no other thread uses meanwhile; given back when it goes out of scope.
class Reader {
 public:
  explicit Reader(ReaderPool& pool) : pool_(pool), connection_(pool.take()) {}
  ~Reader() { pool_.give_back(std::move(connection_)); }
  Reader(const Reader&) = delete;
  Connection* operator->() { return connection_.get(); }
  Connection& operator*() { return *connection_; }

 private:
  ReaderPool& pool_;
  std::unique_ptr<Connection> connection_;
};

// Keeps one state in view for as long as it lives: that of the first statement.
class ReadTransaction {
 public:
  explicit ReadTransaction(Connection& reader);
  ~ReadTransaction();
  ReadTransaction(const ReadTransaction&) = delete;

 private:
  Connection& reader_;
};

}  // namespace payoutd::store::sqlite
