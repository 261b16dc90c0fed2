// index/edit.h: changing what readers look at without their noticing: blocks of memory are never
// written once a reader may see them, but copied, and the old ones freed when the last reader that
// can see them is gone. Private to the index.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <new>
#include <vector>

namespace payoutd::index {

// The number of a state of an index. Blocks carry the state that they were made for.
using Epoch = uint64_t;

// A block that the state to come has replaced: what states from its birth on show until then.
struct RetiredBlock {
  void* block;
  void (*free)(void*);
  Epoch birth;
};

// One step from a state to the next, by one thread: blocks born in it may still be written.
struct Edit {
  Epoch birth = 0;
  std::vector<RetiredBlock> retired{};
  int64_t bytes = 0;  // by which the live blocks have grown

  bool may_write(Epoch block_birth) const { return block_birth == birth; }
  // What a thread of its own has done for the same state.
  void add(Edit&& part) {
    bytes += part.bytes;
    retired.insert(retired.end(), part.retired.begin(), part.retired.end());
  }
};

// Frees retired blocks as soon as none of the states that show them is open, however old a state is
// held beside them: what is kept for that one is what it shows. Safe from any thread.
class Reclaimer {
 public:
  ~Reclaimer();

  // A state that readers may hold, from when it is published until nobody holds it.
  void opened(Epoch epoch);
  void closed(Epoch epoch);

  // Blocks that states up to `epoch` may show and later ones do not. Before closed(epoch).
  void retire(Epoch epoch, std::vector<RetiredBlock>&& blocks);

 private:
  using Blocks = std::vector<RetiredBlock>;
  // Keeps what open states up to `newest` show; gives the others. mutex_ is held.
  Blocks keep(Epoch newest, Blocks&& blocks);

  std::mutex mutex_;
  // Below: protected by mutex_.
  std::map<Epoch, int> open_;
  std::map<Epoch, Blocks> retired_;  // by the newest open state that shows them
};

}  // namespace payoutd::index
