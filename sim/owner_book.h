// sim/owner_book.h: the auditor's own record of one client: its payouts and its money.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "payouts/fees.h"
#include "rails/sandbox/scenario.h"
#include "store/records.h"

namespace payoutd::sim {

struct KnownPayout {
  payouts::PayoutId id{};
  uint64_t fields = 0;
  money::Amount amount;
  int64_t fees_micro = 0;
  base::Timestamp created_at{};
  payouts::Status status = payouts::Status::created;
  rails::sandbox::Behaviour behaviour{};
  uint32_t rows = 0;            // of its history, as far as it was seen
  uint64_t rows_digest = 0;     // of those
  bool said_cancelled = false;  // a client was told so
};

// What was promised to a client in an answer.
struct Promise {
  payouts::PayoutNumber number = 0;
  payouts::PayoutId id;
  uint64_t fields = 0;
};

// One currency, in micro-units.
struct Moneys {
  money::Sum funded = 0;
  money::Sum held_amount = 0;
  money::Sum held_fees = 0;
  money::Sum paid_amount = 0;
  money::Sum paid_fees = 0;
};

struct OwnerBook {
  store::Owner owner;
  std::vector<payouts::FeeSchedule> fees;
  payouts::Version seen = 0;
  std::vector<KnownPayout> payouts;  // by number
  std::unordered_set<uint64_t> references;
  std::map<money::Currency, Moneys> moneys;
  std::vector<Promise> promises;                                // not looked at yet
  std::vector<payouts::PayoutNumber> cancelled;                 // likewise
  std::unordered_map<std::string, payouts::PayoutNumber> keys;  // single creates, acknowledged
  std::map<uint32_t, uint32_t> groups;  // how much of each came to be just now

  // Takes a payout's money out of the sums (-1), or puts it in (+1).
  void count(const KnownPayout& payout, int sign);
};

}  // namespace payoutd::sim
