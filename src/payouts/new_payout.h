// payouts/new_payout.h: what a client asks for when it creates a payout or saves a beneficiary:
// already valid by itself, not yet looked at beside what is stored. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "payouts/payout.h"

namespace payoutd::payouts {

// Who is paid. An empty text is an unset one.
struct BeneficiaryDetails {
  std::string email;
  std::string first_name;
  std::string last_name;
  std::string country;      // ISO 3166-1 alpha-2
  std::string phone;        // E.164
  std::string identifiers;  // JSON object of texts, names sorted, no blanks; bank data, personal

  friend bool operator==(const BeneficiaryDetails&, const BeneficiaryDetails&) = default;
};

struct NewPayout {
  std::string reference_id;
  int64_t wallet_id = 0;
  money::Amount amount;                         // above 0, fits its currency
  std::optional<BeneficiaryId> beneficiary_id;  // then `beneficiary` has what was given beside it
  BeneficiaryDetails beneficiary;
  std::string description;
  std::string metadata;  // JSON object, names sorted at every level, no blanks
  bool notify_beneficiary = false;
};

struct NewBeneficiary {
  BeneficiaryDetails details;
  std::string metadata;
};

// Equal for two requests that mean the same, whatever their bytes were, and for no others.
base::Sha256 meaning_of(const NewPayout& payout);

// The same for a batch. A refused payout has no meaning but its canonical JSON: `refused_json` has
// as many as are refused, in their order.
base::Sha256 meaning_of_batch(std::span<const base::Result<NewPayout>> payouts,
                              std::span<const std::string> refused_json, bool atomic);

}  // namespace payoutd::payouts
