#include "rails/sandbox/memory_book.h"

#include "base/check.h"

namespace payoutd::rails::sandbox {

base::Status MemoryBook::write(const Decide& decide) {
  const std::lock_guard alone(mutex_);
  if (const auto event = decide(contents_)) {
    base::check(contents_.apply(*event), "what is written follows from what is there");
    events_.push_back(*event);
  }
  return {};
}

std::vector<BookEvent> MemoryBook::events() const {
  const std::lock_guard alone(mutex_);
  return events_;
}

}  // namespace payoutd::rails::sandbox
