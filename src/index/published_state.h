// index/published_state.h: the newest state of an index, for readers to take while it is exchanged.
// Neither waits for the other: no lock, so nobody who is stopped half way (by the scheduler, say)
// stops anybody else. By hazard pointers (M. Michael, IEEE TPDS 15(6), 2004). Private to the index.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

namespace payoutd::index {

class ListState;

class PublishedState {
 public:
  PublishedState() = default;
  ~PublishedState();  // when nobody takes anything any more
  PublishedState(const PublishedState&) = delete;

  // The newest, or null before the first; any thread. What a thread takes is never older than what
  // it took before.
  std::shared_ptr<const ListState> take() const;

  // One thread at a time; throws std::bad_alloc, and then nothing has changed. A state that it
  // replaces may be held until the next time, if somebody is just taking it.
  void put(std::shared_ptr<const ListState> next);

 private:
  using Kept = std::shared_ptr<const ListState>;

  std::atomic<const Kept*> newest_ = nullptr;
  std::vector<const Kept*> replaced_;  // and perhaps just being taken
};

}  // namespace payoutd::index
