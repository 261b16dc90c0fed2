#include "actions/operator_change.h"

namespace payoutd::actions {
namespace {

// What an answer is sealed for: it opens for nobody else's key.
std::string context_of(const std::string& who, const OnceKey& once) {
  return "operator request " + who + " " + once.key;
}

}  // namespace

void OperatorChanges::run_work(const Operator& who, OnceKey once, Change<OperatorAnswer> work,
                               Done done) const {
  auto changed = std::make_shared<Changed>();
  who.call->change(
      [this, name = who.name, once = std::move(once), work = std::move(work),
       changed](store::Transaction& transaction) -> base::Result<int64_t> {
        auto ran = run_once(transaction, name, once, work);
        if (!ran) return base::forward(std::move(ran));
        *changed = std::move(*ran);
        return changed->answer.status;
      },
      [changed, done = std::move(done)](base::Status written) {
        if (!written) return done(base::forward(std::move(written)));
        done(std::move(*changed));
      });
}

base::Result<OperatorChanges::Changed> OperatorChanges::run_once(
    store::Transaction& transaction, const std::string& who, const OnceKey& once,
    const Change<OperatorAnswer>& work) const {
  if (!once.key.empty()) {
    if (const auto known = transaction.find_operator_request(who, once.key)) {
      if (known->meaning != once.meaning) {
        return base::refused("idempotency_key_reused", "the key was used for something else");
      }
      const auto answer = base::unseal(known->sealed_answer, context_of(who, once), seal_key_);
      if (!answer) return base::unavailable(answer.error().reason, answer.error().message);
      return Changed{{known->status, std::string(answer->reveal())}, true};
    }
  }
  auto answer = work(transaction);
  if (!answer) return base::forward(std::move(answer));
  if (!once.key.empty()) {
    transaction.add_operator_request(
        {.operator_name = who,
         .key = once.key,
         .meaning = once.meaning,
         .status = answer->status,
         .sealed_answer =
             base::seal(base::Secret(answer->body), context_of(who, once), seal_key_, random_),
         .created_at = clock_.now()});
  }
  return Changed{std::move(*answer), false};
}

}  // namespace payoutd::actions
