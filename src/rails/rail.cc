#include "rails/rail.h"

#include "base/check.h"

namespace payoutd::rails {

std::string_view to_text(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::accepted:
      return "accepted";
    case OutcomeKind::settling:
      return "settling";
    case OutcomeKind::settled:
      return "settled";
    case OutcomeKind::refused:
      return "refused";
    case OutcomeKind::needs_action:
      return "needs_action";
    case OutcomeKind::cancelled:
      return "cancelled";
    case OutcomeKind::never_received:
      return "never_received";
    case OutcomeKind::unknown:
      return "unknown";
  }
  base::fail_check("an outcome is one of eight", __FILE__, __LINE__);
}

bool is_final(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::settled:
    case OutcomeKind::refused:
    case OutcomeKind::needs_action:
    case OutcomeKind::cancelled:
      return true;
    case OutcomeKind::accepted:
    case OutcomeKind::settling:
    case OutcomeKind::never_received:
    case OutcomeKind::unknown:
      return false;
  }
  base::fail_check("an outcome is one of eight", __FILE__, __LINE__);
}

}  // namespace payoutd::rails
