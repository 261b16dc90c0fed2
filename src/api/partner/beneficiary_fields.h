// api/partner/beneficiary_fields.h: what a body tells of a beneficiary, alone or within a payout:
// the same fields under other names. Private to the readers of bodies.
#pragma once

#include <string>
#include <string_view>

#include "api/object_reading.h"
#include "payouts/new_payout.h"

namespace payoutd::api::partner {

struct BeneficiaryNames {
  std::string_view email;
  std::string_view first_name;
  std::string_view last_name;
  std::string_view country;
  std::string_view phone;
  std::string_view identifiers;
};

// `need` is of e-mail and names; the rest is optional. What is at fault stays unset.
payouts::BeneficiaryDetails read_beneficiary(ObjectReading& reading, const BeneficiaryNames& names,
                                             Need need);

// The field `metadata` as canonical JSON; empty if it is not given or at fault.
std::string read_metadata(ObjectReading& reading);

}  // namespace payoutd::api::partner
