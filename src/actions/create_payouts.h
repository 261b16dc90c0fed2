// actions/create_payouts.h: payouts that a client asks for, one or many, each created once however
// often it is asked for.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actions/hold_payout.h"
#include "actions/keys_in_flight.h"
#include "actions/whole_payout.h"
#include "base/clock.h"
#include "base/in_flight.h"
#include "store/writer.h"

namespace payoutd::actions {

struct CreatedPayout {
  WholePayout whole;      // as it was created
  bool replayed = false;  // the first answer again
};

struct CreatedBatch {
  std::vector<base::Result<store::StoredPayout>> payouts;  // in their order, as created
  bool replayed = false;
};

// What a batch asks for; see payouts::meaning_of_batch.
struct NewBatch {
  bool atomic = false;
  std::vector<base::Result<payouts::NewPayout>> payouts;
  base::Sha256 meaning{};
};

// Safe from any thread. The destructor waits for what runs.
class CreatePayouts {
 public:
  template <class T>
  using Done = std::function<void(base::Result<T>)>;

  CreatePayouts(store::Store& store, store::Writer& writer, const base::Clock& clock,
                const base::SealKey& seal_key, base::Random& random)
      : store_(store),
        writer_(writer),
        clock_(clock),
        seal_key_(seal_key),
        random_(random),
        ids_(random) {}

  // `done` is called once, when what was created is durable. A key that this caller has used before
  // for the same gives the first answer again, found in the transaction that would create.
  // Refusals: `idempotency_key_in_use` (its first request still runs), `idempotency_key_reused` (it
  // was used for something else), those of hold_payout, after which the key is free again. Or the
  // writer's errors.
  void create(const Caller& caller, payouts::NewPayout asked, std::string key,
              Done<CreatedPayout> done);

  // All payouts of a batch in one transaction, in their order. Each has its own result, unless the
  // batch is atomic: then one refusal refuses all, and `done` gets the results with nothing
  // created. Refusals: those of the key.
  void create_batch(const Caller& caller, NewBatch asked, std::string key, Done<CreatedBatch> done);

 private:
  base::Status run(store::Transaction& transaction, const Caller& caller,
                   const payouts::NewPayout& asked, const std::string& key,
                   const base::Sha256& meaning, std::optional<CreatedPayout>& created);
  base::Status run_batch(store::Transaction& transaction, const Caller& caller,
                         const NewBatch& asked, const std::string& key, CreatedBatch& created);
  // Takes the key for `done`'s time, unless it has its answer already: then any number may ask for
  // it at once. False: its first request still runs, and `done` was told.
  template <class T>
  bool take_key(const Caller& caller, const std::string& key, Done<T>& done);

  store::Store& store_;
  store::Writer& writer_;
  const base::Clock& clock_;
  const base::SealKey seal_key_;
  base::Random& random_;
  KeysInFlight keys_;
  base::UuidSequence ids_;  // used in works alone, which run one at a time
  base::InFlight jobs_;     // last: it waits for what uses the rest
};

}  // namespace payoutd::actions
