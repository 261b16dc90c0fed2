// referrals/code.h: the words by which a user invites others: the account's own code, which always
// works, and a slug of the user's choice. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/uuid.h"
#include "payouts/payout.h"

namespace payoutd::referrals {

using CodeId = base::Id<struct CodeTag>;

// The account's id in 26 characters of Crockford's base32: kept nowhere, never somebody else's.
std::string account_code(const payouts::OwnerId& user);
std::optional<payouts::OwnerId> parse_account_code(std::string_view code);

// Blanks around it cut off, ASCII letters in lower case: what is judged, stored and looked up.
std::string normalised_slug(std::string_view text);
// 3 to 32 of a–z, 0–9 and `-`, no `-` at its ends. Of a normalised one.
bool is_slug(std::string_view slug);
// Words that would be taken for the company's own, and what could be an account's code.
bool is_reserved_slug(std::string_view slug);

}  // namespace payoutd::referrals
