#include "actions/resolve_payout.h"

#include <memory>

#include "actions/move_payout.h"

namespace payoutd::actions {

void resolve_payout(store::Writer& writer, const base::Clock& clock, const Caller& caller,
                    const payouts::PayoutId& id,
                    std::function<void(base::Result<WholePayout>)> done) {
  auto resolved = std::make_shared<std::optional<WholePayout>>();
  writer.submit(
      [&clock, caller, id, resolved](store::Transaction& transaction) -> base::Status {
        auto stored = transaction.find_payout(caller.owner, id);
        if (!stored) return base::refused("payout_not_found", "there is no such payout");
        if (stored->payout.imported || stored->payout.status != payouts::Status::action_required) {
          return base::refused("no_action_required", "payout does not require action");
        }
        const base::Timestamp now = clock.now();
        auto moved = move_payout(transaction, *stored,
                                 {.to = payouts::Status::queued,
                                  .actor = {payouts::ActorType::client, caller.api_key},
                                  .message = "Action taken by client"},
                                 now, now);
        if (!moved) return base::forward(std::move(moved));
        resolved->emplace(read_whole(transaction, std::move(*moved)));
        return {};
      },
      [resolved, done = std::move(done)](base::Status written) {
        if (!written) return done(tl::unexpected(std::move(written).error()));
        done(std::move(**resolved));
      });
}

}  // namespace payoutd::actions
