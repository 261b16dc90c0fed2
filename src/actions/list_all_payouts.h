// actions/list_all_payouts.h: one page of all payouts of all owners, as operators see them: exact,
// and of now.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "actions/list_payouts.h"

namespace payoutd::actions {

using store::Owner;
using store::OwnerKind;

// What breaks ties is the list's own: created_at and then id; of one owner, as in that owner's
// list.
struct AllPayoutsQuery {
  payouts::ListQuery list;
  std::optional<payouts::OwnerId> owner{};
  std::optional<std::string> network{};  // exact
  std::optional<std::string> address{};  // exact
};

// As payouts::ListSink, and whose each payout is. The page's version is nobody's.
class AllPayoutsSink {
 public:
  virtual ~AllPayoutsSink() = default;
  virtual void begin(const payouts::ListPage& page) = 0;
  virtual void row(const Owner& owner, const payouts::PayoutView& payout) = 0;
};

// Safe from any thread. A list of everybody's payouts is answered from everybody's index, one of an
// owner from that owner's; either from the store if the index would not fit memory, the former also
// if somebody's payouts are such as no index can be built of. Where a payout
// went is not in order anywhere in memory: with a network or an address, the store reads those that
// went to any.
class ListAllPayouts {
 public:
  using Done = ListPayouts::Done;

  // All must outlive it, and `slow`, which reads lists from the store, what runs on it. `everybody`
  // has an EverybodyIndexSource.
  ListAllPayouts(FreshIndex& everybody, ListPayouts& of_owner, store::Store& store,
                 base::WorkerPool& slow)
      : everybody_(everybody), of_owner_(of_owner), store_(store), slow_(slow) {}

  // Fills `sink`, then calls `done`: usually before it returns, otherwise from another thread. With
  // an error (the store's) nothing that the sink may have been given counts.
  void run(AllPayoutsQuery query, std::shared_ptr<AllPayoutsSink> sink, Done done);

 private:
  void list_of_owner(const AllPayoutsQuery& query, std::shared_ptr<AllPayoutsSink> sink, Done done);
  void list_of_all(const payouts::ListQuery& query, std::shared_ptr<AllPayoutsSink> sink,
                   Done done);
  void list_from_store(AllPayoutsQuery query, std::shared_ptr<AllPayoutsSink> sink, Done done);

  FreshIndex& everybody_;
  ListPayouts& of_owner_;
  store::Store& store_;
  base::WorkerPool& slow_;
};

}  // namespace payoutd::actions
