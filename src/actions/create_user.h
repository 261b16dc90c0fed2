// actions/create_user.h: a new end user of the console.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "store/store.h"

namespace payoutd::actions {

// The address as users are known by: without blanks around it, ASCII letters in lower case. Refusal
// `email_invalid`: no mail can be sent there; a control character or a line break is no address.
base::Result<std::string> normalise_email(std::string_view email);

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

// The same inside a transaction.
base::Result<store::Owner> add_user(store::Transaction& transaction, base::Timestamp now,
                                    base::Random& random, std::string_view email,
                                    const UserStart& start = {});

// As it would be kept, be it an address or not.
std::string normal_email(std::string_view email);

}  // namespace payoutd::actions
