#include "index/packed_row.h"

#include <algorithm>

#include "base/check.h"

namespace payoutd::index {
namespace {

constexpr int64_t far_micros = int64_t{1} << 55U;

int64_t kept(std::optional<base::Timestamp> time) {
  return time ? time->micros : unset_time;
}

}  // namespace

Times::Times(const payouts::PayoutView& payout)
    : micros_{payout.updated_at.micros,  kept(payout.queued_at), kept(payout.submitted_at),
              kept(payout.completed_at), kept(payout.failed_at), kept(payout.cancelled_at),
              kept(payout.expired_at)} {}

bool Times::are_far() const {
  return std::any_of(micros_.begin(), micros_.end(), [](int64_t micros) {
    return micros != unset_time && (micros <= -far_micros || micros >= far_micros);
  });
}

bool PackedRow::fits(const payouts::PayoutView& payout) {
  return payout.fees_micro >= 0 && static_cast<uint64_t>(payout.fees_micro) <= fees_mask &&
         category_of(payout.status, payout.amount.currency) < 1U << 11U;
}

PackedRow::PackedRow(const payouts::PayoutView& payout, const Times& times, const char* remarks) {
  const Category category = category_of(payout.status, payout.amount.currency);
  const auto fees = static_cast<uint64_t>(payout.fees_micro);
  const auto address = std::bit_cast<uint64_t>(remarks);
  base::check(fits(payout) && address >> 48U == 0, "a payout fits its row");
  const bool far = times.are_far();
  for (size_t i = 0; i < Times::count; ++i) {
    const int64_t micros = times.all()[i];
    words_[i] = far || micros == unset_time ? 0 : static_cast<uint64_t>(micros + time_bias);
    words_[i] |= (i < 6 ? address >> (i * 8) & 0xffU : category & 0xffU) << 56U;
  }
  words_[7] = fees | uint64_t{category} >> 8U << 60U | uint64_t{far} << 63U;
}

int64_t PackedRow::far_time(Times::Which which) const {
  int64_t micros = 0;
  std::memcpy(&micros, remarks() - (Times::count - which) * sizeof micros, sizeof micros);
  return micros;
}

}  // namespace payoutd::index
