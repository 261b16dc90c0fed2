// actions/create_user.h: a new end user of the console.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "store/store.h"

namespace payoutd::actions {

// The address as users are known by: without blanks around it, ASCII letters in lower case. Refusal
// `email_invalid`: no mail can be sent there; a control character or a line break is no address.
base::Result<std::string> normalise_email(std::string_view email);

// The address is trimmed and lower-cased. Refusals: `email_invalid`, `email_taken`. Or the store's
// errors.
base::Result<store::Owner> create_user(store::Store& store, const base::Clock& clock,
                                       base::Random& random, std::string_view email);

// The same inside a transaction.
base::Result<store::Owner> add_user(store::Transaction& transaction, base::Timestamp now,
                                    base::Random& random, std::string_view email);

// As it would be kept, be it an address or not.
std::string normal_email(std::string_view email);

}  // namespace payoutd::actions
