// actions/batch_answer.h: what became of each payout of a batch, as it is kept for ever with the
// batch's idempotency key.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "payouts/payout.h"

namespace payoutd::actions {

// The number of the payout that was created, or why it was refused.
using BatchOutcome = base::Result<payouts::PayoutNumber>;

std::string write_batch_answer(const std::vector<BatchOutcome>& outcomes);
// Reads what write_batch_answer wrote; anything else is a bug.
std::vector<BatchOutcome> read_batch_answer(std::string_view answer);

}  // namespace payoutd::actions
