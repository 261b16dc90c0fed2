#include "api/page_cache.h"

#include <gtest/gtest.h>

namespace payoutd::api {
namespace {

std::shared_ptr<const http::Response> answer(std::string body) {
  auto made = std::make_shared<http::Response>();
  made->shared_body = std::make_shared<const std::string>(std::move(body));
  return made;
}

TEST(PageCache, knows_an_answer_by_owner_query_and_version) {
  PageCache cache(1 << 20);
  const auto kept = answer("a");
  cache.put({1}, 5, "page=2", kept);
  EXPECT_EQ(cache.find({1}, 5, "page=2").answer, kept);
  EXPECT_EQ(cache.find({1}, 4, "page=2").answer, kept) << "fresher than asked for";
  EXPECT_EQ(cache.find({1}, 6, "page=2").answer, nullptr) << "stale";
  EXPECT_EQ(cache.find({2}, 5, "page=2").answer, nullptr);
  EXPECT_EQ(cache.find({1}, 5, "page=3").answer, nullptr);
  EXPECT_EQ(cache.find({1}, 5, "").answer, nullptr);
}

TEST(PageCache, a_later_answer_takes_the_place_and_an_earlier_one_does_not) {
  PageCache cache(1 << 20);
  const auto later = answer("later");
  cache.put({1}, 5, "", answer("first"));
  cache.put({1}, 6, "", later);
  cache.put({1}, 5, "", answer("slow"));
  EXPECT_EQ(cache.find({1}, 6, "").answer, later);
}

TEST(PageCache, is_worth_keeping_from_the_second_time_on) {
  PageCache cache(1 << 20);
  EXPECT_FALSE(cache.find({1}, 1, "a").worth_keeping);
  EXPECT_TRUE(cache.find({1}, 1, "a").worth_keeping);
  EXPECT_FALSE(cache.find({2}, 1, "a").worth_keeping);
  PageCache none(0);
  EXPECT_FALSE(none.find({1}, 1, "a").worth_keeping);
  EXPECT_FALSE(none.find({1}, 1, "a").worth_keeping);
}

TEST(PageCache, holds_no_more_than_its_budget) {
  PageCache cache(16 * 20'000);
  for (int i = 0; i < 1000; ++i) {
    cache.put({1}, 1, "page=" + std::to_string(i), answer(std::string(8000, 'x')));
  }
  int kept = 0;
  for (int i = 0; i < 1000; ++i) {
    if (cache.find({1}, 1, "page=" + std::to_string(i)).answer != nullptr) ++kept;
  }
  EXPECT_EQ(kept, 16 * 2) << "two of some 8,500 bytes in each of 16 shards";
  cache.put({1}, 1, std::string(30'000, 'q'), answer("small"));
  EXPECT_EQ(cache.find({1}, 1, std::string(30'000, 'q')).answer, nullptr) << "the query counts too";
  cache.put({1}, 1, "huge", answer(std::string(30'000, 'x')));
  EXPECT_EQ(cache.find({1}, 1, "huge").answer, nullptr);
}

}  // namespace
}  // namespace payoutd::api
