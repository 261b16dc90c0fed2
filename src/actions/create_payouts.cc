#include "actions/create_payouts.h"

#include <utility>

#include "actions/batch_answer.h"
#include "actions/first_use.h"
#include "base/check.h"

namespace payoutd::actions {
namespace {

constexpr const char* batch_refused = "batch_refused";

store::StoredPayout find_created(store::Transaction& transaction, const Caller& caller,
                                 payouts::PayoutNumber number) {
  auto stored = transaction.find_payout(caller.owner, number);
  base::check(stored.has_value(), "what a key created is there");
  return as_created(std::move(*stored));
}

WholePayout whole_as_created(store::Transaction& transaction, store::StoredPayout stored) {
  return as_created(read_whole(transaction, std::move(stored)));
}

}  // namespace

template <class T>
bool CreatePayouts::take_key(const Caller& caller, const std::string& key, Done<T>& done) {
  auto hold = actions::take_key(keys_, store_, caller.owner, key);
  if (!hold) {
    done(base::forward(std::move(hold)));
    return false;
  }
  done = [job = jobs_.enter(), hold = std::move(*hold),
          done = std::move(done)](base::Result<T> result) mutable {
    hold.reset();  // whoever gets the answer may use the key at once
    done(std::move(result));
  };
  return true;
}

void CreatePayouts::create(const Caller& caller, payouts::NewPayout asked, std::string key,
                           Done<CreatedPayout> done) {
  if (!take_key(caller, key, done)) return;
  struct Job {
    Caller caller;
    payouts::NewPayout asked;
    std::string key;
    base::Sha256 meaning;
    std::optional<CreatedPayout> created;
  };
  const base::Sha256 meaning = meaning_of(asked);
  auto job = std::make_shared<Job>(Job{caller, std::move(asked), std::move(key), meaning, {}});
  writer_.submit(
      [this, job](store::Transaction& transaction) {
        return run(transaction, job->caller, job->asked, job->key, job->meaning, job->created);
      },
      [job, done = std::move(done)](base::Status written) {
        if (!written) return done(tl::unexpected(std::move(written).error()));
        done(std::move(*job->created));
      });
}

base::Status CreatePayouts::run(store::Transaction& transaction, const Caller& caller,
                                const payouts::NewPayout& asked, const std::string& key,
                                const base::Sha256& meaning,
                                std::optional<CreatedPayout>& created) {
  auto first = find_first_use(transaction, caller.owner, key, meaning);
  if (!first) return base::forward(std::move(first));
  if (*first) {
    base::check((*first)->payout.has_value(), "a key of this meaning created one payout");
    created = {whole_as_created(transaction, find_created(transaction, caller, *(*first)->payout)),
               true};
    return {};
  }
  const base::Timestamp now = clock_.now();
  auto held = hold_payout(transaction, caller, asked, {ids_.next(now)}, now, {seal_key_, random_});
  if (!held) return base::forward(std::move(held));
  transaction.add_idempotency(caller.owner, {key, meaning, held->payout.number, {}, now});
  const store::PayoutDetails details{asked.metadata, {}, asked.notify_beneficiary};
  created.emplace(CreatedPayout{
      {*held, asked.wallet_id, details, {payouts::creation_of(held->payout)}}, false});
  return {};
}

void CreatePayouts::create_batch(const Caller& caller, NewBatch asked, std::string key,
                                 Done<CreatedBatch> done) {
  if (!take_key(caller, key, done)) return;
  struct Job {
    Caller caller;
    NewBatch asked;
    std::string key;
    CreatedBatch created;
  };
  const size_t weight = asked.payouts.size();
  auto job = std::make_shared<Job>(Job{caller, std::move(asked), std::move(key), {}});
  writer_.submit(
      [this, job](store::Transaction& transaction) {
        return run_batch(transaction, job->caller, job->asked, job->key, job->created);
      },
      [job, done = std::move(done)](base::Status written) {
        const bool refused = !written && written.error().reason == batch_refused;
        if (!written && !refused) return done(tl::unexpected(std::move(written).error()));
        done(std::move(job->created));
      },
      weight);
}

base::Status CreatePayouts::run_batch(store::Transaction& transaction, const Caller& caller,
                                      const NewBatch& asked, const std::string& key,
                                      CreatedBatch& created) {
  created = {};
  auto first = find_first_use(transaction, caller.owner, key, asked.meaning);
  if (!first) return base::forward(std::move(first));
  if (*first) {
    created.replayed = true;
    for (BatchOutcome& outcome : read_batch_answer((*first)->answer)) {
      if (outcome) {
        created.payouts.emplace_back(find_created(transaction, caller, *outcome));
      } else {
        created.payouts.emplace_back(tl::unexpected(std::move(outcome).error()));
      }
    }
    return {};
  }
  const base::Timestamp now = clock_.now();
  std::vector<BatchOutcome> outcomes;
  bool any_refused = false;
  for (const auto& each : asked.payouts) {
    auto held =
        each ? hold_payout(transaction, caller, *each, {ids_.next(now)}, now, {seal_key_, random_})
             : base::Result<store::StoredPayout>(tl::unexpected(each.error()));
    // Trouble of ours is no answer that is kept for ever.
    const bool ours =
        !held && (base::may_retry(held.error()) || held.error().reason == "seal_broken");
    if (ours) return base::forward(std::move(held));
    if (!held) any_refused = true;
    outcomes.push_back(held ? BatchOutcome(held->payout.number)
                            : BatchOutcome(tl::unexpected(held.error())));
    created.payouts.push_back(std::move(held));
  }
  // The error takes back what this part has written.
  if (any_refused && asked.atomic) return base::refused(batch_refused, "");
  transaction.add_idempotency(caller.owner,
                              {key, asked.meaning, {}, write_batch_answer(outcomes), now});
  return {};
}

}  // namespace payoutd::actions
