// sim/faulty_rail.h: the way to the bank and back, on which things get lost, come late, come twice
// and overtake each other.
#pragma once

#include <unordered_map>
#include <vector>

#include "rails/rail.h"
#include "sim/dice.h"

namespace payoutd::sim {

class FaultyRail final : public rails::Rail {
 public:
  FaultyRail(rails::Rail& bank, Dice& dice) : bank_(bank), dice_(dice) {}

  rails::Capabilities capabilities() const override { return bank_.capabilities(); }
  rails::Outcome submit(const rails::Instruction& instruction) override;
  rails::Outcome ask(const rails::AttemptKey& key) override;
  rails::Outcome cancel(const rails::AttemptKey& key) override;

  // A submission of long ago arrives at the bank; nobody hears its answer. False: none is left.
  bool deliver_late_one();
  // From now on everything arrives at once.
  void heal() {
    faulty_ = false;
    held_.clear();
  }

  uint64_t lost_requests() const { return lost_requests_; }
  uint64_t lost_answers() const { return lost_answers_; }
  uint64_t late_requests() const { return late_requests_; }
  uint64_t late_answers() const { return late_answers_; }

 private:
  // An answer that was held up, to be given after newer ones, twice.
  struct Held {
    rails::Outcome outcome;
    int times = 2;
  };

  bool happens(uint64_t in_hundred) { return faulty_ && dice_.below(100) < in_hundred; }
  void keep_for_later(const rails::Instruction& instruction);

  rails::Rail& bank_;
  Dice& dice_;
  bool faulty_ = true;
  std::vector<rails::Instruction> late_;
  std::unordered_map<base::Uuid, Held> held_;
  uint64_t lost_requests_ = 0;
  uint64_t lost_answers_ = 0;
  uint64_t late_requests_ = 0;
  uint64_t late_answers_ = 0;
};

}  // namespace payoutd::sim
