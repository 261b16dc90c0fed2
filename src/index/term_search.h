// index/term_search.h: which payouts have a term in their reference or their beneficiary's e-mail.
// Private to the index.
#pragma once

#include <string>

#include "index/bitset.h"
#include "index/trees.h"

namespace payoutd::index {

// Looks through all references and e-mails, with several threads if there are many. For the thread
// that changes the index. `folded_term` is not empty.
Bitset search(const Trees& trees, const std::string& folded_term);

}  // namespace payoutd::index
