// imports/row.h: one row of an import file, as texts, to a payout. Pure; safe from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/timestamp.h"
#include "payouts/payout.h"

namespace payoutd::imports {

// Whose history a file holds: a client's (partner API's field names) or a user's (console API's).
enum class Dialect { client, user };

// A row's named texts, in the file's order. An empty text is an unset field. A CSV row names its
// cells by the header; a JSON row by its keys, with the members of `beneficiary` as
// `beneficiary_email` ….
struct Field {
  std::string_view name;
  std::string_view text;
  bool is_number = false;  // a JSON number: no text field may be one
};
using Row = std::vector<Field>;

// What rows of a dialect are judged by.
struct RowRules {
  Dialect dialect = Dialect::client;
  money::Currency currency;  // of a user's payouts, whose rows name none
  base::Timestamp now;       // nothing may have happened later
};

// Reads a row. Every bad field is told (Error::fields); `reason` is the first one's rule. The
// result has no id, number or version yet, and is marked imported. Rules: `unknown_column`,
// `duplicate_column`, `required`, `utf8`, `control_character`, `too_long`, `not_a_number`,
// `too_many_decimals`, `amount_out_of_range`, `positive`, `not_negative`, `sum`,
// `unknown_currency`, `unknown_status`, `rfc3339`, `before_creation`, `in_the_future`,
// `before_1970`, `status_mismatch`, `country`, `email`, `type`.
base::Result<payouts::Payout> read_row(const Row& row, const RowRules& rules);

// The names that a row of the dialect may have, and whether it must.
struct ColumnRule {
  std::string_view name;
  bool required;
};
std::vector<ColumnRule> columns_of(Dialect dialect);

}  // namespace payoutd::imports
