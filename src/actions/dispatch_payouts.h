// actions/dispatch_payouts.h: what is done about a payout that is due: queue it, begin an attempt
// and submit it, ask its rail, let it expire. Who decides when, and how many at once, is
// workers/dispatcher.h; the steps are here, so that a simulation can run them one by one.
//
// The order that keeps a payout from being sent twice: an attempt is journalled and committed
// before it is submitted, under a key of its own; whatever happens then, the rail is asked about
// that key, and it is submitted again, under the same key, only after the rail was certain that it
// had never come. There is no other attempt while one is open.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "actions/hold_payout.h"
#include "actions/rail_choice.h"
#include "actions/record_outcome.h"
#include "base/clock.h"
#include "store/writer.h"

namespace payoutd::actions {

// A journalled attempt and what its rail is told.
struct OpenAttempt {
  AttemptName name;
  rails::Rail* rail = nullptr;  // null: no rail has that name any more
  rails::Instruction instruction;
  bool to_submit = false;  // else its rail is to be asked
  bool may_submit = true;  // false: not all that the rail must be told can be read
};

// Safe from any thread.
class DispatchPayouts {
 public:
  DispatchPayouts(store::Store& store, store::Writer& writer, const RailChoice& rails,
                  const base::Clock& clock, const base::SealKey& seal_key, DispatchTimes times)
      : store_(store),
        writer_(writer),
        rails_(rails),
        clock_(clock),
        seal_key_(seal_key),
        times_(times) {}

  // What is due now, longest due first, and when the first one after `time` will be. Errors: the
  // store's.
  // At most so many of each status, so that none hides behind the backlog of another.
  using LimitOf = std::function<uint32_t(payouts::Status)>;
  base::Result<std::vector<store::DuePayout>> find_due(const LimitOf& limit_of) const;
  base::Result<std::vector<store::DuePayout>> find_due(uint32_t limit) const {
    return find_due([limit](payouts::Status) { return limit; });
  }
  base::Result<std::optional<base::Timestamp>> next_due(base::Timestamp time) const;
  base::Timestamp now() const { return clock_.now(); }

  // One step of a payout that was found due. What it takes is decided anew in the transaction; if
  // it is not due any more, or has another status than it was found with, nothing is done: so a
  // rail is spoken to only about what was found queued, processing or settling. `done` gets an
  // attempt if a rail must be spoken to next, by send().
  using Stepped = std::function<void(base::Result<std::optional<OpenAttempt>>)>;
  void step(const store::DuePayout& due, Stepped done);

  // Submits the attempt or asks its rail about it, and writes down what it says; speaks to the rail
  // on this thread, which may take as long as a rail takes. `done` is told when it is written.
  // Success: true if the attempt must be submitted (again), by send() of the same with `to_submit`.
  using Sent = std::function<void(base::Result<bool>)>;
  void send(const OpenAttempt& attempt, Sent done);

 private:
  base::Status run_step(store::Transaction& transaction, const store::DuePayout& due,
                        std::optional<OpenAttempt>& open);
  base::Status send_or_queue(store::Transaction& transaction, const store::StoredPayout& stored,
                             rails::Rail& rail, std::optional<OpenAttempt>& open);
  base::Status begin_attempt(store::Transaction& transaction, const store::StoredPayout& stored,
                             rails::Rail& rail, std::optional<OpenAttempt>& open);
  base::Status expire(store::Transaction& transaction, const store::StoredPayout& stored,
                      const char* message);
  base::Status look_again(store::Transaction& transaction, store::StoredPayout stored,
                          base::Timestamp at);
  // But for the key. Refusal: `seal_broken` (the identifiers cannot be read: it must not be sent).
  base::Result<rails::Instruction> instruction_of(store::Reads& reads,
                                                  const store::StoredPayout& stored) const;
  base::Timestamp unsent_expiry(const payouts::Payout& payout) const {
    // Since its last move: one that was resolved is new in the queue.
    return {payout.updated_at.micros + times_.unsent_expiry_micros};
  }

  store::Store& store_;
  store::Writer& writer_;
  const RailChoice& rails_;
  const base::Clock& clock_;
  const base::SealKey seal_key_;
  const DispatchTimes times_;
};

}  // namespace payoutd::actions
