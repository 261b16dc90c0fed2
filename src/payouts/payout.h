// payouts/payout.h: one payout, as stored and as shown. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/timestamp.h"
#include "base/uuid.h"
#include "money/amount.h"
#include "payouts/status.h"

namespace payoutd::payouts {

using PayoutId = base::Id<struct PayoutTag>;
using OwnerId = base::Id<struct OwnerTag>;
using BeneficiaryId = base::Id<struct BeneficiaryTag>;

// What the store calls an owner (a client or a user) inside; never shown.
struct OwnerKey {
  int64_t value = 0;
  friend auto operator<=>(const OwnerKey&, const OwnerKey&) = default;
};

// An owner's payouts are numbered 0, 1, 2, … as they are recorded, without a gap, for ever.
using PayoutNumber = uint32_t;

// Raised by every write transaction of an owner. A row carries the version that last touched it.
using Version = int64_t;

// Tells a database from its copies, which may give the same version to something else.
using Incarnation = int64_t;

// Money to a person (partner API: all but network, address, tx_hash, note) or to an address on a
// chain (console API: those four). An empty text is an unset one. Times are unset until reached.
template <class Text>
struct BasicPayout {
  PayoutId id{};
  PayoutNumber number = 0;
  Version version = 0;
  Status status = Status::created;
  money::Amount amount;
  int64_t fees_micro = 0;  // same currency; amount + fees is what the owner is charged
  bool imported = false;   // history from elsewhere: never handed to a rail

  base::Timestamp created_at{};
  base::Timestamp updated_at{};
  std::optional<base::Timestamp> queued_at{};
  std::optional<base::Timestamp> submitted_at{};
  std::optional<base::Timestamp> completed_at{};
  std::optional<base::Timestamp> failed_at{};
  std::optional<base::Timestamp> cancelled_at{};
  std::optional<base::Timestamp> expired_at{};

  std::optional<BeneficiaryId> beneficiary_id{};  // if a saved one was named

  Text reference_id{};
  Text beneficiary_email{};
  Text beneficiary_first_name{};
  Text beneficiary_last_name{};
  Text beneficiary_country{};  // ISO 3166-1 alpha-2
  Text beneficiary_phone{};    // E.164
  Text description{};
  Text failure_code{};
  Text failure_reason{};

  Text network{};
  Text address{};
  Text tx_hash{};
  Text note{};
};

using Payout = BasicPayout<std::string>;
// Borrows its texts; whoever hands one out says for how long.
using PayoutView = BasicPayout<std::string_view>;

PayoutView view(const Payout& payout);
Payout copy(const PayoutView& payout);

// When the payout reached its final status; nothing while it is pending or if that was never told.
template <class Text>
std::optional<base::Timestamp> finished_at(const BasicPayout<Text>& payout) {
  if (payout.completed_at) return payout.completed_at;
  if (payout.failed_at) return payout.failed_at;
  if (payout.cancelled_at) return payout.cancelled_at;
  return payout.expired_at;
}

// `pyt_` and 26 characters of Crockford base32.
std::string to_partner_text(const PayoutId& id);
std::optional<PayoutId> parse_partner_payout_id(std::string_view text);

// `ben_` and 26 characters of Crockford base32.
std::string to_text(const BeneficiaryId& id);
std::optional<BeneficiaryId> parse_beneficiary_id(std::string_view text);

}  // namespace payoutd::payouts
