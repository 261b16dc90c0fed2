// index/list_state.h: an owner's payouts as of one version, answering every ListQuery with an exact
// total. It stays as it is for as long as it is held, whatever is written meanwhile.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "payouts/list_page.h"
#include "payouts/list_query.h"
#include "payouts/list_summary.h"
#include "payouts/payout.h"

namespace payoutd::index {

struct Core;
struct Trees;
class ListPlan;

// Whose payouts an index has. Those of many owners have numbers of the index's own, in whatever
// order they came; what such an index keeps in order has its ties broken by created_at and id.
enum class Whose { one_owner, many_owners };

// Safe from any thread; reading takes no lock. Made by PayoutIndex.
class ListState : public std::enable_shared_from_this<ListState> {
 public:
  ListState(std::shared_ptr<Core> core, uint64_t epoch, payouts::Version version);
  ~ListState();
  ListState(const ListState&) = delete;

  payouts::Version version() const { return version_; }
  uint64_t size() const;  // payouts
  // Whose the payout with that number is, in an index of many owners'.
  payouts::OwnerKey owner_of(uint32_t number) const;

  // Is the order that the query asks for there? If not, PayoutIndex::prepare makes it; read(),
  // walk() and summarize() are only for what is ready. A query that asks for no rows (limit 0) is
  // ready when its filter can be summed up.
  bool is_ready_for(const payouts::ListQuery& query) const;

  void read(const payouts::ListQuery& query, payouts::ListSink& sink) const;
  // The same if it is ready, else false and nothing has been done: one look instead of two.
  bool read_if_ready(const payouts::ListQuery& query, payouts::ListSink& sink) const;

  // Count and sums of what the filter lets through, by status and currency.
  payouts::ListSummary summarize(const payouts::ListFilter& filter) const;

  // Goes through a list from the query's offset on, to its end if need be. By one thread at a time;
  // keeps the state.
  class Walk {
   public:
    ~Walk();
    uint64_t total() const;
    // The next rows, up to `rows_max`, to sink.row(); false: the list has ended.
    bool next(uint32_t rows_max, payouts::ListSink& sink);
    // Goes on behind this payout instead; false: it is not in the list.
    bool seek_behind(const payouts::PayoutId& id);

   private:
    friend class ListState;
    Walk(std::shared_ptr<const ListState> state, const payouts::ListQuery& query);
    std::shared_ptr<const ListState> state_;
    std::unique_ptr<ListPlan> plan_;
    uint64_t offset_;
  };
  std::unique_ptr<Walk> walk(const payouts::ListQuery& query) const;

 private:
  void hand_over(const std::vector<uint32_t>& page, payouts::ListSink& sink) const;

  const std::shared_ptr<Core> core_;
  const uint64_t epoch_;
  const payouts::Version version_;
  const std::unique_ptr<const Trees> trees_;
};

}  // namespace payoutd::index
