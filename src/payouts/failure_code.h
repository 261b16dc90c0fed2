// payouts/failure_code.h: why a rail did not pay, as a closed list. Rails give no other code,
// clients may branch on them; docs/FAILURE_CODES.md is the same table for them. Pure; safe from any
// thread.
#pragma once

#include <span>
#include <string_view>

namespace payoutd::payouts {

struct FailureCode {
  std::string_view code;     // never changes
  std::string_view meaning;  // one sentence for people; may change
  bool may_retry;            // a new payout with the same details stands a chance later
};

// In the order of the document; static storage.
std::span<const FailureCode> all_failure_codes();

// Exact lower case; nothing for another word. What is found lives for ever.
const FailureCode* find_failure_code(std::string_view code);

}  // namespace payoutd::payouts
