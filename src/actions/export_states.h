// actions/export_states.h: the states of owners' payouts that exports read: counted while they run,
// and kept for a while afterwards, so that who was cut off goes on in the same state.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "index/list_state.h"

namespace payoutd::actions {

struct ExportLimits {
  int64_t keep_micros = int64_t{300} * 1'000'000;  // after its last export has ended
  size_t running_per_owner_max = 4;
  size_t kept_per_owner_max = 4;  // beside those that are read
  size_t kept_max = 64;           // likewise, of all owners
  // Those that read the store, because the owner's index does not fit memory: of all owners.
  size_t from_store_max = 2;
  int64_t from_store_micros = int64_t{900} * 1'000'000;  // for so long at most
};

// Safe from any thread. A state may be the last thing that holds gigabytes: it is let go of on a
// thread of this.
class ExportStates {
 public:
  using State = std::shared_ptr<const index::ListState>;

  ExportStates(const base::Clock& clock, ExportLimits limits);
  // No export may run any more.
  ~ExportStates();
  ExportStates(const ExportStates&) = delete;

  // An export, from when it was asked for until it is over.
  class Running {
   public:
    ~Running();
    Running(const Running&) = delete;
    // What it reads, from now on to be found by its cursor. Once.
    void read(std::string cursor, State state);
    // It reads the store; false: so many do already. Once.
    bool read_store();

   private:
    friend class ExportStates;
    Running(ExportStates& states, int64_t owner) : states_(states), owner_(owner) {}
    ExportStates& states_;
    const int64_t owner_;
    std::string cursor_;  // empty: it reads no state
    bool reads_store_ = false;
  };
  // Null: so many of the owner's run already.
  std::unique_ptr<Running> begin(payouts::OwnerKey owner);

  // What the owner's export of that cursor reads or has read; null: it is gone, or never was.
  State find(payouts::OwnerKey owner, std::string_view cursor);

  const base::Clock& clock() const { return clock_; }
  const ExportLimits& limits() const { return limits_; }

  struct Usage {
    size_t running = 0;  // exports
    size_t states = 0;   // that are read or kept
  };
  Usage usage() const;

 private:
  struct Entry {
    int64_t owner;
    std::string cursor;
    State state;
    size_t readers;
    int64_t until_micros;  // if nobody reads it
  };
  using Entries = std::list<Entry>;

  void read(int64_t owner, const std::string& cursor, State state);
  bool read_store();
  void end(const Running& running);
  Entries::iterator find_entry(int64_t owner, std::string_view cursor);
  void drop_surplus(int64_t owner);
  void drop_expired();
  void drop(Entries::iterator entry);
  void let_go();

  const base::Clock& clock_;
  const ExportLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  // Below: protected by mutex_.
  Entries entries_;  // those that nobody reads in the order in which they were left, any others
  std::unordered_map<int64_t, size_t> running_;  // by owner; none: no place
  size_t from_store_ = 0;
  Entries dropped_;  // for the thread
  bool stopping_ = false;
  std::thread thread_;  // constant; uses everything above until it has ended
};

}  // namespace payoutd::actions
