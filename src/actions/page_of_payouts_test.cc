// A page of many owners' payouts, against the naive list.
#include "actions/page_of_payouts.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "index/list_model.h"

namespace payoutd::actions {
namespace {

using payouts::ListQuery;
using payouts::Payout;

constexpr std::array references = {"", "REF-1", "ref-1", "Ähre", "äHRE", "z"};

// Few values of everything, so that many are equal; the id tells the row.
Payout any_payout(uint32_t number) {
  const auto pick = [](int below) { return *rc::gen::inRange(0, below); };
  const char* const codes[] = {"USD", "EUR", "JPY"};
  Payout payout{
      .amount = {(1 + pick(3)) * money::micro_per_unit, *money::find_currency(codes[pick(3)])}};
  payout.number = number;
  payout.id.value.bytes[0] = static_cast<unsigned char>(pick(256));
  payout.id.value.bytes[15] = static_cast<unsigned char>(number);
  payout.status = payouts::all_statuses[static_cast<size_t>(pick(9))];
  payout.created_at = {pick(4)};
  payout.updated_at = {pick(4)};
  if (pick(2) == 0) payout.completed_at = base::Timestamp{pick(3)};
  payout.reference_id = references[static_cast<size_t>(pick(references.size()))];
  payout.beneficiary_email = references[static_cast<size_t>(pick(references.size()))];
  return payout;
}

ListQuery any_query() {
  const auto pick = [](int below) { return *rc::gen::inRange(0, below); };
  ListQuery query;
  if (pick(2) == 0) {
    for (int i = 0; i < 4; ++i) query.filter.statuses.set(static_cast<size_t>(pick(9)));
  }
  if (pick(3) == 0) query.filter.currencies = {*money::find_currency("EUR")};
  if (pick(3) == 0) query.filter.search = references[static_cast<size_t>(pick(6))];
  if (pick(3) == 0) query.filter.created_from = base::Timestamp{pick(4)};
  if (pick(3) == 0) query.filter.created_to = base::Timestamp{pick(4)};
  if (pick(4) == 0) query.filter.reference_id = references[static_cast<size_t>(pick(6))];
  query.sort_field = static_cast<payouts::SortField>(pick(payouts::sort_field_count));
  query.sort_order = pick(2) == 0 ? payouts::SortOrder::ascending : payouts::SortOrder::descending;
  query.tie_break = static_cast<payouts::TieBreak>(pick(3));
  query.offset = static_cast<uint64_t>(pick(12));
  query.limit = static_cast<uint32_t>(1 + pick(8));
  return query;
}

RC_GTEST_PROP(PageOfPayouts, is_the_naive_list_whatever_the_order_of_the_rows, ()) {
  index::ListModel model;
  const auto count = static_cast<uint32_t>(*rc::gen::inRange(0, 30));
  for (uint32_t i = 0; i < count; ++i) model.rows.push_back(any_payout(i));
  const ListQuery query = any_query();
  PageOfPayouts page(query);
  auto order = *rc::gen::container<std::vector<uint64_t>>(count, rc::gen::arbitrary<uint64_t>());
  std::vector<uint32_t> rows(count);
  for (uint32_t i = 0; i < count; ++i) rows[i] = i;
  std::sort(rows.begin(), rows.end(), [&](uint32_t one, uint32_t two) {
    return std::pair(order[one], one) < std::pair(order[two], two);
  });
  for (const uint32_t row : rows) page.take({1}, view(model.rows[row]));
  const auto expected = model.read(query);
  RC_ASSERT(page.total() == expected.total);
  std::vector<uint32_t> numbers;
  for (const auto& place : page.page()) numbers.push_back(place.number);
  RC_ASSERT(numbers == expected.numbers);
}

TEST(PageOfPayouts, of_one_time_the_greater_id_comes_first_whoever_the_owner_is) {
  ListQuery query;
  query.tie_break = payouts::TieBreak::creation_and_id;
  PageOfPayouts page(query);
  Payout payout = {.amount = {1, *money::find_currency("USD")}};
  for (const int64_t owner : {2, 1, 3}) {
    payout.id.value.bytes[15] = static_cast<unsigned char>(10 - owner);
    page.take({owner}, view(payout));
  }
  std::vector<int64_t> owners;
  for (const auto& place : page.page()) owners.push_back(place.owner.value);
  EXPECT_EQ(owners, (std::vector<int64_t>{1, 2, 3}));
}

}  // namespace
}  // namespace payoutd::actions
