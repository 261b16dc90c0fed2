// index/check/answers.h: what a state of an index answers, compared with the naive list. For tests
// only.
#pragma once

#include <string>
#include <vector>

#include "index/list_model.h"
#include "index/list_state.h"

namespace payoutd::index {

// What differs, in words; empty: nothing.
using Difference = std::string;

// In a row's content: all fields but the version, which an index does not keep.
Difference compare(const payouts::PayoutView& row, const payouts::Payout& expected);

// What makes a state ready for the sums of a filter.
inline payouts::ListQuery sums_of(const payouts::ListFilter& filter) {
  return {.filter = filter, .limit = 0};
}

// Of a state that is ready for the question.
Difference compare_answer(const ListState& state, payouts::Version version, const ListModel& model,
                          const payouts::ListQuery& query);
Difference compare_summary(const ListState& state, payouts::Version version, const ListModel& model,
                           const payouts::ListFilter& filter);

// Takes rows and compares their contents; the first difference is kept.
class ComparedRows final : public payouts::ListSink {
 public:
  explicit ComparedRows(const ListModel& model) : model_(model) {}

  void begin(const payouts::ListPage& page) override;
  void row(const payouts::PayoutView& payout) override;

  payouts::ListPage page{};
  int begun = 0;
  std::vector<uint32_t> numbers;
  Difference difference;

 private:
  const ListModel& model_;
};

std::string describe(const std::vector<uint32_t>& numbers);

}  // namespace payoutd::index
