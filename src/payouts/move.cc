#include "payouts/move.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "payouts/move_table.h"

namespace payoutd::payouts {
namespace {

constexpr std::array<std::string_view, 5> actor_texts = {"system", "client", "user", "operator",
                                                         "rail"};

// What databases hold.
static_assert(static_cast<int>(ActorType::system) == 0 &&
              static_cast<int>(ActorType::client) == 1 && static_cast<int>(ActorType::user) == 2 &&
              static_cast<int>(ActorType::operator_person) == 3 &&
              static_cast<int>(ActorType::rail) == 4);

base::Status expect_allowed(const Payout& payout, const Move& move) {
  const std::string from(to_text(payout.status));
  if (payout.imported) return base::refused("imported", "an imported payout is history");
  if (is_final(payout.status)) return base::refused("already_final", "the payout is " + from);
  if (!may_move(payout.status, move.to)) {
    return base::refused("move_not_allowed", "a payout does not go from " + from + " to " +
                                                 std::string(to_text(move.to)));
  }
  if (payout.status == Status::processing && move.to == Status::cancelled &&
      !move.nothing_was_sent) {
    return base::refused("sent_or_unknown", "the rail has not said that nothing was sent");
  }
  return {};
}

// A status that is reached again (queued, after action was required) keeps its first time.
void note_time(Payout& payout, base::Timestamp at) {
  const auto first = [at](std::optional<base::Timestamp>& time) {
    if (!time) time = at;
  };
  switch (payout.status) {
    case Status::queued:
      return first(payout.queued_at);
    case Status::processing:
      return first(payout.submitted_at);
    case Status::completed:
      return first(payout.completed_at);
    case Status::failed:
      return first(payout.failed_at);
    case Status::cancelled:
      return first(payout.cancelled_at);
    case Status::expired:
      return first(payout.expired_at);
    case Status::created:
    case Status::settling:
    case Status::action_required:
      return;
  }
}

}  // namespace

std::string_view to_text(ActorType type) {
  const auto position = static_cast<size_t>(type);
  base::check(position < actor_texts.size(), "an actor is one of five");
  return actor_texts[position];
}

std::optional<ActorType> actor_type_from_number(int64_t number) {
  if (number < 0 || number >= static_cast<int64_t>(actor_texts.size())) return std::nullopt;
  return static_cast<ActorType>(number);
}

base::Result<Moved> apply(const Payout& payout, const Move& move, base::Timestamp now) {
  if (auto allowed = expect_allowed(payout, move); !allowed) {
    return tl::unexpected(std::move(allowed).error());
  }
  base::check(move.failure_code.empty() == (move.to != Status::failed),
              "a failed payout has a failure code, and no other");
  base::check(move.tx_hash.empty() || move.to == Status::completed,
              "only a completed payout has a tx_hash");
  const base::Timestamp at = std::max(now, payout.updated_at);
  Moved moved{payout, {payout.status, move.to, move.actor, move.message, at}};
  moved.payout.status = move.to;
  moved.payout.updated_at = at;
  note_time(moved.payout, at);
  if (move.to == Status::failed) {
    moved.payout.failure_code = move.failure_code;
    moved.payout.failure_reason = move.failure_reason;
  }
  if (move.to == Status::completed) moved.payout.tx_hash = move.tx_hash;
  if (!move.note.empty()) moved.payout.note = move.note;
  return moved;
}

HistoryRow creation_of(const Payout& payout) {
  return {std::nullopt, Status::created, {}, "Payout created", payout.created_at};
}

}  // namespace payoutd::payouts
