#include "payouts/failure_code.h"

#include <algorithm>
#include <array>

namespace payoutd::payouts {
namespace {

// A code is never taken away: payouts keep it for ever.
constexpr auto failure_codes = std::to_array<FailureCode>({
    {"account_closed", "The beneficiary's account is closed.", false},
    {"account_not_found", "There is no such account.", false},
    {"account_blocked", "The account exists and may not receive money.", false},
    {"invalid_identifiers", "The bank data is malformed or incomplete.", false},
    {"name_mismatch", "The account belongs to somebody of another name.", false},
    {"beneficiary_refused", "The beneficiary did not want the money.", false},
    {"compliance_refused", "The rail must not pay this beneficiary.", false},
    {"currency_not_supported", "The rail does not pay in this currency.", false},
    {"country_not_supported", "The rail does not pay into this country.", false},
    {"amount_too_small", "The amount is below what the rail pays.", false},
    {"amount_too_large", "The amount is above what the rail pays at once.", false},
    {"limit_exceeded", "The limit of a day or a month is used up.", true},
    {"rail_out_of_funds", "The money at the rail does not suffice.", true},
    {"rail_unavailable", "The rail does not work at present.", true},
    {"returned", "The money was sent and came back.", false},
    {"other", "The rail gave a reason that is none of these, or none.", false},
});

}  // namespace

std::span<const FailureCode> all_failure_codes() {
  return failure_codes;
}

const FailureCode* find_failure_code(std::string_view code) {
  const auto found = std::ranges::find(failure_codes, code, &FailureCode::code);
  return found == failure_codes.end() ? nullptr : &*found;
}

}  // namespace payoutd::payouts
