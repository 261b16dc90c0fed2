// payouts/move.h: what a payout is after a move, and what is written beside it. Pure: who applies a
// move to what is stored is actions/move_payout.h, and nobody else assigns a status.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "payouts/payout.h"

namespace payoutd::payouts {

// Who moved a payout. DO NOT CHANGE THESE NUMBERS: they are in every database.
enum class ActorType : int16_t { system = 0, client = 1, user = 2, operator_person = 3, rail = 4 };
std::string_view to_text(ActorType type);  // system, client, user, operator, rail
std::optional<ActorType> actor_type_from_number(int64_t number);

struct Actor {
  ActorType type = ActorType::system;
  std::string id;  // an API key, a session's user, an operator's token name, a rail; may be empty
};

// One step of a payout's life, as recorded for ever.
struct HistoryRow {
  std::optional<Status> from;  // nothing: it came to be
  Status to = Status::created;
  Actor actor;
  std::string message;  // for people
  base::Timestamp at;
};

// Where a payout shall go and why.
struct Move {
  Status to = Status::created;
  Actor actor;
  std::string message;
  std::string failure_code{};    // with `failed`, and only there
  std::string failure_reason{};  // likewise; may be empty
  std::string tx_hash{};         // with `completed`; may be empty
  std::string note{};            // what a person says of it; empty: the payout's stays
  bool nothing_was_sent =
      false;  // the rail or an operator says so: what processing → cancelled needs
};

struct Moved {
  Payout payout;  // as it is afterwards; its version is still the old one
  HistoryRow history;
};

// The payout after `move` at `now` (or at its last update, if the clock stands before that).
// Refusals, the first that applies: `imported` (history from elsewhere never moves),
// `already_final`, `move_not_allowed` (not in the table of move_table.h), `sent_or_unknown`
// (processing → cancelled and the rail did not say that nothing was sent).
base::Result<Moved> apply(const Payout& payout, const Move& move, base::Timestamp now);

// The first row of every payout that was created here.
HistoryRow creation_of(const Payout& payout);

}  // namespace payoutd::payouts
