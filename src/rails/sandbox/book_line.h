// rails/sandbox/book_line.h: an event of the pretend bank's book as a line of text. Words are
// parted by one blank; times are RFC 3339 with six decimals, keys UUIDs, payouts `pyt_…`:
//
//   TIME first KEY PAYOUT AMOUNT_MICRO CURRENCY SCENARIO bank|chain ACCEPTED_UNTIL ENDS_AT
//   TIME repeated KEY PAYOUT AMOUNT_MICRO CURRENCY
//   TIME lost KEY PAYOUT AMOUNT_MICRO CURRENCY
//   TIME cancelled KEY
//   TIME told KEY
//
// The scenario is the one that the attempt follows, which is `ok` when what was lost or needed
// action is tried again. ACCEPTED_UNTIL of what is accepted for ever is
// 9999-12-31T23:59:59.999999Z. Each call of submit() is one line: so a payout was paid twice if two
// of its `first` lines name scenarios that send money and neither key was cancelled.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rails/sandbox/book.h"

namespace payoutd::rails::sandbox {

inline constexpr size_t book_line_bytes_max = 512;

// Without the line's end.
std::string to_line(const BookEvent& event);
// Nothing if it is not such a line.
std::optional<BookEvent> parse_line(std::string_view line);

}  // namespace payoutd::rails::sandbox
