// api/page_cache.h: answers to lists that are asked for again and again (everybody's first page),
// as they went out. Never stale: an answer counts only for the owner's version that it was made at.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "http/response.h"
#include "payouts/payout.h"

namespace payoutd::api {

// Safe from any thread.
class PageCache {
 public:
  // Answers that were not asked for lately go when all bodies together exceed the budget. 0: none
  // is kept.
  explicit PageCache(uint64_t budget_bytes) : shard_budget_bytes_(budget_bytes / shard_count) {}

  struct Found {
    std::shared_ptr<const http::Response> answer;
    bool worth_keeping;
  };
  // What the owner was last answered to this raw query, if that was at `at_least` or later. If
  // there is nothing: whether an answer is worth keeping, which it is from the second time on that
  // it is asked for. What is asked for once must not push out the rest.
  Found find(payouts::OwnerKey owner, payouts::Version at_least, std::string_view query);

  // Keeps an answer, whose body must be a shared one.
  void put(payouts::OwnerKey owner, payouts::Version version, std::string_view query,
           std::shared_ptr<const http::Response> answer);

 private:
  struct Question {
    Question(payouts::OwnerKey who, std::string_view raw_query);
    int64_t owner;
    size_t hash;
    std::string_view query;
    friend bool operator==(const Question&, const Question&) = default;
  };
  struct HashOfQuestion {
    size_t operator()(const Question& question) const { return question.hash; }
  };
  struct Entry {
    payouts::OwnerKey owner;
    std::string query;
    payouts::Version version;
    std::shared_ptr<const http::Response> answer;
  };
  struct Shard {
    std::mutex mutex;
    // Below: protected by mutex.
    std::list<Entry> by_use;  // most recent first
    std::unordered_map<Question, std::list<Entry>::iterator, HashOfQuestion>
        by_question;  // into by_use
    uint64_t bytes = 0;
    std::array<size_t, 256> asked_lately{};  // hashes of questions, each in its slot
  };
  static constexpr size_t shard_count = 16;

  Shard& shard_of(const Question& question) { return shards_[question.hash % shard_count]; }
  static void erase(Shard& shard, std::list<Entry>::iterator entry);

  const uint64_t shard_budget_bytes_;
  std::array<Shard, shard_count> shards_;
};

}  // namespace payoutd::api
