#include "actions/generate_payouts.h"

#include <algorithm>

#include "actions/find_owner.h"
#include "actions/record_history.h"
#include "samples/payout_generator.h"

namespace payoutd::actions {
namespace {

constexpr uint64_t progress_every = 4096;
constexpr base::Timestamp window_begin{1'704'067'200'000'000};  // 2024-01-01T00:00:00Z
constexpr base::Timestamp window_end{1'767'225'600'000'000};    // 2026-01-01T00:00:00Z

class LastCreated final : public store::PayoutSink {
 public:
  void payout(const payouts::PayoutView& payout) override { at = std::max(at, payout.created_at); }
  base::Timestamp at{0};
};

samples::GeneratorOptions plan(const GenerateOptions& options, const store::Owner& owner,
                               base::Timestamp last_created, base::Timestamp now) {
  const base::Timestamp earliest = std::max(window_begin, last_created);
  base::Timestamp latest = std::min(window_end, now);
  if (latest <= earliest) latest = std::max(earliest, now);
  return {.kind = options.kind == store::OwnerKind::client ? samples::Kind::client
                                                           : samples::Kind::user,
          .seed = options.seed,
          .count = options.count,
          .first_number = owner.payout_count,
          .currency = options.currency,
          .earliest = earliest,
          .latest = latest};
}

}  // namespace

base::Status generate_payouts(store::Store& store, const base::Clock& clock, base::Random& random,
                              const GenerateOptions& options) {
  auto owner = find_owner(store, options.owner, options.kind);
  if (!owner) return base::forward(std::move(owner));
  LastCreated last;
  if (owner->payout_count > 0) {
    if (auto read = store.read_payouts(owner->key, 0, last); !read) {
      return base::forward(std::move(read));
    }
  }
  base::UuidSequence ids(random);
  samples::PayoutGenerator generator(plan(options, *owner, last.at, clock.now()));
  return store.write([&](store::Transaction& transaction) -> base::Status {
    auto history = RecordHistory::begin(transaction, owner->key, clock.now());
    if (!history) return base::forward(std::move(history));
    if (history->next_number() != owner->payout_count) {
      return base::refused("owner_changed", "somebody else wrote payouts of this owner; try again");
    }
    for (uint64_t made = 0; made < options.count; ++made) {
      if (options.on_progress && made % progress_every == 0) options.on_progress(made);
      payouts::Payout payout = generator.next(ids);
      if (auto recorded = history->record(payout); !recorded) return recorded;
    }
    return history->finish();
  });
}

}  // namespace payoutd::actions
