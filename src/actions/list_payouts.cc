#include "actions/list_payouts.h"

namespace payoutd::actions {

void ListPayouts::run(const Caller& caller, const payouts::ListQuery& query,
                      std::shared_ptr<payouts::ListSink> sink, Done done) {
  const FreshIndex::State state = fresh_index_.find(caller.owner, caller.version);
  if (state != nullptr && state->read_if_ready(query, *sink)) return done({});
  fresh_index_.get(caller.owner, caller.version, query,
                   [query, sink = std::move(sink), done = std::move(done)](auto ready) {
                     if (!ready) return done(tl::unexpected(std::move(ready).error()));
                     (*ready)->read(query, *sink);
                     done({});
                   });
}

}  // namespace payoutd::actions
