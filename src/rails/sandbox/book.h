// rails/sandbox/book.h: the pretend bank's own book. It outlives the rail, as a real bank outlives
// a killed payoutd: what was written is there for the next rail on the same book.
#pragma once

#include <functional>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "base/result.h"
#include "money/amount.h"
#include "rails/sandbox/attempt.h"

namespace payoutd::rails::sandbox {

// A file book keeps attempts for a day longer (file_book.h): clocks differ.
inline constexpr int64_t bank_remembers_days = 29;

enum class EventKind : uint8_t {
  first,      // a submission arrived under a new key: from now on the attempt is the bank's
  repeated,   // a submission arrived under a key that the bank has; nothing else happened
  lost,       // a submission got lost on its way (lost_request): the bank does not have the key
  cancelled,  // the attempt was stopped before anything was sent
  told,       // the attempt's stage at this time was told (duplicate_answer)
};

// What a submission said.
struct Submission {
  payouts::PayoutId payout_id;
  money::Amount amount;
  friend bool operator==(const Submission&, const Submission&) = default;
};

// One line of the book. Each call of submit() is one: first, repeated or lost.
struct BookEvent {
  EventKind kind = EventKind::first;
  base::Timestamp at;
  AttemptKey key;
  std::optional<Submission> submission{};  // with first, repeated and lost
  std::optional<Attempt> attempt{};        // with first: as it begins
  friend bool operator==(const BookEvent&, const BookEvent&) = default;
};

// What the lines of a book add up to. One thread at a time.
class BookContents {
 public:
  // Nothing if the bank does not have the key. The pointer is good until the next apply().
  const Attempt* find(const AttemptKey& key) const;

  // Did a submission of the payout get lost or end in needs_action? Such things happen once.
  bool was_tried(const payouts::PayoutId& payout_id) const;

  // False, and nothing happened, if the event cannot follow the ones before.
  bool apply(const BookEvent& event);

  // Is there an attempt received before `time` that is over by `now`?
  bool has_older(base::Timestamp time, base::Timestamp now) const;
  bool is_older(const AttemptKey& key, base::Timestamp time, base::Timestamp now) const;

 private:
  std::unordered_map<base::Uuid, Attempt> attempts_;
  std::unordered_set<base::Uuid> tried_payouts_;
};

// Safe from any thread, and from several processes if they share what is behind it.
class SandboxBook {
 public:
  // Looks at what is there and says what is to be written, if anything. Called once.
  using Decide = std::function<std::optional<BookEvent>(const BookContents& contents)>;

  virtual ~SandboxBook() = default;

  // Nobody else reads or writes between the decision and the writing. When it returns well, the
  // event is kept; when it does not, nothing was written. Unavailable: the book's own reason.
  virtual base::Status write(const Decide& decide) = 0;
};

}  // namespace payoutd::rails::sandbox
