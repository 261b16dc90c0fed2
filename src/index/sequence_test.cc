// Sequences beside plain vectors: changed at random places, held as they were, read at all borders;
// and beside each its mask, which shows some of it.
#include "index/sequence.h"

#include <algorithm>
#include <list>

#include <gtest/gtest.h>

#include "index/bitset.h"
#include "index/check/dice.h"
#include "index/check/pace.h"
#include "index/check/stage.h"
#include "index/sizes.h"

namespace payoutd::index {
namespace {

// A sequence in order of keys, and what it should be; a mask of it, which should be what is kept.
struct Twin {
  Sequence sequence;
  std::vector<uint32_t> numbers;
  Sequence mask{};
};

// A state of them that somebody holds.
struct Held {
  Twin twin;
  Rows rows;
  Categories known;
  Epoch epoch;
};

class SequenceTrial {
 public:
  // `payouts` in all, of which `begun` are in the sequence to begin with.
  SequenceTrial(uint64_t seed, uint32_t payouts, uint32_t begun, uint64_t categories)
      : dice_(seed), categories_(categories), keys_(payouts), kept_(payouts) {
    const uint64_t rarity = 1 + dice_.below(5);
    for (uint32_t number = 0; number < payouts; ++number) {
      stage_.put(number, some_category(), some_micro(), some_micro());
      keys_[number] = static_cast<int64_t>(dice_.below(1'000'000)) - 500'000;
      if (dice_.one_in(rarity)) kept_.set(number);
      if (number < begun) {
        twin_.numbers.push_back(number);
      } else {
        outside_.push_back(number);
      }
    }
    std::sort(twin_.numbers.begin(), twin_.numbers.end(),
              [this](uint32_t left, uint32_t right) { return less(left, right); });
    twin_.sequence = Sequence::build(stage_.edit, twin_.numbers, stage_.rows, stage_.known,
                                     Sequence::Keeps::counts_and_sums);
    twin_.mask = twin_.sequence.masked(stage_.edit, kept_, stage_.known);
    publish();
  }

  ~SequenceTrial() {
    for (const Held& held : held_) stage_.close(held.epoch);
    stage_.close(newest_);
    twin_.mask.free_all();
    twin_.sequence.free_all();
  }

  uint32_t size() const { return static_cast<uint32_t>(twin_.numbers.size()); }

  enum class Where { anywhere, at_one_place, at_the_end, at_the_beginning };
  void insert(Where where) {
    if (outside_.empty()) return;
    std::swap(dice_.pick(outside_), outside_.back());
    const uint32_t number = outside_.back();
    outside_.pop_back();
    auto& numbers = twin_.numbers;
    const int64_t low = numbers.empty() ? 0 : keys_[numbers.front()];
    const int64_t high = numbers.empty() ? 0 : keys_[numbers.back()];
    switch (where) {
      case Where::anywhere:
        keys_[number] = static_cast<int64_t>(dice_.below(1'000'000)) - 500'000;
        break;
      case Where::at_one_place:
        keys_[number] = 77;
        break;
      case Where::at_the_end:
        keys_[number] = high + 1;
        break;
      case Where::at_the_beginning:
        keys_[number] = low - 1;
    }
    const auto place = lower_bound(number);
    const auto at = find(number);
    ASSERT_EQ(at.rank, static_cast<uint64_t>(place - numbers.begin()));
    twin_.sequence.insert(stage_.edit, at, number, stage_.rows, stage_.known);
    numbers.insert(place, number);
  }

  void erase(Where where) {
    if (twin_.numbers.empty()) return;
    size_t rank = dice_.below(size());
    if (where == Where::at_the_end) rank = size() - 1;
    if (where == Where::at_the_beginning) rank = 0;
    if (where == Where::at_one_place) rank = size() / 2;
    const uint32_t number = twin_.numbers[rank];
    twin_.sequence.erase(stage_.edit, find(number), number, counted(number), stage_.known);
    twin_.numbers.erase(twin_.numbers.begin() + static_cast<ptrdiff_t>(rank));
    outside_.push_back(number);
  }

  void recount() {
    if (twin_.numbers.empty()) return;
    const uint32_t number = dice_.pick(twin_.numbers);
    const Counted from = counted(number);
    const Category category = dice_.one_in(3) ? stage_.rows.category(number) : some_category();
    const int64_t fees_micro = dice_.one_in(2) ? from.fees_micro : some_micro();
    const Counted to{stage_.known.add(category), from.amount_micro, fees_micro};
    if (!twin_.sequence.counts_alike(from, to)) {
      twin_.sequence.recount(stage_.edit, find(number), number, from, to, stage_.known);
    }
    stage_.put(number, category, from.amount_micro, fees_micro);
  }

  // Ends an edit; somebody may hold what was.
  void publish() {
    twin_.mask.follow(stage_.edit, twin_.sequence, kept_, stage_.known);
    const Epoch epoch = stage_.publish();
    if (newest_ != 0) stage_.close(newest_);
    newest_ = epoch;
    if (dice_.one_in(3)) {
      stage_.reclaimer.opened(epoch);
      held_.push_back({twin_, stage_.rows, stage_.known, epoch});
    }
    if (held_.size() > (tiny_sizes ? 5U : 2U)) {
      auto any = held_.begin();
      std::advance(any, dice_.below(held_.size()));
      stage_.close(any->epoch);
      held_.erase(any);
    }
  }

  void expect_all_as_they_should_be() {
    expect_same(twin_.sequence, twin_.numbers, twin_.numbers, stage_.rows, stage_.known);
    publish();
    expect_both(twin_, stage_.rows, stage_.known);
    for (const Held& held : held_) expect_both(held.twin, held.rows, held.known);
  }

 private:
  bool less(uint32_t left, uint32_t right) const {
    return std::pair(keys_[left], left) < std::pair(keys_[right], right);
  }
  std::vector<uint32_t>::iterator lower_bound(uint32_t number) {
    return std::lower_bound(twin_.numbers.begin(), twin_.numbers.end(), number,
                            [this](uint32_t left, uint32_t right) { return less(left, right); });
  }
  Sequence::Position find(uint32_t number) const {
    return twin_.sequence.lower_bound([&](uint32_t other) { return less(other, number); });
  }
  Counted counted(uint32_t number) const {
    return Sequence::counted(stage_.rows, stage_.known, number);
  }
  Category some_category() {
    const uint64_t all = money::currency_count() * payouts::status_count;
    return static_cast<Category>(dice_.below(std::min(categories_, all)));
  }
  int64_t some_micro() { return static_cast<int64_t>(dice_.below(1'000'000)); }

  CategorySet some_set(const Categories& known) {
    if (dice_.one_in(3)) return {};
    const uint64_t rarity = 1 + dice_.below(6);
    return CategorySet(known, {}, [&](Category /*category*/) { return dice_.one_in(rarity); });
  }

  // The position of a rank, as the sequence itself finds it; ranks_ are by number.
  Sequence::Position position_of(const Sequence& sequence, uint64_t rank) {
    return sequence.lower_bound([&](uint32_t number) { return ranks_[number] < rank; });
  }

  uint64_t some_rank(size_t size) {
    if (dice_.one_in(4)) return dice_.one_in(2) ? 0 : size;
    if (dice_.one_in(2)) return dice_.below(size + 1);
    const uint64_t border = leaf_numbers_max * dice_.below(size / leaf_numbers_max + 1);
    return std::min<uint64_t>(size, border + 1 - std::min<uint64_t>(border + 1, dice_.below(3)));
  }

  void expect_both(const Twin& twin, const Rows& rows, const Categories& known) {
    expect_same(twin.sequence, twin.numbers, twin.numbers, rows, known);
    std::vector<uint32_t> kept;
    for (const uint32_t number : twin.numbers) {
      if (kept_.test(number)) kept.push_back(number);
    }
    expect_same(twin.mask, kept, twin.numbers, rows, known);
  }

  // A sequence that should be `numbers`, which are some or all of those that are in its leaves.
  void expect_same(const Sequence& sequence, const std::vector<uint32_t>& numbers,
                   const std::vector<uint32_t>& in_leaves, const Rows& rows,
                   const Categories& known) {
    ranks_.resize(keys_.size());
    uint32_t before = 0;
    for (const uint32_t number : in_leaves) {
      ranks_[number] = before;
      if (before < numbers.size() && numbers[before] == number) ++before;
    }
    ASSERT_EQ(sequence.size(), numbers.size());
    std::vector<uint32_t> all;
    const auto end = sequence.lower_bound([](uint32_t) { return true; });
    ASSERT_EQ(end.rank, numbers.size());
    sequence.for_each_between({}, end, [&](std::span<const uint32_t> leaf) {
      ASSERT_FALSE(leaf.empty());
      ASSERT_LE(leaf.size(), leaf_numbers_max);
      all.insert(all.end(), leaf.begin(), leaf.end());
    });
    ASSERT_EQ(all, numbers);
    const uint64_t from = some_rank(numbers.size());
    const uint64_t to = some_rank(numbers.size());
    std::vector<uint32_t> between;
    sequence.for_each_between(
        position_of(sequence, from), position_of(sequence, to),
        [&](auto leaf) { between.insert(between.end(), leaf.begin(), leaf.end()); });
    ASSERT_EQ(between,
              std::vector<uint32_t>(numbers.begin() + static_cast<ptrdiff_t>(from),
                                    numbers.begin() + static_cast<ptrdiff_t>(std::max(from, to))));
    for (int i = 0; i < 4; ++i) expect_same_reads(sequence, numbers, rows, known, some_set(known));
    if (sequence.keeps() == Sequence::Keeps::counts) return;
    for (int i = 0; i < 2; ++i) expect_same_sums(sequence, numbers, rows, known);
  }

  void expect_same_reads(const Sequence& sequence, const std::vector<uint32_t>& numbers,
                         const Rows& rows, const Categories& known, const CategorySet& categories) {
    std::vector<uint32_t> chosen;
    const uint64_t end = some_rank(numbers.size());
    uint64_t before_end = 0;
    for (size_t i = 0; i < numbers.size(); ++i) {
      if (!categories.has(known.slot(rows.category(numbers[i])))) continue;
      chosen.push_back(numbers[i]);
      if (i < end) ++before_end;
    }
    ASSERT_EQ(sequence.count(categories), chosen.size());
    const Sequence::Position position = position_of(sequence, end);
    ASSERT_EQ(position.rank, end);
    ASSERT_EQ(sequence.count_before(position, categories), before_end);
    if (chosen.empty()) return;
    const uint64_t first = std::min<uint64_t>(some_rank(chosen.size()), chosen.size() - 1);
    std::vector<uint32_t> read;
    const auto take = [&](uint32_t number) { read.push_back(number); };
    const uint64_t up = 1 + dice_.below(chosen.size() - first);
    sequence.read_up(categories, first, up, take);
    const auto begin = chosen.begin() + static_cast<ptrdiff_t>(first);
    ASSERT_EQ(read, std::vector<uint32_t>(begin, begin + static_cast<ptrdiff_t>(up)));
    read.clear();
    const uint64_t down = 1 + dice_.below(first + 1);
    sequence.read_down(categories, first, down, take);
    std::reverse(read.begin(), read.end());
    ASSERT_EQ(read, std::vector<uint32_t>(begin + 1 - static_cast<ptrdiff_t>(down), begin + 1));
  }

  void expect_same_sums(const Sequence& sequence, const std::vector<uint32_t>& numbers,
                        const Rows& rows, const Categories& known) {
    const uint64_t begin = some_rank(numbers.size());
    const uint64_t end = some_rank(numbers.size());
    std::vector<Tally> expected(known.size());
    for (uint64_t i = begin; i < end; ++i) {
      const Counted one = Sequence::counted(rows, known, numbers[i]);
      expected[one.slot].add(one);
    }
    std::vector<Tally> tallies(known.size());
    sequence.sum(position_of(sequence, begin), position_of(sequence, end), rows, known, tallies);
    for (size_t slot = 0; slot < known.size(); ++slot) {
      ASSERT_EQ(tallies[slot].count, expected[slot].count) << begin << " " << end;
      ASSERT_TRUE(tallies[slot].amount_micro == expected[slot].amount_micro);
      ASSERT_TRUE(tallies[slot].fees_micro == expected[slot].fees_micro);
    }
  }

  Dice dice_;
  uint64_t categories_;
  Stage stage_;
  std::vector<int64_t> keys_;  // by number
  Bitset kept_;                // what the mask shows
  Twin twin_{Sequence(Sequence::Keeps::counts_and_sums), {}};
  std::vector<uint32_t> outside_;
  std::list<Held> held_;
  Epoch newest_ = 0;
  std::vector<uint32_t> ranks_;
};

// A branch begins with half of the leaves that it may have; as many again make two of it.
constexpr uint32_t branch_numbers = leaf_numbers_max * static_cast<uint32_t>(branch_leaves_max);

class Sequences : public testing::TestWithParam<uint64_t> {};

TEST_P(Sequences, are_what_vectors_are_whatever_is_done_to_them) {
  const uint64_t seed = GetParam();
  using Where = SequenceTrial::Where;
  const std::array<uint32_t, 4> begun = {0, 1, leaf_numbers_max + 1, branch_numbers / 2 + 5};
  SequenceTrial trial(seed, branch_numbers * 5 / 4 + 50, begun[seed % 4], seed % 3 == 0 ? 600 : 4);
  Dice dice(seed + 1000);
  for (int phase = 0; phase < (tiny_sizes ? 10 : 3) && !testing::Test::HasFatalFailure(); ++phase) {
    const auto where = static_cast<Where>(dice.below(4));
    const uint64_t grows = phase % 3 == 2 ? 1 : phase % 2 == 0 ? 8 : 4;  // of ten
    const uint64_t steps = dice.below(tiny_sizes ? branch_numbers : at_pace(branch_numbers / 4));
    const uint64_t batch = 1 + dice.below(dice.one_in(2) ? 3 : 500);
    for (uint64_t i = 0; i < steps && !testing::Test::HasFatalFailure(); ++i) {
      if (dice.one_in(3)) trial.recount();
      if (dice.below(10) < grows) {
        trial.insert(where);
      } else {
        trial.erase(where);
      }
      if (dice.one_in(batch)) trial.publish();
      if (dice.one_in(steps / (tiny_sizes ? 8 : 2) + 1)) trial.expect_all_as_they_should_be();
    }
    trial.expect_all_as_they_should_be();
  }
  while (tiny_sizes && trial.size() > 0) {  // to the last one, and up again
    trial.erase(Where::anywhere);
    if (dice.one_in(100)) trial.publish();
  }
  trial.expect_all_as_they_should_be();
  for (int i = 0; i < 20; ++i) trial.insert(Where::anywhere);
  trial.expect_all_as_they_should_be();
}
INSTANTIATE_TEST_SUITE_P(Seeds, Sequences, testing::Range<uint64_t>(0, tiny_sizes ? 40 : 4));

TEST(Sequence, grows_at_one_place_until_its_branch_is_two) {
  SequenceTrial trial(9, branch_numbers * 3 / 2, branch_numbers / 2 + 1, 4);
  for (uint32_t i = 0; i < branch_numbers * 2 / 7 && !testing::Test::HasFatalFailure(); ++i) {
    trial.insert(SequenceTrial::Where::at_one_place);
    if (i % 5000 == 1) trial.publish();
  }
  trial.expect_all_as_they_should_be();
}

TEST(Sequence, of_nothing_answers_nothing) {
  Stage stage;
  stage.put(0, 0, 1, 1);
  const Sequence built = Sequence::build(stage.edit, std::span<const uint32_t>(), stage.rows,
                                         stage.known, Sequence::Keeps::counts_and_sums);
  for (const Sequence& sequence : {Sequence(Sequence::Keeps::counts_and_sums), built}) {
    const auto nowhere = sequence.lower_bound([](uint32_t) { return true; });
    EXPECT_EQ(sequence.size(), 0U);
    EXPECT_EQ(nowhere.rank, 0U);
    EXPECT_EQ(sequence.count({}), 0U);
    EXPECT_EQ(sequence.count_before(nowhere, {}), 0U);
    std::vector<Tally> tallies(1);
    sequence.sum(nowhere, nowhere, stage.rows, stage.known, tallies);
    EXPECT_EQ(tallies[0].count, 0U);
    sequence.read_up({}, 0, 0, [](uint32_t) { FAIL(); });
    sequence.read_down({}, 0, 0, [](uint32_t) { FAIL(); });
  }
}

TEST(Sequence, that_is_retired_stays_for_those_who_hold_it) {
  Stage stage;
  const std::vector<uint32_t> numbers = stage.put_some(3 * leaf_numbers_max);
  Sequence sequence =
      Sequence::build(stage.edit, numbers, stage.rows, stage.known, Sequence::Keeps::counts);
  const Epoch first = stage.publish();
  const Sequence held = sequence;
  const int64_t bytes = stage.bytes;
  sequence.retire(stage.edit);
  EXPECT_EQ(sequence.size(), 0U);
  const Epoch second = stage.publish();
  EXPECT_LT(stage.bytes, bytes - static_cast<int64_t>(numbers.size() * sizeof(uint32_t)));
  uint64_t read = 0;
  held.read_up({}, 0, numbers.size(), [&](uint32_t number) { read += number; });
  EXPECT_EQ(read, numbers.size() * (numbers.size() - 1) / 2);
  stage.close(first);
  stage.close(second);
}

TEST(SequenceDeathTest, stops_when_a_number_is_not_where_its_order_says) {
  Stage stage;
  for (uint32_t number = 0; number < 3; ++number) stage.put(number, 0, 1, 1);
  Sequence sequence = Sequence::build(stage.edit, std::array<uint32_t, 2>{0, 1}, stage.rows,
                                      stage.known, Sequence::Keeps::counts);
  const auto begin = sequence.lower_bound([](uint32_t) { return false; });
  const auto end = sequence.lower_bound([](uint32_t) { return true; });
  const Counted one = Sequence::counted(stage.rows, stage.known, 0);
  EXPECT_DEATH(sequence.erase(stage.edit, begin, 1, one, stage.known),
               "stands where its order says");
  EXPECT_DEATH(sequence.erase(stage.edit, end, 1, one, stage.known), "stands where its order says");
  EXPECT_DEATH(sequence.recount(stage.edit, begin, 1, one, one, stage.known),
               "stands where its order says");
  EXPECT_DEATH(sequence.read_up({}, 0, 3, [](uint32_t) {}), "within its sequence");
  EXPECT_DEATH(sequence.read_down({}, 2, 1, [](uint32_t) {}), "within its sequence");
  sequence.free_all();
}

}  // namespace
}  // namespace payoutd::index
