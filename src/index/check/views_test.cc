// Views that readers need while others are made and dropped.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "index/check/pace.h"
#include "index/check/world.h"
#include "index/payout_index.h"
#include "index/sizes.h"

namespace payoutd::index {
namespace {

// Every payout has the terms in its reference: each view is as large as the list.
std::unique_ptr<PayoutIndex> make_index(uint32_t size) {
  auto index = std::make_unique<PayoutIndex>();
  base::SeededRandom random(1);
  for (uint32_t number = 0; number < size; ++number) {
    payouts::Payout made{.amount = {number % 7, money::currency_at(1)}};
    made.number = number;
    made.created_at = {1'000'000 + number};
    made.id = {base::make_uuid_v7(made.created_at, random)};
    made.reference_id = number % 16 == 0 ? "" : "abcdefghijklmnopqrstuvwxyz";
    index->add_change(view(made));
  }
  index->commit_changes(1);
  return index;
}

payouts::ListQuery search(size_t which) {
  payouts::ListQuery query;
  query.filter.search =
      std::string("abcdefghijklmnopqrstuvwxyz").substr(which % 23, 2 + which / 23 % 2);
  query.sort_field = payouts::SortField::status;
  query.tie_break = payouts::TieBreak::id;
  query.limit = 1;
  return query;
}

class Nothing final : public payouts::ListSink {
 public:
  void begin(const payouts::ListPage& /*page*/) override {}
  void row(const payouts::PayoutView& /*payout*/) override {}
};

// Which views were read last is what readers say; those that a list has just been made ready with
// must not be the ones that go.
TEST(Views, what_was_made_ready_is_ready_whatever_others_read_meanwhile) {
  const auto index = make_index(tiny_sizes ? 600 : 40'000);
  std::atomic<bool> done = false;
  std::thread reader([&] {
    Nothing sink;
    while (!done) index->state()->read_if_ready(search(0), sink);
  });
  int missing = 0;
  for (size_t i = 1; i < (tiny_sizes ? 300U : 2 + at_pace(30)); ++i) {
    index->prepare(search(0));
    index->prepare(search(i));
    if (!index->state()->is_ready_for(search(i))) ++missing;
  }
  done = true;
  reader.join();
  EXPECT_EQ(missing, 0);
}

}  // namespace
}  // namespace payoutd::index
