// rails/sandbox/scenario.h: what the pretend bank shall do with a payout, as the payout itself
// says. docs/SANDBOX.md tells the same to users. Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "payouts/failure_code.h"
#include "payouts/payout.h"

namespace payoutd::rails::sandbox {

enum class Behaviour : uint8_t {
  ok,                // accepted, settling, settled
  fail,              // accepted, refused
  refuse,            // refused by submit()
  late_fail,         // accepted, settling, refused
  action_required,   // accepted, needs action; another attempt of the payout goes as ok
  slow,              // as ok, but accepted for slow_ms
  stuck,             // accepted for ever
  lost_answer,       // as ok, but the first submit() of the key is answered with unknown
  lost_request,      // the payout's first submit() is answered with unknown and was not received
  duplicate_answer,  // as ok, but each progress is told one answer late
  no_cancel,         // as ok, but cannot be cancelled
  lost_cancel,       // as ok, but cancel() is answered with unknown, though it took effect
};

struct Scenario {
  Behaviour behaviour = Behaviour::ok;
  // With fail, refuse and late_fail, and with no other: why.
  const payouts::FailureCode* failure = nullptr;
  friend bool operator==(const Scenario&, const Scenario&) = default;
};

// "ok", "fail_account_closed": exact lower case.
std::string to_text(const Scenario& scenario);
std::optional<Scenario> parse_scenario(std::string_view name);
std::vector<Scenario> all_scenarios();

// The scenario whose name follows `sandbox_` somewhere in the reference or, if none does, somewhere
// before the `@` of the beneficiary's address. Letter case does not count, nor what follows the
// name. Of several the longest name wins, of equally long ones the first. None: ok.
Scenario choose_scenario(const payouts::Payout& payout);

}  // namespace payoutd::rails::sandbox
