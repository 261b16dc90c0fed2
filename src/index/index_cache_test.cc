#include "index/index_cache.h"

#include <gtest/gtest.h>

namespace payoutd::index {
namespace {

TEST(IndexCache, keeps_the_owners_asked_for_last_within_its_budget) {
  IndexCache cache(100);
  const auto first = cache.get({1});
  cache.note_size({1}, first, 40);
  const auto second = cache.get({2});
  cache.note_size({2}, second, 40);
  EXPECT_EQ(cache.get({1}), first);  // now the second is the least recently asked for
  const auto third = cache.get({3});
  cache.note_size({3}, third, 40);
  EXPECT_EQ(cache.usage().owners, 2U);
  EXPECT_EQ(cache.usage().bytes, 80U);
  EXPECT_EQ(cache.get({1}), first);
  EXPECT_EQ(cache.get({3}), third);
  EXPECT_NE(cache.get({2}), second);
}

TEST(IndexCache, an_owner_larger_than_the_budget_stays_while_it_is_the_last) {
  IndexCache cache(100);
  const auto large = cache.get({1});
  cache.note_size({1}, large, 1000);
  EXPECT_EQ(cache.get({1}), large);
  const auto small = cache.get({2});
  cache.note_size({2}, small, 10);
  EXPECT_EQ(cache.usage().bytes, 10U);
  EXPECT_NE(cache.get({1}), large);
}

TEST(IndexCache, ignores_the_size_of_an_owner_it_let_go) {
  IndexCache cache(100);
  const auto old = cache.get({1});
  cache.note_size({1}, old, 50);
  const auto other = cache.get({2});
  cache.note_size({2}, other, 100);  // the first is let go
  const auto again = cache.get({1});
  cache.note_size({1}, old, 70);
  EXPECT_NE(again, old);
  EXPECT_EQ(cache.usage().bytes, 100U);
}

}  // namespace
}  // namespace payoutd::index
