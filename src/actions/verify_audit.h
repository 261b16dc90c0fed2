// actions/verify_audit.h: is the audit log as it was written?
#pragma once

#include "actions/verify_report.h"
#include "store/store.h"

namespace payoutd::actions {

// Recomputes every hash, and tells the first line that was altered or is missing; then whether the
// last line is the one that the head names, which tells lines that were cut off the end. Errors:
// the store's.
base::Status verify_audit(store::Store& store, VerifyReport& report);

}  // namespace payoutd::actions
