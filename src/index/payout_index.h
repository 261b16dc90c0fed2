// index/payout_index.h: one owner's payouts in memory, answering every ListQuery with an exact
// total. A pure cache of the store: it can be dropped and built again at any time.
//
// Many threads may read() at once; one at a time may change it (actions/fresh_index.h sees
// to that). Readers never see half of a change: all rows up to a
// commit_changes() appear together.
#pragma once

#include <cstdint>
#include <memory>

#include "payouts/list_page.h"
#include "payouts/list_query.h"
#include "payouts/payout.h"

namespace payoutd::index {

class PayoutIndex {
 public:
  PayoutIndex();
  ~PayoutIndex();
  PayoutIndex(const PayoutIndex&) = delete;

  // The owner's version that the index stands at; 0 before the first commit.
  payouts::Version version() const;
  uint64_t size() const;  // payouts, as of that version
  // Memory held, in bytes: counted from the structures' capacities, right within a few percent.
  // Only for the thread that changes the index.
  uint64_t memory_bytes() const;

  // Records a new payout (its number is the next one) or replaces a known one. Rows may come in any
  // order of version but new numbers must come in order; a gap is a bug. What may differ in a
  // replaced row: status, times, fees, failure, tx_hash, note, description. What may not, and is a
  // bug: id, created_at, amount, currency, reference_id, beneficiary_email.
  void add_change(const payouts::PayoutView& payout);
  // Would add_change take the payout, as far as what must not change goes? (The number is not
  // looked at.) For rows from a database that somebody may have altered.
  bool may_take(const payouts::PayoutView& payout) const;
  // Forgets the changes that were not committed.
  void drop_changes();
  // Makes all changes since the last commit visible, as the owner's state at `version`.
  void commit_changes(payouts::Version version);

  // Does read() answer from what is there? If not, it first sorts or searches, which for a large
  // owner takes long: not for a thread that others wait for.
  bool is_ready_for(const payouts::ListQuery& query) const;

  // Answers from one consistent state. Never fails.
  void read(const payouts::ListQuery& query, payouts::ListSink& sink) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace payoutd::index
