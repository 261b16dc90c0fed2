#include "index/search_index.h"

#include <algorithm>
#include <cstring>

#include "base/utf8.h"

namespace payoutd::index {
namespace {

constexpr size_t remembered_max = 16;

}  // namespace

void SearchIndex::append(std::string_view reference_id, std::string_view email) {
  begins_.push_back(texts_.size());
  base::append_folded(reference_id, texts_);
  texts_ += '\0';
  base::append_folded(email, texts_);
  texts_ += '\0';
}

std::shared_ptr<const Bitset> SearchIndex::find(std::string_view term) {
  const std::string folded_term = base::fold_case(term);
  const auto size = static_cast<uint32_t>(begins_.size());
  std::shared_ptr<const Bitset> before;
  {
    const std::lock_guard lock(mutex_);
    const auto known = std::find_if(remembered_.begin(), remembered_.end(), [&](const auto& entry) {
      return entry.folded_term == folded_term;
    });
    if (known != remembered_.end()) {
      remembered_.splice(remembered_.begin(), remembered_, known);
      before = known->found;
    }
  }
  if (before != nullptr && before->size() == size) return before;

  // Scanned outside the lock: a slow search holds up nobody else's.
  const uint32_t scanned = before != nullptr ? before->size() : 0;
  auto found = before != nullptr ? std::make_shared<Bitset>(*before) : std::make_shared<Bitset>();
  found->resize(size);
  scan(folded_term, scanned, *found);

  const std::lock_guard lock(mutex_);
  remembered_.remove_if([&](const auto& entry) { return entry.folded_term == folded_term; });
  remembered_.push_front({folded_term, found});
  if (remembered_.size() > remembered_max) remembered_.pop_back();
  return found;
}

bool SearchIndex::remembers(std::string_view term) const {
  const std::string folded_term = base::fold_case(term);
  const std::lock_guard lock(mutex_);
  return std::any_of(remembered_.begin(), remembered_.end(), [&](const Remembered& entry) {
    return entry.folded_term == folded_term && entry.found->size() == begins_.size();
  });
}

void SearchIndex::scan(std::string_view folded_term, uint32_t from_number, Bitset& found) const {
  if (from_number >= begins_.size()) return;
  const char* const end = texts_.data() + texts_.size();
  const char* at = texts_.data() + begins_[from_number];
  while (at < end) {
    const void* hit =
        memmem(at, static_cast<size_t>(end - at), folded_term.data(), folded_term.size());
    if (hit == nullptr) return;
    const auto offset = static_cast<uint64_t>(static_cast<const char*>(hit) - texts_.data());
    const auto next = std::upper_bound(begins_.begin(), begins_.end(), offset);
    found.set(static_cast<uint32_t>(next - begins_.begin()) - 1);
    if (next == begins_.end()) return;
    at = texts_.data() + *next;  // one hit is enough for a payout
  }
}

uint64_t SearchIndex::memory_bytes() const {
  const std::lock_guard lock(mutex_);
  uint64_t bytes = texts_.capacity() + begins_.capacity() * sizeof(uint64_t);
  for (const Remembered& entry : remembered_) bytes += entry.found->memory_bytes();
  return bytes;
}

}  // namespace payoutd::index
