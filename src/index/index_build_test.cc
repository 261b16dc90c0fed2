#include "index/index_build.h"

#include <thread>

#include <gtest/gtest.h>

#include "index/check/answers.h"
#include "index/check/questions.h"
#include "index/text_column.h"

namespace payoutd::index {
namespace {

class Builds : public testing::Test {
 protected:
  Builds() {
    while (world.size() < 700) world.add();
  }
  payouts::PayoutView row(uint32_t number) const { return view(world.model().rows[number]); }

  Dice dice{1};
  World world{dice, make_shape(dice, 700)};
  PayoutIndex index;
};

TEST_F(Builds, are_the_same_in_however_many_parts) {
  for (const size_t parts : {1U, 2U, 3U, 4U, 7U}) {
    PayoutIndex built;
    IndexBuild build(built, parts);
    std::vector<std::thread> threads;
    for (size_t part = 0; part < parts; ++part) {
      threads.emplace_back([&, part] {
        const auto begin = static_cast<uint32_t>(world.size() * part / parts);
        const auto end = static_cast<uint32_t>(world.size() * (part + 1) / parts);
        build.begin_part(part, world.size(), begin);
        for (uint32_t number = begin; number < end; ++number) {
          EXPECT_TRUE(build.put(part, row(number)));
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(built.state(), nullptr);
    ASSERT_TRUE(build.finish(5));
    EXPECT_EQ(built.version(), 5);
    EXPECT_EQ(built.size(), world.size());
    EXPECT_FALSE(built.is_broken());
    Questions questions(dice, world);
    for (int i = 0; i < 100; ++i) {
      const payouts::ListQuery query = questions.next();
      built.prepare(query);
      ASSERT_EQ(compare_answer(*built.state(), 5, world.model(), query), "") << describe(query);
      built.prepare(sums_of(query.filter));
      ASSERT_EQ(compare_summary(*built.state(), 5, world.model(), query.filter), "");
    }
  }
}

TEST_F(Builds, of_nothing_are_an_empty_list) {
  IndexBuild build(index, 3);
  for (size_t part = 0; part < 3; ++part) build.begin_part(part, 0, 0);
  ASSERT_TRUE(build.finish(1));
  EXPECT_EQ(index.size(), 0U);
  EXPECT_EQ(compare_answer(*index.state(), 1, ListModel(), {}), "");
}

TEST_F(Builds, go_on_as_any_other_index) {
  {
    IndexBuild build(index, 2);
    build.begin_part(1, 600, 300);
    build.begin_part(0, 600, 0);
    for (uint32_t number = 300; number < 600; ++number) ASSERT_TRUE(build.put(1, row(number)));
    for (uint32_t number = 0; number < 300; ++number) ASSERT_TRUE(build.put(0, row(number)));
    ASSERT_TRUE(build.finish(1));
  }
  for (uint32_t number = 600; number < 700; ++number) index.add_change(row(number));
  index.commit_changes(2);
  EXPECT_EQ(compare_answer(*index.state(), 2, world.model(), {}), "");
}

TEST_F(Builds, take_a_parts_payouts_in_their_order_only) {
  IndexBuild build(index, 2);
  build.begin_part(0, 10, 0);
  build.begin_part(1, 10, 5);
  EXPECT_FALSE(build.put(0, row(1)));
  EXPECT_TRUE(build.put(0, row(0)));
  EXPECT_FALSE(build.put(0, row(0)));
  EXPECT_FALSE(build.put(0, row(2)));
  EXPECT_TRUE(build.put(0, row(1)));
  for (uint32_t number = 5; number < 10; ++number) EXPECT_TRUE(build.put(1, row(number)));
  EXPECT_FALSE(build.put(1, row(10)));  // there are ten
  EXPECT_FALSE(build.finish(1));        // 2, 3 and 4 are missing
  EXPECT_TRUE(index.is_broken());
}

TEST_F(Builds, miss_a_part_that_never_began_and_payouts_at_the_end) {
  {
    IndexBuild build(index, 2);
    build.begin_part(0, 2, 0);
    EXPECT_TRUE(build.put(0, row(0)));
    EXPECT_TRUE(build.put(0, row(1)));
    EXPECT_FALSE(build.finish(1));
  }
  PayoutIndex other;
  IndexBuild build(other, 1);
  build.begin_part(0, 2, 0);
  EXPECT_TRUE(build.put(0, row(0)));
  EXPECT_FALSE(build.finish(1));
  EXPECT_TRUE(other.is_broken());
}

TEST_F(Builds, refuse_a_text_that_is_too_long) {
  IndexBuild build(index, 1);
  build.begin_part(0, 1, 0);
  payouts::Payout payout = world.model().rows[0];
  payout.note = std::string(text_bytes_max + 1, 'x');
  EXPECT_FALSE(build.put(0, view(payout)));
  payout.note = std::string(text_bytes_max, 'x');
  EXPECT_TRUE(build.put(0, view(payout)));
  EXPECT_TRUE(build.finish(1));
}

TEST_F(Builds, are_for_empty_indexes) {
  index.commit_changes(1);
  EXPECT_DEATH(IndexBuild(index, 1), "only an empty index is built");
}

}  // namespace
}  // namespace payoutd::index
