// index/core.h: all memory of an owner's index: what only grows, and the newest state of what
// changes. Private to the index.
#pragma once

#include <memory>

#include "index/edit.h"
#include "index/trees.h"

namespace payoutd::index {

// Lives until the index and every state that was handed out are gone.
struct Core {
  explicit Core(Whose whose) : columns(whose), trees(columns) {}
  ~Core() { trees.free_all(); }
  Core(const Core&) = delete;

  FixedColumns columns;
  Reclaimer reclaimer;
  // The state to come: the changing thread's. What is in it and in no published state is nobody
  // else's.
  Trees trees;
};

}  // namespace payoutd::index
