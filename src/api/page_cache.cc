#include "api/page_cache.h"

#include <functional>
#include <utility>

#include "base/check.h"

namespace payoutd::api {
namespace {

// What the nodes of an entry take beside its texts, about.
constexpr uint64_t node_bytes = 512;

uint64_t bytes_of(std::string_view query, const http::Response& answer) {
  return node_bytes + query.size() + answer.headers.text().size() + answer.content().size();
}

}  // namespace

PageCache::Question::Question(payouts::OwnerKey who, std::string_view raw_query)
    : owner(who.value),
      hash(std::hash<std::string_view>()(raw_query) ^
           (static_cast<size_t>(who.value) * 0x9e3779b97f4a7c15U)),
      query(raw_query) {}

PageCache::Found PageCache::find(payouts::OwnerKey owner, payouts::Version at_least,
                                 std::string_view query) {
  if (shard_budget_bytes_ == 0) return {nullptr, false};
  const Question question(owner, query);
  Shard& shard = shard_of(question);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.by_question.find(question);
  if (found != shard.by_question.end() && found->second->version >= at_least) {
    shard.by_use.splice(shard.by_use.begin(), shard.by_use, found->second);
    return {found->second->answer, true};
  }
  size_t& slot = shard.asked_lately[question.hash / shard_count % shard.asked_lately.size()];
  return {nullptr, std::exchange(slot, question.hash) == question.hash};
}

void PageCache::put(payouts::OwnerKey owner, payouts::Version version, std::string_view query,
                    std::shared_ptr<const http::Response> answer) {
  base::check(answer->shared_body != nullptr, "a kept answer shares its body");
  const Question question(owner, query);
  Shard& shard = shard_of(question);
  const std::lock_guard lock(shard.mutex);
  if (const auto known = shard.by_question.find(question); known != shard.by_question.end()) {
    if (known->second->version > version) return;
    erase(shard, known->second);
  }
  const uint64_t bytes = bytes_of(query, *answer);
  if (bytes > shard_budget_bytes_) return;
  shard.by_use.push_front({owner, std::string(query), version, std::move(answer)});
  const auto entry = shard.by_use.begin();
  shard.by_question.emplace(Question(entry->owner, entry->query), entry);
  shard.bytes += bytes;
  while (shard.bytes > shard_budget_bytes_) erase(shard, std::prev(shard.by_use.end()));
}

void PageCache::erase(Shard& shard, std::list<Entry>::iterator entry) {
  shard.bytes -= bytes_of(entry->query, *entry->answer);
  shard.by_question.erase(Question(entry->owner, entry->query));
  shard.by_use.erase(entry);
}

}  // namespace payoutd::api
