#include "actions/list_payouts.h"

#include <algorithm>

namespace payoutd::actions {

void ListPayouts::run(const Caller& caller, const payouts::ListQuery& query,
                      std::shared_ptr<payouts::ListSink> sink, Done done) {
  const FreshIndex::State state = fresh_index_.find(caller.owner, caller.version);
  if (state != nullptr && state->read_if_ready(query, *sink)) return done({});
  fresh_index_.get(caller.owner, caller.version, query,
                   [this, owner = caller.owner, query, sink = std::move(sink),
                    done = std::move(done)](auto ready) {
                     if (!ready) return done(tl::unexpected(std::move(ready).error()));
                     if (*ready == nullptr) {
                       return slow_.post([this, owner, query, sink, done] {
                         done(read_from_store(owner, query, *sink));
                       });
                     }
                     (*ready)->read(query, *sink);
                     done({});
                   });
}

base::Status ListPayouts::read_from_store(payouts::OwnerKey owner, const payouts::ListQuery& query,
                                          payouts::ListSink& sink) {
  auto walk = store_.open_walk(owner, query);
  if (!walk) return base::forward(std::move(walk));
  const auto total = (*walk)->total();
  if (!total) return tl::unexpected(total.error());
  const uint64_t rest = *total - std::min(*total, query.offset);
  sink.begin({.total = *total,
              .rows = static_cast<uint32_t>(std::min<uint64_t>(rest, query.limit)),
              .version = (*walk)->version()});
  if (rest == 0) return {};
  const auto read =
      (*walk)->next(query.limit, [&sink](const payouts::PayoutView& payout) { sink.row(payout); });
  if (!read) return tl::unexpected(read.error());
  return {};
}

}  // namespace payoutd::actions
