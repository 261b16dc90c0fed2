// mail/outbox.h: mails on their way to the mailer, so that nobody who answers a request waits for
// it. In memory only: what is not sent when the program ends is not sent.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "mail/mailer.h"

namespace payoutd::mail {

struct OutboxOptions {
  size_t waiting_max = 1000;  // more are refused
  // How long a mail rests after its first failure, its second, …; the last one over and over. At
  // least one.
  std::vector<std::chrono::milliseconds> rests{std::chrono::seconds(1), std::chrono::seconds(5),
                                               std::chrono::seconds(25)};
};

// One thread sends one mail at a time, those that rest let the others go first. A mail that is
// refused, or would be older than it is useful for, is given up: a warning with the domain it was
// for and the reason, never its text or its address. Safe from any thread.
class Outbox {
 public:
  // Begins at once. Mailer and clock must outlive it.
  Outbox(Mailer& mailer, const base::Clock& clock, OutboxOptions options = {});
  // Waits for the mail that is being handed over; those that wait or rest are given up.
  ~Outbox();
  Outbox(const Outbox&) = delete;

  // Never waits. After `useful_until` the mail is not sent any more. Errors: `mail_outbox_full`
  // (unavailable).
  base::Status post(Message message, base::Timestamp useful_until);

  struct Counts {
    size_t waiting = 0;   // posted, and neither of the other two yet; so also the one being sent
    uint64_t sent = 0;    // since the start, as the next one
    uint64_t failed = 0;  // given up, for whatever reason
  };
  Counts counts() const;

 private:
  using Instant = std::chrono::steady_clock::time_point;

  struct Letter {
    Message message;
    base::Timestamp useful_until;
    size_t failures = 0;
  };
  // What became of a try.
  enum class Fate { sent, rests, given_up };

  void run();
  Fate send(Letter& letter);
  std::chrono::milliseconds rest_of(const Letter& letter) const;

  Mailer& mailer_;
  const base::Clock& clock_;
  const OutboxOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  // Below: protected by mutex_.
  std::multimap<Instant, Letter> letters_;  // by when they are due; without the one being sent
  Counts counts_;
  bool stopping_ = false;
  // Last: it uses all of the above.
  std::thread sender_;
};

}  // namespace payoutd::mail
