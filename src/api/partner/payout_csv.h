// api/partner/payout_csv.h: a payout as a row of an export in CSV (RFC 4180), which an import takes
// back (docs/IMPORT.md).
#pragma once

#include <string>
#include <string_view>

#include "payouts/payout.h"

namespace payoutd::api::partner {

// The names of the columns: those of an import of a client, `id` before them.
void append_csv_header(std::string& out);

// What is unset is empty.
void append_csv_row(const payouts::PayoutView& payout, std::string& out);

// A text as a cell. One that a spreadsheet might take for a formula (its first byte is one of
// = + - @, tab, CR, LF) gets an apostrophe before it; so that this can be undone, so does one that
// is such a text behind apostrophes.
// Writes to memory that has room for csv_cell_bytes_max(text) bytes; returns the end.
char* write_csv_cell(std::string_view text, char* out);
inline size_t csv_cell_bytes_max(std::string_view text) {
  return 2 * text.size() + 3;
}

}  // namespace payoutd::api::partner
