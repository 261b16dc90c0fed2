// rails/sandbox/attempt.h: what the pretend bank knows of one attempt, and what it says of it at a
// given time. Pure; safe from any thread.
#pragma once

#include <cstdint>

#include "base/timestamp.h"
#include "rails/rail.h"
#include "rails/sandbox/scenario.h"

namespace payoutd::rails::sandbox {

inline constexpr int64_t sandbox_ms_max = int64_t{366} * 86'400'000;

// Each from 0 to sandbox_ms_max.
struct SandboxSettings {
  int64_t accept_ms = 1000;  // how long an attempt is accepted before it settles
  int64_t settle_ms = 1000;  // how long it settles
  int64_t slow_ms = 60000;   // how long a slow one is accepted
};

enum class Stage : uint8_t { accepted, settling, ended };

// Its times were fixed when it came, so that other settings do not change what was said.
struct Attempt {
  Scenario scenario{};
  base::Timestamp received_at{};
  base::Timestamp accepted_until{};  // not included, as with ends_at; base::end_of_time: for ever
  base::Timestamp ends_at{};
  bool on_chain = false;  // its end has a tx_hash
  bool cancelled = false;
  Stage told = Stage::accepted;  // the last stage that was told (duplicate_answer)

  friend bool operator==(const Attempt&, const Attempt&) = default;
};

Attempt begin_attempt(const Scenario& scenario, const SandboxSettings& settings, bool on_chain,
                      base::Timestamp received_at);

Stage stage_at(const Attempt& attempt, base::Timestamp now);

// Is nothing sent yet, and would the bank stop it? False once it is cancelled.
bool can_be_cancelled(const Attempt& attempt, base::Timestamp now);

// The truth. `ask_again_at` is when the next change is due; nothing if none is.
Outcome outcome_at(const AttemptKey& key, const Attempt& attempt, base::Timestamp now);

// Is the bank to say once more what was true before (duplicate_answer), and what that is.
bool is_told_late(const Attempt& attempt, base::Timestamp now);
Outcome late_outcome_at(const AttemptKey& key, const Attempt& attempt, base::Timestamp now);

}  // namespace payoutd::rails::sandbox
