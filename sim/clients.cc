#include "sim/clients.h"

#include <algorithm>

#include "actions/find_payouts.h"
#include "actions/resolve_payout.h"
#include "base/check.h"

namespace payoutd::sim {
namespace {

constexpr size_t kept_max = 3'000;
constexpr size_t recent_max = 300;

template <class T>
void keep_some(std::vector<T>& kept, Dice& dice, T one) {
  if (kept.size() < kept_max) {
    kept.push_back(std::move(one));
  } else {
    dice.pick(kept) = std::move(one);
  }
}

}  // namespace

size_t Clients::choose_client() {
  const size_t last = clients_.size() - 1;
  return dice_.one_in(50) ? last : dice_.below(last);
}

void Clients::ask_for_new(Payoutd& payoutd) {
  ++counts_.requests;
  const auto request = std::make_shared<Request>(maker_.make_single(choose_client()));
  send(payoutd, request);
  if (dice_.one_in(100)) send(payoutd, request);  // a double click
}

void Clients::ask_in_batch(Payoutd& payoutd) {
  ++counts_.requests;
  send(payoutd, std::make_shared<Request>(maker_.make_batch(choose_client())));
}

void Clients::ask_again(Payoutd& payoutd) {
  if (answered_.empty()) return;
  ++counts_.replays;
  send(payoutd, dice_.pick(answered_));
}

void Clients::misuse_key(Payoutd& payoutd) {
  if (answered_.empty()) return;
  ++counts_.misuses;
  send(payoutd, std::make_shared<Request>(maker_.misuse(*dice_.pick(answered_))));
}

bool Clients::retry_lost(Payoutd& payoutd) {
  if (lost_.empty()) return false;
  ++counts_.retries;
  const Shared request = std::move(lost_.front());
  lost_.pop_front();
  send(payoutd, request);
  return true;
}

void Clients::send(Payoutd& payoutd, const Shared& request) {
  sent(request);
  const actions::Caller& caller = clients_[request->client].caller;
  if (!request->batch) {
    payoutd.create.create(caller, *request->payouts.front(), request->key,
                          [this, request](base::Result<actions::CreatedPayout> result) {
                            single_answer(request, std::move(result));
                          });
    return;
  }
  actions::NewBatch batch{request->atomic, request->payouts, {}};
  std::vector<std::string> refused_json;
  for (const auto& each : request->payouts) {
    if (!each) refused_json.emplace_back(R"({"amount":0})");
  }
  batch.meaning = payouts::meaning_of_batch(batch.payouts, refused_json, batch.atomic);
  payoutd.create.create_batch(caller, std::move(batch), request->key,
                              [this, request](base::Result<actions::CreatedBatch> result) {
                                batch_answer(request, std::move(result));
                              });
}

void Clients::sent(const Shared& request) {
  if (under_way_.size() > 10'000) {
    std::erase_if(under_way_, [](const Shared& each) { return each->on_the_way == 0; });
  }
  if (request->on_the_way++ == 0) under_way_.push_back(request);
  ++*request->key_on_the_way;
}

void Clients::came_back(const Shared& request) {
  --request->on_the_way;
  --*request->key_on_the_way;
}

void Clients::lose_answers() {
  for (const Shared& each : under_way_) {
    if (each->on_the_way == 0) continue;
    counts_.lost += each->on_the_way;
    each->on_the_way = 0;
    *each->key_on_the_way = 0;
    if (each->is_open() && !each->misuses_key) lost_.push_back(each);
  }
  under_way_.clear();
}

void Clients::refused(const Shared& request, const base::Error& error) {
  const bool shares_key = *request->key_on_the_way > 1;
  came_back(request);
  digest_.add(error.reason);
  if (error.kind == base::ErrorKind::unavailable ||
      (error.reason == "idempotency_key_in_use" && shares_key)) {
    // Whoever has the key meanwhile may fail, so the last one to come back sees to it.
    if (request->is_open() && !request->misuses_key && request->on_the_way == 0) {
      lost_.push_back(request);
    }
    return;
  }
  ++counts_.refused;
  if (request->misuses_key) {
    if (error.reason == "idempotency_key_reused") return;
  } else if (!request->answer && !request->batch &&
             may_refuse(*request, *request->payouts.front(), error.reason)) {
    request->gave_up = true;
    return;
  }
  tell(*request, "was refused for " + error.reason);
}

bool Clients::may_refuse(const Request& request, const payouts::NewPayout& asked,
                         const std::string& reason) {
  if (reason == "insufficient_funds") {
    ++counts_.poor;
    return true;
  }
  return reason == "duplicate_reference" && maker_.is_repeated(request.client, asked.reference_id);
}

void Clients::single_answer(const Shared& request, base::Result<actions::CreatedPayout> result) {
  if (!result) return refused(request, result.error());
  came_back(request);
  const payouts::Payout& given = result->whole.stored.payout;
  take(*request, *request->payouts.front(), given);
  Digest answer;
  answer.add(given.id.value).add(given.created_at.micros).add(given.updated_at.micros);
  answer.add(given.fees_micro).add(static_cast<int64_t>(given.status));
  answer.add(result->whole.details.metadata).add(*result->whole.wallet_id);
  answer.add(static_cast<int64_t>(result->whole.history.size()));
  keep_answer(request, answer.value(), result->replayed);
  auditor_.promised(request->client, given, request->key);
}

void Clients::batch_answer(const Shared& request, base::Result<actions::CreatedBatch> result) {
  if (!result) return refused(request, result.error());
  came_back(request);
  const auto& items = result->payouts;
  if (items.size() != request->payouts.size()) return tell(*request, "has too few answers");
  const bool any_refused = std::ranges::any_of(items, [](const auto& each) { return !each; });
  const bool nothing_done = request->atomic && any_refused;
  Digest answer;
  for (size_t i = 0; i < items.size(); ++i) {
    const auto& asked = request->payouts[i];
    if (!items[i]) {
      const std::string& reason = items[i].error().reason;
      answer.add(reason);
      const bool fits = asked ? may_refuse(*request, *asked, reason) : reason == "amount_invalid";
      if (!fits) tell(*request, "has a payout that was refused for " + reason);
      continue;
    }
    const payouts::Payout& given = items[i]->payout;
    if (!asked) {
      tell(*request, "has a payout that was created though it is none");
    } else if (!nothing_done) {
      answer.add(given.id.value).add(given.created_at.micros).add(given.fees_micro);
      take(*request, *asked, given);
      auditor_.promised(request->client, given, {});
    }
  }
  if (nothing_done) {
    ++counts_.refused;
    if (request->answer) tell(*request, "was refused after it was answered");
    request->gave_up = true;
    return;
  }
  keep_answer(request, answer.value(), result->replayed);
}

void Clients::take(const Request& request, const payouts::NewPayout& asked,
                   const payouts::Payout& given) {
  const payouts::OwnerKey owner = clients_[request.client].caller.owner;
  if (fields_of(owner, asked) != fields_of(owner, given)) {
    tell(request, "was answered with another payout than was asked for");
  }
  const Told told{request.client, given.id, given.number, given.reference_id};
  recent_.push_back(told);
  if (recent_.size() > recent_max) recent_.pop_front();
  if (dice_.one_in(10)) keep_some(told_, dice_, told);
}

void Clients::keep_answer(const Shared& request, uint64_t answer, bool replayed) {
  digest_.add(answer).add(static_cast<uint64_t>(replayed));
  if (request->misuses_key) return tell(*request, "was taken though its key was used");
  if (request->answer) {
    if (*request->answer != answer) tell(*request, "was answered differently the second time");
    if (!replayed) tell(*request, "was done twice");
    return;
  }
  request->answer = answer;
  if (dice_.one_in(10)) keep_some(answered_, dice_, request);
}

void Clients::cancel_some(Payoutd& payoutd) {
  if (told_.empty()) return;
  // The latest can still be stopped; mostly.
  const Told one = dice_.one_in(5) ? dice_.pick(told_) : dice_.pick(recent_);
  cancel(payoutd, one.client, one.number, one.id);
}

void Clients::cancel(Payoutd& payoutd, size_t client, payouts::PayoutNumber number,
                     const payouts::PayoutId& id) {
  const bool foreign = dice_.one_in(30);
  const size_t who = foreign ? (client + 1) % clients_.size() : client;
  payoutd.cancel.run(clients_[who].caller, id,
                     [this, client, number, foreign](base::Result<actions::WholePayout> result) {
                       digest_.add(result ? std::string_view("cancelled") : result.error().reason);
                       if (result) {
                         ++counts_.cancelled;
                         auditor_.said_cancelled(client, number);
                         if (foreign) breaches_.tell("a payout was cancelled by another client");
                         return;
                       }
                       ++counts_.not_cancelled;
                       const bool unavailable = result.error().kind == base::ErrorKind::unavailable;
                       if (foreign && !unavailable && result.error().reason != "payout_not_found") {
                         breaches_.tell("a client learned of another one's payout");
                       }
                     });
}

void Clients::resolve(Payoutd& payoutd, const base::Clock& clock, size_t client,
                      const payouts::PayoutId& id) {
  actions::resolve_payout(
      payoutd.writer, clock, clients_[client].caller, id,
      [this](base::Result<actions::WholePayout> result) {
        digest_.add(result ? std::string_view("resolved") : result.error().reason);
        if (result) ++counts_.resolved;
      });
}

void Clients::find_some(store::Store& store) {
  if (told_.empty()) return;
  ++counts_.found;
  const Told& one = dice_.pick(told_);
  const payouts::OwnerKey owner = clients_[one.client].caller.owner;
  const payouts::OwnerKey other = clients_[(one.client + 1) % clients_.size()].caller.owner;
  const auto by_id = actions::find_payout(store, owner, one.id);
  const auto by_reference = actions::find_payout_by_reference(store, owner, one.reference);
  const auto foreign = actions::find_payout(store, other, one.id);
  base::check(by_id && by_reference && foreign, "the store can be read");
  if (!*by_id || (*by_id)->stored.payout.number != one.number || !*by_reference ||
      (*by_reference)->stored.payout.id != one.id) {
    breaches_.tell("payout " + payouts::to_partner_text(one.id) + " is not found by its owner");
  }
  if (*foreign) breaches_.tell("a client can see another one's payout");
  if (answered_.empty()) return;
  const Shared& request = dice_.pick(answered_);
  const auto use =
      actions::find_key_use(store, clients_[request->client].caller.owner, request->key);
  base::check(use.has_value(), "the store can be read");
  if (!*use) tell(*request, "is not found by its key");
}

void Clients::tell(const Request& request, const std::string& what) {
  breaches_.tell("the request with the key " + request.key + " of client " +
                 std::to_string(request.client) + " " + what);
}

}  // namespace payoutd::sim
