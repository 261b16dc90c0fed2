// index/check/stage.h: rows without orders, and states of them that somebody holds: what the tests
// of single structures stand on. For tests only.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "index/categories.h"
#include "index/rows.h"

namespace payoutd::index {

class Stage {
 public:
  ~Stage() {
    for (const RetiredBlock& each : edit.retired) each.free(each.block);
    rows.free_all();
  }

  // A new payout (the next number) or a known one, with what is counted of it.
  void put(uint32_t number, Category category, int64_t amount_micro, int64_t fees_micro) {
    payouts::Payout payout{.amount = {amount_micro, currency_of(category)}};
    payout.number = number;
    payout.status = status_of(category);
    payout.fees_micro = fees_micro;
    put(payout);
  }
  void put(const payouts::Payout& payout) {
    const payouts::PayoutView seen = view(payout);
    if (payout.number == rows.size()) {
      const PackedText reference = columns.push_back(seen);
      rows.append(edit, seen, reference, columns.remarks.add(seen));
    } else {
      rows.put(edit, seen, columns.remarks.add(seen));
    }
    known.add(rows.category(payout.number));
  }

  // So many new ones, of five categories; their numbers.
  std::vector<uint32_t> put_some(uint32_t count) {
    std::vector<uint32_t> numbers;
    for (; count > 0; --count) {
      numbers.push_back(rows.size());
      put(rows.size(), static_cast<Category>(rows.size() % 5), 1, 1);
    }
    return numbers;
  }

  // Nothing that was made so far may be written from now on; what was replaced goes when the states
  // that show it are closed. Returns what the state of now is closed with.
  Epoch publish() {
    const Epoch epoch = edit.birth;
    reclaimer.opened(epoch);
    bytes += edit.bytes;
    reclaimer.retire(epoch - 1, std::move(edit.retired));
    edit = Edit{.birth = epoch + 1};
    return epoch;
  }
  void close(Epoch epoch) { reclaimer.closed(epoch); }

  FixedColumns columns;
  Reclaimer reclaimer;
  Rows rows{columns};
  Categories known;
  Edit edit{.birth = 1};
  int64_t bytes = 0;  // of all that was published
};

}  // namespace payoutd::index
