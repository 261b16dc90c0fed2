// What an index promises beside right answers, which check/ is for.
#include "index/payout_index.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "index/list_model.h"

namespace payoutd::index {
namespace {

using payouts::Payout;
using payouts::SortField;
using payouts::SortOrder;
using payouts::Status;
using payouts::TieBreak;

class Collect final : public payouts::ListSink {
 public:
  void begin(const payouts::ListPage& begun) override { page = begun; }
  void row(const payouts::PayoutView& payout) override { rows.push_back(copy(payout)); }
  payouts::ListPage page;
  std::vector<Payout> rows;
};

// Few different values, so that ties, unset values and empty results are frequent.
class World {
 public:
  explicit World(uint64_t seed, bool created_in_order)
      : random(seed), in_order_(created_in_order) {}

  base::SeededRandom random;
  ListModel model;
  payouts::Version version = 0;

  void change(PayoutIndex& index) {
    ++version;
    const uint64_t count = 1 + random.below(40);
    for (uint64_t i = 0; i < count; ++i) {
      if (model.rows.empty() || random.below(3) != 0) {
        model.rows.push_back(new_payout());
        index.add_change(view(model.rows.back()));
      } else {
        Payout& row = model.rows[random.below(model.rows.size())];
        touch(row);
        index.add_change(view(row));
      }
    }
    index.commit_changes(version);
  }

  payouts::ListQuery query() {
    payouts::ListQuery made;
    made.sort_field = static_cast<SortField>(random.below(payouts::sort_field_count));
    made.sort_order = random.below(2) == 0 ? SortOrder::ascending : SortOrder::descending;
    made.tie_break = random.below(4) == 0 ? TieBreak::id : TieBreak::creation;
    if (random.below(4) == 0) made.tie_break = TieBreak::creation_and_id;
    made.limit = static_cast<uint32_t>(1 + random.below(30));
    made.offset = random.below(4) == 0 ? 0 : random.below(model.rows.size() + 20);
    payouts::ListFilter& filter = made.filter;
    if (random.below(3) == 0) {
      for (uint64_t i = random.below(3) + 1; i > 0; --i) {
        filter.statuses.set(random.below(payouts::status_count));
      }
    }
    if (random.below(3) == 0) {
      for (uint64_t i = random.below(2) + 1; i > 0; --i) filter.currencies.push_back(currency(5));
    }
    if (random.below(4) == 0) filter.search = term();
    if (random.below(5) == 0) filter.created_from = time();
    if (random.below(5) == 0) filter.created_to = time();
    if (random.below(8) == 0 && !model.rows.empty()) {
      filter.reference_id = model.rows[random.below(model.rows.size())].reference_id;
    }
    if (random.below(20) == 0) filter.beneficiary_id = to_text(beneficiary());
    if (random.below(100) == 0) filter.beneficiary_id = "ben_x";
    return made;
  }

 private:
  base::Timestamp time() {
    return {static_cast<int64_t>(1'000'000'000 + random.below(400) * 1000)};
  }
  std::optional<base::Timestamp> time_or_unset() {
    if (random.below(2) == 0) return std::nullopt;
    return time();
  }
  money::Currency currency(uint64_t choices) {
    const char* codes[] = {"USD", "EUR", "JPY", "KWD", "GBP"};
    return *money::find_currency(codes[random.below(choices)]);
  }
  payouts::BeneficiaryId beneficiary() {
    payouts::BeneficiaryId id;
    id.value.bytes[15] = static_cast<unsigned char>(random.below(5));
    return id;
  }
  std::string term() {
    const char* terms[] = {"pay", "PAY_1", "7", "é", "É", "@x", "john", "Σ", "%", "nothing at all"};
    return terms[random.below(10)];
  }
  std::string email() {
    const char* emails[] = {"",           "john@x.test", "JANE@X.test",
                            "zoé@y.test", "ας@y.test",   "a%b@x.test"};
    return emails[random.below(6)];
  }

  Payout new_payout() {
    Payout made{.amount = {static_cast<int64_t>(1 + random.below(20)) * 10'000, currency(4)}};
    made.number = static_cast<uint32_t>(model.rows.size());
    made.created_at = in_order_ ? base::Timestamp{1'000'000'000 + made.number / 3 * 1000} : time();
    made.id = {base::make_uuid_v7(made.created_at, random)};
    made.imported = random.below(2) == 0;
    if (random.below(2) == 0) made.beneficiary_id = beneficiary();
    made.reference_id = random.below(10) == 0 ? "" : "Pay_" + std::to_string(made.number);
    made.beneficiary_email = email();
    made.beneficiary_first_name = random.below(2) == 0 ? "" : std::string(200, 'n');
    touch(made);
    return made;
  }

  void touch(Payout& row) {
    row.version = version;
    row.status = payouts::all_statuses[random.below(payouts::status_count)];
    row.fees_micro = static_cast<int64_t>(random.below(4)) * 10'000;
    row.updated_at = time();
    row.queued_at = time_or_unset();
    row.submitted_at = time_or_unset();
    row.completed_at = time_or_unset();
    row.failed_at = time_or_unset();
    row.cancelled_at = time_or_unset();
    row.expired_at = time_or_unset();
    row.note = random.below(3) == 0 ? "note " + std::to_string(random.below(100)) : "";
    row.tx_hash = random.below(3) == 0 ? "0xabc" : "";
  }

  bool in_order_;
};

void expect_same(const Payout& left, const Payout& right) {
  EXPECT_EQ(left.id, right.id);
  EXPECT_EQ(left.status, right.status);
  EXPECT_EQ(left.amount, right.amount);
  EXPECT_EQ(left.fees_micro, right.fees_micro);
  EXPECT_EQ(left.imported, right.imported);
  EXPECT_EQ(left.created_at, right.created_at);
  EXPECT_EQ(left.updated_at, right.updated_at);
  EXPECT_EQ(left.queued_at, right.queued_at);
  EXPECT_EQ(left.submitted_at, right.submitted_at);
  EXPECT_EQ(left.completed_at, right.completed_at);
  EXPECT_EQ(left.failed_at, right.failed_at);
  EXPECT_EQ(left.cancelled_at, right.cancelled_at);
  EXPECT_EQ(left.expired_at, right.expired_at);
  EXPECT_EQ(left.reference_id, right.reference_id);
  EXPECT_EQ(left.beneficiary_email, right.beneficiary_email);
  EXPECT_EQ(left.beneficiary_first_name, right.beneficiary_first_name);
  EXPECT_EQ(left.note, right.note);
  EXPECT_EQ(left.tx_hash, right.tx_hash);
}

void expect_answer(const PayoutIndex& index, const World& world, const payouts::ListQuery& query) {
  const ListModel::Page expected = world.model.read(query);
  Collect answer;
  if (!index.state()->is_ready_for(query)) const_cast<PayoutIndex&>(index).prepare(query);
  index.state()->read(query, answer);
  ASSERT_EQ(answer.page.total, expected.total);
  ASSERT_EQ(answer.page.version, world.version);
  ASSERT_EQ(answer.page.rows, answer.rows.size());
  std::vector<uint32_t> numbers;
  for (const Payout& row : answer.rows) numbers.push_back(row.number);
  ASSERT_EQ(numbers, expected.numbers) << to_text(query.sort_field) << " search "
                                       << query.filter.search << " offset " << query.offset;
  for (const Payout& row : answer.rows) expect_same(row, world.model.rows[row.number]);
}

TEST(PayoutIndex, breaks_ties_of_a_status_by_id_though_ids_run_against_creation) {
  World world(7, true);
  PayoutIndex index;
  while (world.model.rows.size() < 2'000) world.change(index);
  ListModel backward = world.model;
  for (Payout& row : backward.rows) {
    row.created_at = {1'000'000'000 + row.number};  // no two at once
    row.id = {};
    row.id.value.bytes[14] = static_cast<unsigned char>((9'999 - row.number) >> 8U);
    row.id.value.bytes[15] = static_cast<unsigned char>(9'999 - row.number);
  }
  world.model = backward;
  PayoutIndex other;
  for (const Payout& row : world.model.rows) other.add_change(view(row));
  other.commit_changes(world.version);
  payouts::ListQuery query;
  query.tie_break = TieBreak::id;
  for (const SortField field : {SortField::status, SortField::currency, SortField::created_at}) {
    query.sort_field = field;
    expect_answer(other, world, query);
  }
}

TEST(PayoutIndex, finds_a_beneficiary_by_its_exact_text_only) {
  const payouts::BeneficiaryId id =
      *payouts::parse_beneficiary_id("ben_0a00000000000000000000000b");
  for (const size_t size : {20U, 2'000U}) {
    World world(8, true);
    PayoutIndex ignored;
    while (world.model.rows.size() < size) world.change(ignored);
    PayoutIndex index;
    for (Payout& row : world.model.rows) {
      row.beneficiary_id = id;
      index.add_change(view(row));
    }
    index.commit_changes(world.version);
    payouts::ListQuery query;
    for (const char* text : {"ben_0a00000000000000000000000b", "ben_0A00000000000000000000000B",
                             "ben_oa00000000000000000000000b", "BEN_0a00000000000000000000000b",
                             "0a00000000000000000000000b", "ben_", ""}) {
      query.filter.beneficiary_id = text;
      expect_answer(index, world, query);
    }
  }
}

TEST(PayoutIndex, an_empty_list_has_empty_pages) {
  PayoutIndex index;
  index.commit_changes(1);
  World world(1, true);
  world.version = 1;
  payouts::ListQuery query;
  for (size_t field = 0; field < payouts::sort_field_count; ++field) {
    query.sort_field = static_cast<SortField>(field);
    expect_answer(index, world, query);
    query.filter.statuses.set(1);
    query.filter.search = "x";
    query.filter.currencies = {*money::find_currency("USD")};
    expect_answer(index, world, query);
  }
}

TEST(PayoutIndex, takes_no_payout_that_changed_what_never_changes) {
  World world(4, true);
  PayoutIndex index;
  world.change(index);
  const Payout known = world.model.rows.front();
  EXPECT_TRUE(index.may_take(view(known)));
  Payout altered = known;
  altered.amount.micro += 1;
  EXPECT_FALSE(index.may_take(view(altered)));
  altered = known;
  altered.beneficiary_email += "x";
  EXPECT_FALSE(index.may_take(view(altered)));
  altered = known;
  altered.id.value.bytes[15] ^= 1U;
  EXPECT_FALSE(index.may_take(view(altered)));
  altered = known;
  altered.note = "changes freely";
  EXPECT_TRUE(index.may_take(view(altered)));
}

TEST(PayoutIndex, changes_that_were_dropped_are_never_seen) {
  World world(5, true);
  PayoutIndex index;
  world.change(index);
  Payout touched = world.model.rows.front();
  touched.note = "dropped";
  index.add_change(view(touched));
  index.drop_changes();
  world.change(index);
  payouts::ListQuery all;
  all.limit = 1000;
  expect_answer(index, world, all);
}

// Blocks that a change has let go of may be in the trees still.
TEST(PayoutIndex, that_is_broken_is_not_changed_any_more_and_still_read) {
  PayoutIndex index;
  index.commit_changes(1);
  index.give_up();
  EXPECT_TRUE(index.is_broken());
  EXPECT_THROW(index.prepare({}), std::bad_alloc);
  EXPECT_THROW(index.commit_changes(2), std::bad_alloc);
  EXPECT_TRUE(index.is_broken());
  EXPECT_EQ(index.state()->version(), 1U);
}

TEST(PayoutIndex, readers_see_whole_changes_only) {
  // Every change adds one payout of each status: any answer that is not a multiple has seen half.
  PayoutIndex index;
  index.commit_changes(1);
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&index, &done, i] {
      base::SeededRandom random(static_cast<uint64_t>(i));
      while (!done) {
        payouts::ListQuery query;
        query.sort_field = static_cast<SortField>(random.below(payouts::sort_field_count));
        query.offset = random.below(100);
        Collect answer;
        index.state()->read(query, answer);
        EXPECT_EQ(answer.page.total % payouts::status_count, 0U);
        EXPECT_EQ(answer.page.total,
                  payouts::status_count * (static_cast<uint64_t>(answer.page.version) - 1));
      }
    });
  }
  base::SeededRandom random(99);
  uint32_t number = 0;
  for (payouts::Version version = 2; version < 200; ++version) {
    for (const Status status : payouts::all_statuses) {
      Payout made{.amount = {1'000'000, *money::find_currency("USD")}};
      made.number = number++;
      made.created_at = {version};
      made.id = {base::make_uuid_v7(made.created_at, random)};
      made.status = status;
      made.reference_id = "PAY_" + std::to_string(number);
      index.add_change(view(made));
    }
    index.commit_changes(version);
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace payoutd::index
