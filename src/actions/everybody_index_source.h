// actions/everybody_index_source.h: all payouts of all owners, for the one index that operators'
// lists are answered from.
#pragma once

#include <vector>

#include "actions/index_source.h"
#include "store/store.h"

namespace payoutd::actions {

// Under which everybody's index is asked for; no owner's key.
inline constexpr payouts::OwnerKey everybody{0};

// For one index alone, of many owners' payouts (index::Whose). Its version is the store's last
// touch, so whoever knows that finds out whether the index is of now. Numbers are given in the
// order in which payouts come: owner after owner when it is built, then as they are written.
class EverybodyIndexSource final : public IndexSource {
 public:
  // What is taken over at once is held in memory until all of it is read: so if there are more new
  // payouts than `taken_max`, also in proportion to those that are there, the index is built anew.
  explicit EverybodyIndexSource(store::Store& store, uint64_t taken_max = 100'000)
      : store_(store), taken_max_(taken_max) {}

  uint64_t count(payouts::OwnerKey key) override;
  base::Status build(payouts::OwnerKey key, index::PayoutIndex& index) override;
  // Reads what owners that were touched since have written, in one state of the store. After any
  // error the index is broken: also `index_outgrown`, so much was written that building is better.
  base::Status catch_up(payouts::OwnerKey key, index::PayoutIndex& index) override;

 private:
  // Where an owner's payouts are in the index, and up to which version.
  struct Known {
    payouts::OwnerKey owner;
    payouts::Version version = 0;
    uint32_t first = 0;           // the index's number of the first …
    uint32_t built = 0;           // … of so many that it was built with, one behind the other
    std::vector<uint32_t> later;  // the index's numbers of the others

    uint64_t count() const { return uint64_t{built} + later.size(); }
    uint32_t place(payouts::PayoutNumber number) const {
      return number < built ? first + number : later[number - built];
    }
  };
  class IntoBuild;
  class IntoIndex;

  Known& known(payouts::OwnerKey owner);
  uint64_t new_payouts(const std::vector<store::OwnerVersion>& touched);
  base::Status read_changes(store::Reads& reads, index::PayoutIndex& index, store::Touch& reached);

  store::Store& store_;
  const uint64_t taken_max_;
  std::vector<Known> known_;  // of the index that was built last; by owner
};

}  // namespace payoutd::actions
