// actions/create_user.h: a new end user of the console.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "store/store.h"

namespace payoutd::actions {

// What a new user may begin with.
struct UserStart {
  std::optional<money::Amount>
      credit{};               // a reward, available at once; above 0 and bounded (checked)
  std::string referred_by{};  // the code of who invited the user; empty: nobody
};

// The address is trimmed and lower-cased. The user and the start are one transaction. Refusals:
// `email_invalid`, `email_taken`, `code_unknown`. Or the store's errors.
base::Result<store::Owner> create_user(store::Store& store, const base::Clock& clock,
                                       base::Random& random, std::string_view email,
                                       const UserStart& start = {});

}  // namespace payoutd::actions
