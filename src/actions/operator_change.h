// actions/operator_change.h: what an operator changes, as a plain description that the API hands
// on: it sees no transaction. A change with a key happens once, and its answer is given again.
#pragma once

#include <functional>
#include <string>

#include "actions/authenticate_operator.h"
#include "base/clock.h"
#include "base/seal.h"
#include "store/transaction.h"

namespace payoutd::actions {

// Its functions document what they refuse. May be run twice: see store::Work.
template <class Made>
using Change = std::function<base::Result<Made>(store::Transaction&)>;

struct OperatorAnswer {
  int64_t status = 200;
  std::string body;  // JSON
};

// What is asked for once under a key.
struct OnceKey {
  std::string key;         // empty: as often as it is asked
  base::Sha256 meaning{};  // SHA-256 of what is asked
};

// Safe from any thread. What it is made of must outlive it and what it was given.
class OperatorChanges {
 public:
  struct Changed {
    OperatorAnswer answer;
    bool replayed = false;
  };
  using Done = std::function<void(base::Result<Changed>)>;

  OperatorChanges(const base::Clock& clock, const base::SealKey& seal_key, base::Random& random)
      : clock_(clock), seal_key_(seal_key), random_(random) {}

  // Runs `change`; binds its answer to the key and writes the audit line in the same transaction.
  // `done` gets the answer once that is durable. `render` is called inside of the transaction.
  // Refusals: the change's own, and `idempotency_key_reused`. Or the writer's errors.
  template <class Made, class Render>
  void run(const Operator& who, const OnceKey& once, Change<Made> change, Render render,
           const Done& done) const {
    run_work(
        who, once,
        [change = std::move(change), render = std::move(render)](
            store::Transaction& transaction) -> base::Result<OperatorAnswer> {
          auto made = change(transaction);
          if (!made) return base::forward(std::move(made));
          return render(*made);
        },
        done);
  }

 private:
  void run_work(const Operator& who, OnceKey once, Change<OperatorAnswer> work, Done done) const;
  base::Result<Changed> run_once(store::Transaction& transaction, const std::string& who,
                                 const OnceKey& once, const Change<OperatorAnswer>& work) const;

  const base::Clock& clock_;
  const base::SealKey seal_key_;
  base::Random& random_;
};

}  // namespace payoutd::actions
