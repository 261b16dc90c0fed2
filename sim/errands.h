// sim/errands.h: what somebody asks for, and asks for again until there is an answer.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "base/result.h"
#include "sim/payoutd.h"

namespace payoutd::sim {

struct Errand {
  // Asks for it; whoever gets the answer hands it to Errands::is_answered.
  std::function<void(Payoutd&, const std::shared_ptr<Errand>&)> ask;
  bool insists = true;  // false: who gets no answer lets it be
  bool waits = false;
};

class Errands {
 public:
  using Shared = std::shared_ptr<Errand>;

  void run(Payoutd& payoutd, decltype(Errand::ask) ask, bool insists = true);
  // False: there is no lost one.
  bool retry_lost(Payoutd& payoutd);
  // The server died.
  void lose_answers();
  // Something came back; false if it says no more than that nothing has happened.
  bool is_answered(const Shared& errand, const base::Error* error);

  uint64_t asked() const { return asked_; }
  uint64_t lost() const { return lost_count_; }
  uint64_t retries() const { return retries_; }

 private:
  void send(Payoutd& payoutd, const Shared& errand);

  std::vector<Shared> under_way_;  // and some that are not any more
  std::deque<Shared> lost_;
  uint64_t asked_ = 0;
  uint64_t lost_count_ = 0;
  uint64_t retries_ = 0;
};

}  // namespace payoutd::sim
