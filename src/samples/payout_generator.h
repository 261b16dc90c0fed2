// samples/payout_generator.h: believable payouts from a seed: skewed statuses, currencies and
// beneficiaries, times that fit. For demos, tests and benchmarks.
#pragma once

#include <cstdint>
#include <optional>

#include "base/random.h"
#include "payouts/payout.h"

namespace payoutd::samples {

enum class Kind { client, user };

struct GeneratorOptions {
  Kind kind = Kind::client;
  uint64_t seed = 1;
  uint64_t count = 0;          // of payouts that will be asked for: one in ten is a new beneficiary
  uint64_t first_number = 0;   // goes into the references, so that a second run makes other ones
  money::Currency currency;    // of a user's payouts
  base::Timestamp earliest{};  // no payout is created before this one …
  base::Timestamp latest{};    // … and nothing happens after it
};

// The same options give the same payouts in the same order, on every machine. They come in order of
// creation, marked imported, without number and version; ids come from the sequence handed in,
// because they must differ from run to run.
class PayoutGenerator {
 public:
  explicit PayoutGenerator(const GeneratorOptions& options);

  payouts::Payout next(base::UuidSequence& ids);

 private:
  payouts::Status pick_status();
  void fill_client(payouts::Payout& payout);
  void fill_beneficiary(payouts::Payout& payout);
  void fill_user(payouts::Payout& payout);
  void fill_times(payouts::Payout& payout);
  base::Timestamp after(base::Timestamp time, int64_t seconds_max);

  GeneratorOptions options_;
  base::SeededRandom random_;
  uint64_t made_ = 0;
};

}  // namespace payoutd::samples
