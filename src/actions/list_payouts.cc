#include "actions/list_payouts.h"

namespace payoutd::actions {

void ListPayouts::run(const Caller& caller, const payouts::ListQuery& query,
                      std::shared_ptr<payouts::ListSink> sink, Done done) {
  fresh_index_.get(caller.owner, caller.version,
                   [query, sink = std::move(sink), done = std::move(done)](auto index) {
                     if (!index) return done(tl::unexpected(std::move(index).error()));
                     (*index)->read(query, *sink);
                     done({});
                   });
}

}  // namespace payoutd::actions
