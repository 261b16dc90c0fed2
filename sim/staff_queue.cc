// The half of Staff that spends, sets tiers and sends users' payouts.
#include <algorithm>

#include "sim/rules.h"
#include "sim/staff.h"

namespace payoutd::sim {

using payouts::Status;

namespace {

actions::OperatorAnswer nothing_said(const actions::Nothing& /*nothing*/) {
  return {};
}

actions::Change<actions::Nothing> change_of(const actions::OperatePayouts& desk,
                                            const payouts::PayoutId& id, Status to) {
  if (to == Status::completed) return desk.mark_sent("op-1", id, "0x" + base::to_text(id.value));
  if (to == Status::failed) return desk.mark_failed("op-1", id, "it came back");
  if (to == Status::cancelled) return desk.mark_cancelled("op-1", id, "");
  return desk.mark_processing("op-1", id);
}

}  // namespace

void Staff::spend(Payoutd& payoutd) {
  const std::string invoice = "inv-" + std::to_string(++made_);
  const size_t user = dice_.below(users_.size());
  const auto free = static_cast<int64_t>(auditor_.books()[user].sums().free);
  const int64_t amount = free == 0 || dice_.one_in(10) ? free + dice_.between(1, 5'000'000)
                                                       : dice_.between(1, 1 + free / 3);
  auditor_.wishes.spendings.emplace(invoice, SpendingWish{.user = user, .amount = amount});
  ask_to_spend(payoutd, invoice, true);
}

void Staff::spend_again(Payoutd& payoutd) {
  if (!invoices_.empty()) ask_to_spend(payoutd, dice_.pick(invoices_), false);
}

// After a lost answer the second one may say that it is covered, and that is as good.
void Staff::ask_to_spend(Payoutd& payoutd, const std::string& invoice, bool first) {
  const auto asked = std::make_shared<int>(0);
  change(
      payoutd, "op-1", "",
      [this, invoice, asked](Payoutd& server) -> Change {
        ++*asked;
        const SpendingWish& wish = auditor_.wishes.spendings.at(invoice);
        auto change = server.referrals.spend(users_[wish.user], {invoice, wish.amount});
        return rendered(std::move(change),
                        [](bool /*spent*/) { return actions::OperatorAnswer{}; });
      },
      [this, invoice, first, asked](const Answer& answer) {
        if (!answer && answer.error().reason == "balance_insufficient") {
          if (!first) tell("was told that an invoice is not covered, and it is");
          ++counts_.poor;
          return;
        }
        if (answer) {
          ++counts_.spent;
          if (!first) tell("covered an invoice twice");
          keep(invoices_, invoice);
        } else if (answer.error().reason == "invoice_already_covered") {
          ++counts_.covered;
          if (first && *asked == 1) tell("was told that a new invoice is covered already");
        } else {
          return tell("could not cover an invoice for " + answer.error().reason);
        }
        auditor_.promise([this, invoice]() -> UserBook::Fault {
          if (auditor_.wishes.spendings.at(invoice).spent) return {};
          return "invoice " + invoice + " was said to be covered and is not";
        });
      });
}

void Staff::set_tier(Payoutd& payoutd) {
  ++counts_.tiers;
  const size_t user = dice_.below(users_.size());
  const int64_t tier = dice_.between(1, static_cast<int64_t>(tier_rates_bps.size()));
  const auto asked = std::make_shared<size_t>(0);
  change(
      payoutd, "op-1", "",
      [this, user, tier, asked](Payoutd& server) -> Change {
        *asked = auditor_.wishes.ask_tier(user, tier);
        auto change = server.referrals.set_tier(users_[user], tier, "");
        return rendered(std::move(change), [](const actions::TierChange& set) {
          return actions::OperatorAnswer{200, std::to_string(set.old_tier)};
        });
      },
      [this, user, asked](const Answer& answer) {
        if (!answer) return tell("could not set a tier for " + answer.error().reason);
        auditor_.wishes.tier_was_set(user, *asked);
      });
}

void Staff::move_some(Payoutd& payoutd) {
  const size_t user = dice_.below(users_.size());
  const UserBook& book = auditor_.books()[user];
  if (book.requests.empty()) return;
  if (book.open.empty() || dice_.one_in(25)) {
    // One that is over, most likely: it must stay so.
    const auto number = static_cast<payouts::PayoutNumber>(dice_.below(book.requests.size()));
    if (ends_a_life(book.requests[number].status)) {
      move(payoutd, user, number, dice_.one_in(2) ? Status::failed : Status::cancelled);
    }
    return;
  }
  auto one = book.open.begin();
  std::advance(one, static_cast<std::ptrdiff_t>(dice_.below(book.open.size())));
  move_on(payoutd, user, *one);
}

void Staff::clear_queue(Payoutd& payoutd) {
  for (size_t user = 0; user < users_.size(); ++user) {
    for (const payouts::PayoutNumber number : auditor_.books()[user].open) {
      move_on(payoutd, user, number);
    }
  }
}

// What was decided stays so, whatever was heard of it.
void Staff::move_on(Payoutd& payoutd, size_t user, payouts::PayoutNumber number) {
  const KnownRequest& request = auditor_.books()[user].requests[number];
  const auto decided = decided_.find(request.id.value);
  const bool needs_two = request.amount > four_eyes_above_micro;
  if (decided != decided_.end()) {
    if (decided->second == Status::completed && needs_two) approve(payoutd, request);
    return move(payoutd, user, number, decided->second);
  }
  const uint64_t choice = dice_.below(100);
  Status to = choice < 15 ? Status::failed : Status::cancelled;
  if (choice >= 25) {
    to = request.status == Status::processing ? Status::completed : Status::processing;
  }
  if (to != Status::processing) decided_.emplace(request.id.value, to);
  // Nobody sends money for what nobody has in hand: the user could cancel it meanwhile.
  if (to == Status::completed) ++auditor_.wishes.moves[request.id.value].paid_by_hand;
  if (to == Status::completed && needs_two && !dice_.one_in(3)) approve(payoutd, request);
  move(payoutd, user, number, to);
}

void Staff::move(Payoutd& payoutd, size_t user, payouts::PayoutNumber number, Status to) {
  const payouts::PayoutId id = auditor_.books()[user].requests[number].id;
  MoveWish& wish = auditor_.wishes.moves[id.value];
  wish.processing = wish.processing || to == Status::processing;
  wish.failed = wish.failed || to == Status::failed;
  wish.cancelled = wish.cancelled || to == Status::cancelled;
  wish.sent = wish.sent || to == Status::completed;
  change(
      payoutd, "op-1", "",
      [id, to](Payoutd& server) { return rendered(change_of(server.desk, id, to), nothing_said); },
      [this, user, number, to](const Answer& answer) {
        if (answer) {
          ++counts_.moves;
          return auditor_.promise_status(user, number, to);
        }
        ++counts_.not_moved;
        const std::string& reason = answer.error().reason;
        const bool unapproved = reason == "approval_required" && to == Status::completed;
        if (unapproved) ++counts_.unapproved;
        if (!unapproved && reason != "payout_not_actionable") {
          tell("could not move a payout for " + reason);
        }
      },
      to == Status::completed || dice_.one_in(2));
}

// A second operator looks at a payout that is above the limit; now and then at another one.
void Staff::approve(Payoutd& payoutd, const KnownRequest& request) {
  const bool wrong = dice_.one_in(8);
  auditor_.wishes.moves[request.id.value].approved =
      auditor_.wishes.moves[request.id.value].approved || !wrong;
  const actions::SeenPayout seen{{request.amount + (wrong ? 1 : 0), *money::find_currency("USD")},
                                 auditor_.wishes.requests.at(request.address).network,
                                 request.address};
  change(
      payoutd, "op-2", "",
      [id = request.id, seen](Payoutd& server) {
        return rendered(server.desk.approve("op-2", id, seen), nothing_said);
      },
      [this, wrong](const Answer& answer) {
        if (answer && wrong) return tell("approved of what the payout is not");
        if (answer) return;
        const std::string& reason = answer.error().reason;
        if (reason != "payout_not_actionable" && !(wrong && reason == "approval_mismatch")) {
          tell("could not approve for " + reason);
        }
      },
      false);
}

}  // namespace payoutd::sim
