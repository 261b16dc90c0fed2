// http/turn.h: one request and the place where its answer arrives. Private to http/.
#pragma once

#include <atomic>
#include <memory>
#include <utility>

#include "http/request.h"
#include "http/response.h"

namespace payoutd::http {

// Used again for the next request of its connection. Outlives the connection if that is cut while a
// handler still holds the request.
class Turn : public std::enable_shared_from_this<Turn> {
 public:
  virtual ~Turn() = default;

  // Both are the connection's, except between hand_out() and the answer: then the request is the
  // handler's to read, and the response the answering thread's to write.
  Request request;
  Response response;

  // The responder for one answer. Exactly one answer comes, for that is what Responder promises.
  Responder hand_out() {
    state_.store(State::running, std::memory_order_relaxed);
    kept_by_responder_ = shared_from_this();
    // A lone pointer fits into std::function without an allocation.
    return Responder([this](Response&& answer) { deliver(std::move(answer)); });
  }

  // False if the answer is there; true if wake() will be called when it comes.
  bool wait() {
    State expected = State::running;
    return state_.compare_exchange_strong(expected, State::waiting, std::memory_order_acq_rel);
  }
  bool answered() const { return state_.load(std::memory_order_acquire) == State::answered; }

  // After wait(): the answer is not wanted any more, and this turn is the responder's alone. False
  // if it has come just now; then wake() is called all the same.
  bool abandon() {
    State expected = State::waiting;
    return state_.compare_exchange_strong(expected, State::abandoned, std::memory_order_acq_rel);
  }

 private:
  enum class State { running, waiting, answered, abandoned };

  // On the answering thread.
  virtual void wake() = 0;

  void deliver(Response&& answer) {
    // This turn must outlive the call, and the connection may go on as soon as the state says so.
    const std::shared_ptr<Turn> kept = std::move(kept_by_responder_);
    response = std::move(answer);
    if (state_.exchange(State::answered, std::memory_order_acq_rel) == State::waiting) wake();
  }

  std::atomic<State> state_{State::answered};
  std::shared_ptr<Turn> kept_by_responder_;
};

}  // namespace payoutd::http
