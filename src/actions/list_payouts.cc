#include "actions/list_payouts.h"

namespace payoutd::actions {

void ListPayouts::run(const Caller& caller, const payouts::ListQuery& query,
                      std::shared_ptr<payouts::ListSink> sink, Done done) {
  fresh_index_.get(caller.owner, caller.version,
                   [this, owner = caller.owner, query, sink = std::move(sink),
                    done = std::move(done)](auto index) {
                     if (!index) return done(tl::unexpected(std::move(index).error()));
                     if ((*index)->is_ready_for(query)) {
                       (*index)->read(query, *sink);
                       return done({});
                     }
                     fresh_index_.post([this, owner, query, sink, done, index = *index] {
                       index->read(query, *sink);
                       done({});
                       fresh_index_.note_size(owner, index);
                     });
                   });
}

}  // namespace payoutd::actions
