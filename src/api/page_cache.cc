#include "api/page_cache.h"

#include "base/check.h"

namespace payoutd::api {
namespace {

// What an entry takes beside its body: headers, the query, nodes; about.
constexpr uint64_t entry_bytes = 1024;

uint64_t bytes_of(const http::Response& answer) {
  return answer.content().size() + entry_bytes;
}

}  // namespace

size_t PageCache::HashQuestion::operator()(const Question& question) const {
  const size_t hash = std::hash<std::string_view>()(question.query);
  return hash ^ (static_cast<size_t>(question.owner) * 0x9e3779b97f4a7c15U);
}

std::shared_ptr<const http::Response> PageCache::find(payouts::OwnerKey owner,
                                                      payouts::Version at_least,
                                                      std::string_view query) {
  const Question question{owner.value, query};
  Shard& shard = shard_of(HashQuestion()(question));
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.by_question.find(question);
  if (found == shard.by_question.end() || found->second->version < at_least) return nullptr;
  shard.by_use.splice(shard.by_use.begin(), shard.by_use, found->second);
  return found->second->answer;
}

bool PageCache::note_asked(payouts::OwnerKey owner, std::string_view query) {
  if (shard_budget_bytes_ == 0) return false;
  const size_t hash = HashQuestion()({owner.value, query});
  Shard& shard = shard_of(hash);
  const std::lock_guard lock(shard.mutex);
  size_t& slot = shard.asked_lately[hash / shard_count % shard.asked_lately.size()];
  if (slot == hash) return true;
  slot = hash;
  return false;
}

void PageCache::put(payouts::OwnerKey owner, payouts::Version version, std::string_view query,
                    std::shared_ptr<const http::Response> answer) {
  base::check(answer->shared_body != nullptr, "a kept answer shares its body");
  const Question question{owner.value, query};
  Shard& shard = shard_of(HashQuestion()(question));
  const std::lock_guard lock(shard.mutex);
  if (const auto known = shard.by_question.find(question); known != shard.by_question.end()) {
    if (known->second->version > version) return;
    erase(shard, known->second);
  }
  const uint64_t bytes = bytes_of(*answer);
  if (bytes > shard_budget_bytes_) return;
  shard.by_use.push_front({owner.value, std::string(query), version, std::move(answer)});
  const auto entry = shard.by_use.begin();
  shard.by_question.emplace(Question{entry->owner, entry->query}, entry);
  shard.bytes += bytes;
  while (shard.bytes > shard_budget_bytes_) erase(shard, std::prev(shard.by_use.end()));
}

void PageCache::erase(Shard& shard, std::list<Entry>::iterator entry) {
  shard.bytes -= bytes_of(*entry->answer);
  shard.by_question.erase({entry->owner, entry->query});
  shard.by_use.erase(entry);
}

}  // namespace payoutd::api
