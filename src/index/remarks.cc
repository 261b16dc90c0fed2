#include "index/remarks.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>

#include "index/packed_texts.h"
#include "index/sizes.h"

namespace payoutd::index {
namespace {

constexpr size_t remark_texts = 7;

std::array<std::string_view, remark_texts> remark_texts_of(const payouts::PayoutView& payout) {
  return {payout.description, payout.failure_code, payout.failure_reason,
          payout.network,     payout.address,      payout.tx_hash,
          payout.note};
}

}  // namespace

bool Remarks::fits(const payouts::PayoutView& payout) {
  const auto texts = remark_texts_of(payout);
  return std::all_of(texts.begin(), texts.end(),
                     [](auto text) { return text.size() <= text_bytes_max; });
}

Remarks::Place Remarks::add(const payouts::PayoutView& payout) {
  const auto texts = remark_texts_of(payout);
  const Times times(payout);
  const bool far = times.are_far();
  if (!far && std::all_of(texts.begin(), texts.end(), [](auto text) { return text.empty(); })) {
    return nullptr;
  }
  thread_local std::string packed;
  packed.resize(packed_bytes_max(texts));
  packed.resize(static_cast<size_t>(pack(texts, packed.data()) - packed.data()));
  if (far) return add_behind(times, packed);

  if (recent_.empty() && arena_.memory_bytes() >= recent_remarks_from_bytes)
    recent_.resize(recent_remarks);
  Recent* recent = nullptr;
  if (!recent_.empty()) {
    recent = &recent_[std::hash<std::string_view>()(packed) % recent_remarks];
    if (recent->place != nullptr && std::string_view(recent->place, recent->length) == packed) {
      return recent->place;
    }
  }
  char* const place = arena_.reserve(packed.size());
  std::copy(packed.begin(), packed.end(), place);
  arena_.commit(packed.size());
  if (recent != nullptr) *recent = {place, packed.size()};
  return place;
}

Remarks::Place Remarks::add_behind(const Times& times, std::string_view packed) {
  constexpr size_t times_bytes = sizeof(times.all());
  char* const place = arena_.reserve(times_bytes + packed.size());
  std::memcpy(place, times.all().data(), times_bytes);
  std::copy(packed.begin(), packed.end(), place + times_bytes);
  arena_.commit(times_bytes + packed.size());
  return place + times_bytes;
}

void Remarks::put_into(Place place, payouts::PayoutView& payout) {
  if (place == nullptr) return;
  std::array<std::string_view, remark_texts> texts;
  unpack(place, texts);
  payout.description = texts[0];
  payout.failure_code = texts[1];
  payout.failure_reason = texts[2];
  payout.network = texts[3];
  payout.address = texts[4];
  payout.tx_hash = texts[5];
  payout.note = texts[6];
}

}  // namespace payoutd::index
