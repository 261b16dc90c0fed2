#include "mail/outbox.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/log.h"

namespace payoutd::mail {
namespace {

// An address is somebody's name: its domain is enough to find what is wrong.
void tell(std::string_view event, const Message& message, std::string_view reason,
          std::string_view text) {
  base::LogLine(base::LogLevel::warn, event)
      .text("to_domain", domain_of(message.to))
      .text("reason", reason)
      .text("message", text);
}

constexpr std::string_view given_up = "mail_given_up";

}  // namespace

Outbox::Outbox(Mailer& mailer, const base::Clock& clock, OutboxOptions options)
    : mailer_(mailer), clock_(clock), options_(std::move(options)) {
  base::check(!options_.rests.empty(), "a mail that failed rests");
  sender_ = std::thread([this] { run(); });
}

Outbox::~Outbox() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  sender_.join();
  for (const auto& [due, letter] : letters_) {
    tell(given_up, letter.message, "mail_outbox_stopped", "the server stops");
  }
}

base::Status Outbox::post(Message message, base::Timestamp useful_until) {
  {
    const std::lock_guard lock(mutex_);
    if (counts_.waiting >= options_.waiting_max) {
      return base::unavailable("mail_outbox_full", "too many mails wait to be sent");
    }
    ++counts_.waiting;
    letters_.emplace(std::chrono::steady_clock::now(), Letter{std::move(message), useful_until, 0});
  }
  wake_.notify_one();
  return {};
}

Outbox::Counts Outbox::counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

void Outbox::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (letters_.empty()) {
      wake_.wait(lock);
      continue;
    }
    const auto first = letters_.begin();
    if (const Instant due = first->first; due > std::chrono::steady_clock::now()) {
      wake_.wait_until(lock, due);
      continue;
    }
    Letter letter = std::move(first->second);
    letters_.erase(first);
    lock.unlock();
    const Fate fate = send(letter);
    lock.lock();
    if (fate == Fate::rests) {
      letters_.emplace(std::chrono::steady_clock::now() + rest_of(letter), std::move(letter));
      continue;
    }
    --counts_.waiting;
    ++(fate == Fate::sent ? counts_.sent : counts_.failed);
  }
}

Outbox::Fate Outbox::send(Letter& letter) {
  if (clock_.now() > letter.useful_until) {
    tell(given_up, letter.message, "mail_too_late", "it waited for longer than it is useful");
    return Fate::given_up;
  }
  const base::Status sent = mailer_.send(letter.message);
  if (sent) return Fate::sent;
  const base::Error& error = sent.error();
  ++letter.failures;
  const int64_t rest_micros = std::chrono::microseconds(rest_of(letter)).count();
  if (!base::may_retry(error) || clock_.now().micros + rest_micros > letter.useful_until.micros) {
    tell(given_up, letter.message, error.reason, error.message);
    return Fate::given_up;
  }
  // Once: a mail server that is down for a while would fill the log.
  if (letter.failures == 1) tell("mail_delayed", letter.message, error.reason, error.message);
  return Fate::rests;
}

std::chrono::milliseconds Outbox::rest_of(const Letter& letter) const {
  return options_.rests[std::min(letter.failures, options_.rests.size()) - 1];
}

}  // namespace payoutd::mail
