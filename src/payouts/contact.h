// payouts/contact.h: the forms of what tells who a beneficiary is and how to reach one. Forms only:
// whether a country or an address exists, nobody asks.
#pragma once

#include <string_view>

namespace payoutd::payouts {

// something@something without blanks.
bool is_plausible_email(std::string_view text);
// Two letters A–Z (ISO 3166-1 alpha-2).
bool is_country_code(std::string_view text);
// `+` and 7 to 15 digits (E.164).
bool is_phone_number(std::string_view text);

}  // namespace payoutd::payouts
