// rails/sandbox/memory_book.h: a book in memory, for simulations and tests: it outlives the rails
// on it and dies with the process.
#pragma once

#include <mutex>
#include <vector>

#include "rails/sandbox/book.h"

namespace payoutd::rails::sandbox {

class MemoryBook final : public SandboxBook {
 public:
  base::Status write(const Decide& decide) override;

  // All that was written, in its order.
  std::vector<BookEvent> events() const;

 private:
  mutable std::mutex mutex_;
  BookContents contents_;
  std::vector<BookEvent> events_;
};

}  // namespace payoutd::rails::sandbox
