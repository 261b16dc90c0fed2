#include "actions/store_walk.h"

#include <utility>

namespace payoutd::actions {

base::Result<std::unique_ptr<StoreWalk>> StoreWalk::begin(std::unique_ptr<store::PayoutWalk> walk,
                                                          std::optional<payouts::PayoutId> after,
                                                          const base::Clock& clock,
                                                          base::Timestamp until) {
  const auto total = walk->total();
  if (!total) return tl::unexpected(total.error());
  if (auto sorted = walk->sort(); !sorted) return base::forward(std::move(sorted));
  auto begun = std::unique_ptr<StoreWalk>(new StoreWalk(std::move(walk), *total, clock, until));
  if (!after) return begun;
  auto found = begun->skip_behind(*after);
  if (!found) return base::forward(std::move(found));
  if (!*found) return nullptr;
  return begun;
}

base::Result<bool> StoreWalk::skip_behind(const payouts::PayoutId& id) {
  bool found = false;
  while (!found) {
    auto more = walk_->next(1, [&](const payouts::PayoutView& payout) { found = payout.id == id; });
    if (!more) return more;
    if (!*more) break;
  }
  return found;
}

base::Result<bool> StoreWalk::next(uint32_t rows_max, payouts::ListSink& sink) {
  if (clock_.now() >= until_) {
    return base::unavailable("export_too_slow", "the client has read for too long");
  }
  return walk_->next(rows_max, [&sink](const payouts::PayoutView& payout) { sink.row(payout); });
}

}  // namespace payoutd::actions
