// actions/request_payout.h: a user asks for a payout of the referral balance, and takes that back.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "actions/authenticate.h"
#include "actions/keys_in_flight.h"
#include "base/clock.h"
#include "base/in_flight.h"
#include "payouts/requested_payout.h"
#include "store/writer.h"

namespace payoutd::actions {

struct PayoutRequest {
  store::StoredPayout stored;  // as it was created
  bool replayed = false;       // the first answer again
};

// Safe from any thread. The destructor waits for what runs.
class RequestPayout {
 public:
  template <class T>
  using Done = std::function<void(base::Result<T>)>;

  RequestPayout(store::Store& store, store::Writer& writer, const base::Clock& clock,
                base::Random& random)
      : store_(store), writer_(writer), clock_(clock), ids_(random) {}

  // `done` is called once, when what was created is durable: the amount is held, and taken of the
  // oldest free rewards. With a key it happens once, however often it is asked for. Refusals:
  // `idempotency_key_in_use`, `idempotency_key_reused`, `too_many_payouts`, `balance_insufficient`;
  // or the writer's errors.
  void create(const Caller& caller, payouts::RequestedPayout asked, std::optional<std::string> key,
              Done<PayoutRequest> done);

  // Cancels a payout that nobody has begun to send; its money is available again. Refusals:
  // `payout_not_found`, `payout_not_actionable`; or the writer's errors.
  void cancel(const Caller& caller, const payouts::PayoutId& id, Done<store::StoredPayout> done);

  // Nothing for what is another owner's, as for what does not exist. Errors: the store's.
  base::Result<std::optional<store::StoredPayout>> find(const Caller& caller,
                                                        const payouts::PayoutId& id) const;

 private:
  struct Job;
  base::Status run(store::Transaction& transaction, Job& job);
  base::Result<store::StoredPayout> hold(store::Transaction& transaction, const Caller& caller,
                                         const payouts::RequestedPayout& asked);

  store::Store& store_;
  store::Writer& writer_;
  const base::Clock& clock_;
  KeysInFlight keys_;
  base::UuidSequence ids_;  // used in works alone, which run one at a time
  base::InFlight jobs_;     // last: it waits for what uses the rest
};

}  // namespace payoutd::actions
