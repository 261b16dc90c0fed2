// store/sqlite/found_cache.h: what was found for a key, for as long as nothing is committed.
// Private to the driver.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "store/sqlite/commit_mark.h"

namespace payoutd::store::sqlite {

// Keeps up to 4,096 values, in sets of four; of each set, the four that were used last. So somebody
// who asks for many keys pushes out few of others'. Safe from any thread.
template <class Key, class Value>
class FoundCache {
 public:
  FoundCache() : sets_(set_count) {}

  // `mark`: the database's now. `key` may be of a type that is compared with a Key.
  template <class Asked>
  std::optional<Value> find(const Asked& key, const CommitMark::Value& mark) {
    Set& set = set_of(key);
    const std::lock_guard lock(set.mutex);
    for (Entry& entry : set.entries) {
      if (entry.used == 0 || entry.key != key) continue;
      if (entry.mark != mark) return std::nullopt;
      entry.used = ++set.uses;
      return entry.value;
    }
    return std::nullopt;
  }

  // `mark` must have been read before the transaction began that found the value.
  template <class Asked>
  void keep(const Asked& key, const CommitMark::Value& mark, const Value& value) {
    Set& set = set_of(key);
    const std::lock_guard lock(set.mutex);
    Entry& place = place_for(set, key);
    place.used = 0;  // until it is whole: copying may fail
    place.key = key;
    place.mark = mark;
    place.value = value;
    place.used = ++set.uses;
  }

  static constexpr size_t ways = 4;
  static constexpr size_t set_count = 1'024;

 private:
  struct Entry {
    uint64_t used = 0;  // when, by the set's own count; 0: the entry is free
    Key key{};
    CommitMark::Value mark{};
    Value value{};
  };
  struct Set {
    std::mutex mutex;
    uint64_t uses = 0;  // below: protected by mutex
    std::array<Entry, ways> entries;
  };

  static size_t hash_of(std::string_view key) { return std::hash<std::string_view>{}(key); }
  static size_t hash_of(const base::Sha256& key) {
    size_t hash = 0;
    std::memcpy(&hash, key.data(), sizeof hash);
    return hash;
  }

  template <class Asked>
  Set& set_of(const Asked& key) {
    return sets_[hash_of(key) % set_count];
  }
  // The key's own, else a free one, else the one that was not used for longest.
  template <class Asked>
  static Entry& place_for(Set& set, const Asked& key) {
    for (Entry& entry : set.entries) {
      if (entry.used != 0 && entry.key == key) return entry;
    }
    return *std::min_element(
        set.entries.begin(), set.entries.end(),
        [](const Entry& one, const Entry& two) { return one.used < two.used; });
  }

  std::vector<Set> sets_;
};

}  // namespace payoutd::store::sqlite
