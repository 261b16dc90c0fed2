// index/search_index.h: which payouts have a text in their reference or their beneficiary's e-mail,
// without regard to case. Private to the index.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "index/bitset.h"

namespace payoutd::index {

// Both texts are folded (base::fold_case) into one long text that is scanned as a whole. They never
// change and payouts only come to the end, so what was found stays found: a remembered result is
// brought up to date by scanning what came since.
class SearchIndex {
 public:
  // The payout with the next number. Callers hold the index's lock alone.
  void append(std::string_view reference_id, std::string_view email);

  // The payouts that match, as a set of the size of the index. `term` is not empty. Callers hold
  // the index's lock against changes; several may call at once.
  std::shared_ptr<const Bitset> find(std::string_view term);

  // Would find() answer without scanning?
  bool remembers(std::string_view term) const;

  uint64_t memory_bytes() const;

 private:
  struct Remembered {
    std::string folded_term;
    std::shared_ptr<const Bitset> found;
  };

  void scan(std::string_view folded_term, uint32_t from_number, Bitset& found) const;

  // Each text ends with a NUL, which no text and no term has in it.
  std::string texts_;
  std::vector<uint64_t> begins_;  // of each payout's part of texts_

  mutable std::mutex mutex_;
  std::list<Remembered> remembered_;  // protected by mutex_; the one asked for last in front
};

}  // namespace payoutd::index
