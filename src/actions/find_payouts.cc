#include "actions/find_payouts.h"

#include "actions/batch_answer.h"
#include "base/check.h"

namespace payoutd::actions {
namespace {

// Reads what `find` gives with all that belongs to it, from one state.
template <class Find>
base::Result<std::optional<WholePayout>> find_whole(store::Store& store, const Find& find) {
  std::optional<WholePayout> whole;
  auto read = store.read([&](store::Reads& reads) -> base::Status {
    auto stored = find(reads);
    if (stored) whole.emplace(read_whole(reads, std::move(*stored)));
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return whole;
}

std::vector<payouts::PayoutNumber> numbers_of(const store::IdempotencyRecord& record) {
  if (record.payout) return {*record.payout};
  std::vector<payouts::PayoutNumber> numbers;
  for (const BatchOutcome& outcome : read_batch_answer(record.answer)) {
    if (outcome) numbers.push_back(*outcome);
  }
  return numbers;
}

}  // namespace

base::Result<std::optional<WholePayout>> find_payout(store::Store& store, payouts::OwnerKey owner,
                                                     const payouts::PayoutId& id) {
  return find_whole(store, [&](store::Reads& reads) { return reads.find_payout(owner, id); });
}

base::Result<std::optional<WholePayout>> find_payout_by_reference(store::Store& store,
                                                                  payouts::OwnerKey owner,
                                                                  std::string_view reference_id) {
  return find_whole(store, [&](store::Reads& reads) {
    return reads.find_payout_by_reference(owner, reference_id);
  });
}

base::Result<std::optional<KeyUse>> find_key_use(store::Store& store, payouts::OwnerKey owner,
                                                 std::string_view key) {
  std::optional<KeyUse> use;
  auto read = store.read([&](store::Reads& reads) -> base::Status {
    auto record = reads.find_idempotency(owner, key);
    if (!record) return {};
    use.emplace(KeyUse{std::move(*record), {}});
    for (const payouts::PayoutNumber number : numbers_of(use->record)) {
      auto stored = reads.find_payout(owner, number);
      base::check(stored.has_value(), "what a key created is there");
      use->payouts.push_back(std::move(*stored));
    }
    return {};
  });
  if (!read) return base::forward(std::move(read));
  return use;
}

}  // namespace payoutd::actions
