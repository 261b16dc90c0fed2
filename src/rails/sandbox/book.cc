#include "rails/sandbox/book.h"

#include <algorithm>

#include "base/check.h"

namespace payoutd::rails::sandbox {
namespace {

bool is_older_than(const Attempt& attempt, base::Timestamp time, base::Timestamp now) {
  const bool over = attempt.cancelled || stage_at(attempt, now) == Stage::ended;
  return over && attempt.received_at < time;
}

}  // namespace

const Attempt* BookContents::find(const AttemptKey& key) const {
  const auto found = attempts_.find(key.value);
  return found == attempts_.end() ? nullptr : &found->second;
}

bool BookContents::was_tried(const payouts::PayoutId& payout_id) const {
  return tried_payouts_.contains(payout_id.value);
}

bool BookContents::apply(const BookEvent& event) {
  const auto found = attempts_.find(event.key.value);
  const bool is_known = found != attempts_.end();
  switch (event.kind) {
    case EventKind::first:
      if (is_known || !event.submission || !event.attempt) return false;
      attempts_.emplace(event.key.value, *event.attempt);
      if (event.attempt->scenario.behaviour == Behaviour::action_required) {
        tried_payouts_.insert(event.submission->payout_id.value);
      }
      return true;
    case EventKind::lost:
      if (is_known || !event.submission) return false;
      tried_payouts_.insert(event.submission->payout_id.value);
      return true;
    case EventKind::repeated:
    case EventKind::told:
      if (!is_known) return false;
      found->second.told = std::max(found->second.told, stage_at(found->second, event.at));
      return true;
    case EventKind::cancelled:
      if (!is_known || !can_be_cancelled(found->second, event.at)) return false;
      found->second.cancelled = true;
      return true;
  }
  base::fail_check("an event is one of five", __FILE__, __LINE__);
}

bool BookContents::has_older(base::Timestamp time, base::Timestamp now) const {
  return std::ranges::any_of(
      attempts_, [&](const auto& each) { return is_older_than(each.second, time, now); });
}

bool BookContents::is_older(const AttemptKey& key, base::Timestamp time,
                            base::Timestamp now) const {
  const Attempt* attempt = find(key);
  return attempt != nullptr && is_older_than(*attempt, time, now);
}

}  // namespace payoutd::rails::sandbox
