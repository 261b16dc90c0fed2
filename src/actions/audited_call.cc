#include "actions/audited_call.h"

namespace payoutd::actions {

void AuditedCall::change(Work work, Done done) {
  auto outcome = std::make_shared<int64_t>(0);
  auto self = shared_from_this();
  writer_.submit(
      [self, work = std::move(work), outcome](store::Transaction& transaction) -> base::Status {
        auto worked = work(transaction);
        if (!worked) return base::forward(std::move(worked));
        *outcome = *worked;
        append_audit(transaction, self->subject_, *worked, self->clock_.now());
        return {};
      },
      [self, outcome, done = std::move(done)](base::Status written) {
        if (written) self->written_ = *outcome;
        done(std::move(written));
      });
}

void AuditedCall::note(int64_t outcome, Done done) {
  if (written_ == outcome) return done({});
  auto self = shared_from_this();
  writer_.submit(
      [self, outcome](store::Transaction& transaction) -> base::Status {
        append_audit(transaction, self->subject_, outcome, self->clock_.now());
        return {};
      },
      [self, outcome, done = std::move(done)](base::Status written) {
        if (written) self->written_ = outcome;
        done(std::move(written));
      });
}

}  // namespace payoutd::actions
