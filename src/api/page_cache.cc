#include "api/page_cache.h"

#include "base/check.h"

namespace payoutd::api {
namespace {

// What the nodes of an entry take beside its texts, about.
constexpr uint64_t node_bytes = 512;

uint64_t bytes_of(std::string_view query, const http::Response& answer) {
  uint64_t bytes = node_bytes + query.size() + answer.content().size();
  for (const auto& [name, value] : answer.headers) {
    bytes += sizeof(answer.headers.front()) + name.size() + value.size();
  }
  return bytes;
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
  const uint64_t bytes = bytes_of(query, *answer);
  if (bytes > shard_budget_bytes_) return;
  shard.by_use.push_front({owner.value, std::string(query), version, std::move(answer)});
  const auto entry = shard.by_use.begin();
  shard.by_question.emplace(Question{entry->owner, entry->query}, entry);
  shard.bytes += bytes;
  while (shard.bytes > shard_budget_bytes_) erase(shard, std::prev(shard.by_use.end()));
}

void PageCache::erase(Shard& shard, std::list<Entry>::iterator entry) {
  shard.bytes -= bytes_of(entry->query, *entry->answer);
  shard.by_question.erase({entry->owner, entry->query});
  shard.by_use.erase(entry);
}

}  // namespace payoutd::api
