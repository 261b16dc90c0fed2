#include "actions/summarize_payouts.h"

namespace payoutd::actions {

void SummarizePayouts::run(const Caller& caller, const payouts::ListFilter& filter,
                           const Done& done) {
  const payouts::ListQuery query{.filter = filter, .limit = 0};
  const FreshIndex::State state = fresh_index_.find(caller.owner, caller.version);
  if (state != nullptr && state->is_ready_for(query)) return done(state->summarize(filter));
  fresh_index_.get(
      caller.owner, caller.version, query, [this, owner = caller.owner, filter, done](auto ready) {
        if (!ready) return done(tl::unexpected(std::move(ready).error()));
        if (*ready == nullptr) {
          return slow_.post([this, owner, filter, done] { done(store_.summarize(owner, filter)); });
        }
        done((*ready)->summarize(filter));
      });
}

}  // namespace payoutd::actions
