// index/tree_making.h: making the orders of a list, all of them or a view. Private to the index.
#pragma once

#include "index/trees.h"

namespace payoutd::index {

// Orders all payouts of a list that becomes large, with several threads if there are many.
void make_orderings(Edit& edit, Trees& trees);

// Makes a view that find_source or ListPlan missed.
void make_view(Edit& edit, Trees& trees, const ViewKey& key);

// At the end of an edit that has changed payouts: views that are masks show what has changed.
void follow_orderings(Edit& edit, Trees& trees);

// Lets go of views that nobody has asked for lately, and of those least recently asked for while
// all together are too large; not of those that were asked for after so many reads of views.
void drop_old_views(Edit& edit, Trees& trees, uint64_t reads = ~uint64_t{0});

}  // namespace payoutd::index
