#include "store/open_changes.h"

namespace payoutd::store {

void OpenChanges::begin_part() {
  ++part_;
  old_owners_.clear();
  old_accounts_.clear();
}

void OpenChanges::undo_part() {
  undo(owners_, old_owners_);
  undo(accounts_, old_accounts_);
}

}  // namespace payoutd::store
