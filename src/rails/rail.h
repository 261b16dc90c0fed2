// rails/rail.h: how money leaves. One contract suite (rail_contract.h) runs on every rail.
//
// An attempt is one try to send one payout. Its key is its name at the rail for ever: whatever is
// submitted under one key is sent once at most (where `idempotent_submit` says so), and asking by
// the key tells what became of it. payoutd has committed the attempt to its journal before it
// submits, so after a crash it knows which keys to ask about.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/timestamp.h"
#include "payouts/attempt.h"
#include "payouts/payout.h"

namespace payoutd::rails {

using AttemptKey = payouts::AttemptKey;

// All that a rail is told.
struct Instruction {
  AttemptKey key;
  payouts::Payout payout;
  std::string identifiers;  // bank data: a JSON object of texts, or empty
};

// What a rail says of an attempt.
enum class OutcomeKind {
  accepted,        // it has it and works on it; nothing has arrived yet
  settling,        // the money has left; it has not arrived yet
  settled,         // the money has arrived. Final
  refused,         // it will not arrive, and nothing is on its way; `failure_code` says why. Final
  needs_action,    // stopped until somebody acts; nothing is on its way under this key. Final
  cancelled,       // nothing was sent, and nothing will be. Final
  never_received,  // it has no such key (an answer to ask() and cancel() only)
  unknown,         // no answer, or none that can be understood: the attempt may be in any state
};
std::string_view to_text(OutcomeKind kind);
// settled, refused, needs_action, cancelled: nothing else will ever be said of the attempt.
bool is_final(OutcomeKind kind);

struct Outcome {
  OutcomeKind kind = OutcomeKind::unknown;
  std::string failure_code{};  // with refused: one of payouts/failure_code.h
  std::string message{};       // for people; empty if there is nothing to say
  std::string tx_hash{};       // with settled: the rail's own proof, if it has one
  // When asking again may tell something new, and not before; it may have passed. Nothing: whenever
  // the caller likes.
  std::optional<base::Timestamp> ask_again_at{};
};

struct Capabilities {
  std::string_view name;           // "sandbox"; static storage
  bool automatic = false;          // takes submissions; if not, a person does the sending
  bool idempotent_submit = false;  // a second submission under one key changes nothing
  bool can_cancel = false;         // cancel() may succeed
  // How long it remembers a key for certain: what it says it never had may be forgotten after that.
  int64_t remembers_micros = 0;
};

// Safe from any thread. Calls may block (a network's time-out at most) and never throw: what goes
// wrong on the way is OutcomeKind::unknown.
class Rail {
 public:
  virtual ~Rail() = default;

  virtual Capabilities capabilities() const = 0;

  // Hands an attempt to the rail. Never `never_received`. A rail that is not `automatic` takes
  // nothing: it gives `needs_action`, and has never received the key when it is asked.
  virtual Outcome submit(const Instruction& instruction) = 0;

  // What became of an attempt.
  virtual Outcome ask(const AttemptKey& key) = 0;

  // Asks the rail not to send it: `cancelled` if nothing was and will be sent; else what it is.
  // After `unknown` it may have been cancelled: ask.
  virtual Outcome cancel(const AttemptKey& key) = 0;
};

}  // namespace payoutd::rails
