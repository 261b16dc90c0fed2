// sim/bank_witness.h: what the bank itself did, read off its own book, and whether money went where
// it must not go. It believes nothing that payoutd says.
#pragma once

#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "rails/sandbox/memory_book.h"
#include "sim/breaches.h"

namespace payoutd::sim {

namespace sandbox = rails::sandbox;

class BankWitness final : public sandbox::SandboxBook {
 public:
  BankWitness(const base::Clock& clock, Breaches& breaches) : clock_(clock), breaches_(breaches) {}

  base::Status write(const Decide& decide) override;

  // How often the bank has paid the payout, and how often it has or will unless it is stopped.
  struct Paid {
    int so_far = 0;
    int in_the_end = 0;
  };
  Paid paid(const payouts::PayoutId& payout) const;
  // A payout of which payoutd says that it did not and will not arrive.
  void expect_unpaid(const payouts::PayoutId& payout);

  uint64_t received() const { return received_; }
  uint64_t repeated() const { return repeated_; }
  uint64_t lost() const { return lost_; }
  uint64_t cancelled() const { return cancelled_; }

 private:
  // One key that the bank has.
  struct Received {
    payouts::AttemptKey key;
    base::Timestamp ends_at;
    bool pays = false;          // if it comes to its end
    bool needs_action = false;  // likewise
    bool cancelled = false;
  };

  void note(const sandbox::BookEvent& event);
  void note_first(const sandbox::BookEvent& event);

  const base::Clock& clock_;
  Breaches& breaches_;
  sandbox::MemoryBook book_;
  std::unordered_map<base::Uuid, std::vector<Received>> payouts_;
  std::unordered_map<base::Uuid, base::Uuid> payout_of_key_;
  std::unordered_map<base::Uuid, bool> must_not_be_paid_;
  uint64_t received_ = 0;
  uint64_t repeated_ = 0;
  uint64_t lost_ = 0;
  uint64_t cancelled_ = 0;
};

}  // namespace payoutd::sim
