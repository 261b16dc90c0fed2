// rails/manual/manual_rail.h: the rail of last resort: a person sends the money and records that it
// was sent. payoutd hands nothing to it.
#pragma once

#include "rails/rail.h"

namespace payoutd::rails::manual {

// Has no state.
class ManualRail final : public Rail {
 public:
  Capabilities capabilities() const override { return {"manual", false, true, false}; }
  Outcome submit(const Instruction& instruction) override;
  Outcome ask(const AttemptKey& key) override;
  Outcome cancel(const AttemptKey& key) override;
};

}  // namespace payoutd::rails::manual
