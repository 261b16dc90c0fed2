// server/rails.h: the rails that there are, and which payout goes where; the only place that names
// one.
#pragma once

#include <memory>

#include "actions/rail_choice.h"
#include "base/clock.h"
#include "rails/manual/manual_rail.h"
#include "rails/sandbox/sandbox_rail.h"
#include "server/settings.h"

namespace payoutd::server {

class Rails {
 public:
  // `clock` must outlive it. Errors: those of rails::sandbox::open_file_book, and `bad_rail_route`.
  static base::Result<std::unique_ptr<Rails>> open(const Settings& settings,
                                                   const base::Clock& clock);

  const actions::RailChoice& choice() const { return *choice_; }

 private:
  Rails() = default;

  std::unique_ptr<rails::sandbox::SandboxBook> book_;
  std::unique_ptr<rails::sandbox::SandboxRail> sandbox_;
  rails::manual::ManualRail manual_;
  std::unique_ptr<actions::RailChoice> choice_;
};

}  // namespace payoutd::server
