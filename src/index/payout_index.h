// index/payout_index.h: one owner's payouts in memory, or those of many. A pure cache of the store:
// it can be dropped and built again at any time.
//
// Many threads may take its state and read that; one at a time may change it
// (actions/fresh_index.h sees to that). Readers never wait for a change and never see half of one:
// it is made beside the state that they read, and then shown as a whole.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "index/list_state.h"
#include "index/published_state.h"

namespace payoutd::index {

class IndexBuild;

class PayoutIndex {
 public:
  explicit PayoutIndex(Whose whose = Whose::one_owner);
  ~PayoutIndex();
  PayoutIndex(const PayoutIndex&) = delete;

  // Any thread.
  // The newest state; null before the first commit.
  std::shared_ptr<const ListState> state() const { return published_.take(); }
  // Its version; 0 before the first commit.
  payouts::Version version() const { return version_.load(std::memory_order_acquire); }
  uint64_t size() const;  // payouts in it
  // Memory held, in bytes, without old states that readers still hold: counted from the
  // structures' own sizes, right within a few percent.
  uint64_t memory_bytes() const { return memory_bytes_.load(std::memory_order_relaxed); }

  // One thread at a time, from here on. What changes it throws std::bad_alloc when memory fails,
  // and from then on.

  // Did a change end half way, for want of memory? Then it must be given up. So must one whose
  // building failed.
  bool is_broken() const;
  // Whoever hands it rows does not know any more which of them it has: it is broken from now on.
  void give_up();

  // Records a new payout (its number is the next one) or replaces a known one. Rows may come in any
  // order of version but new numbers must come in order; a gap is a bug. What may differ in a
  // replaced row: status, times, fees, failure, tx_hash, note, description. What may not, and is a
  // bug: id, created_at, amount, currency, reference_id, beneficiary. `owner` is kept of new
  // payouts in an index of many owners'.
  void add_change(const payouts::PayoutView& payout, payouts::OwnerKey owner = {});
  // Would add_change take the payout, as far as what must not change goes, and the length of texts?
  // (The number is not looked at.) For rows from a database that somebody may have altered.
  bool may_take(const payouts::PayoutView& payout) const;
  // Forgets the changes that were not committed.
  void drop_changes();
  // Makes all changes since the last commit visible, as the owner's state at `version`.
  void commit_changes(payouts::Version version);

  // Makes the newest state ready for a query: sorts or searches what is not there yet.
  void prepare(const payouts::ListQuery& query);

 private:
  friend class IndexBuild;
  struct Changing;
  void publish(payouts::Version version);

  const std::unique_ptr<Changing> changing_;
  std::atomic<payouts::Version> version_ = 0;
  std::atomic<uint64_t> memory_bytes_ = 0;
  PublishedState published_;
};

}  // namespace payoutd::index
