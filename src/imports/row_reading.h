// imports/row_reading.h: the fields of one row, taken one by one; what is wrong is collected, so
// that a row's faults are told all at once. Private to imports.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "imports/row.h"

namespace payoutd::imports {

using base::Lines;

class RowReading {
 public:
  // Notes unknown, repeated and missing columns right away.
  RowReading(const Row& row, const RowRules& rules, const std::vector<ColumnRule>& columns);

  // Each gives nothing (or an empty text, or 0) for a field that is unset or refused.
  std::string text(std::string_view name, size_t bytes_max, Lines lines);
  std::optional<money::Currency> currency(std::string_view name);
  std::optional<money::Amount> amount(std::string_view name, money::Currency currency,
                                      int64_t max_micro = money::amount_max_micro);
  int64_t micro(std::string_view name);  // a positive whole number of micro-units
  std::optional<payouts::Status> status(std::string_view name,
                                        std::optional<payouts::Status> (*parse)(std::string_view));
  // Not before `earliest` (1970 if there is none), not after now.
  std::optional<base::Timestamp> time(std::string_view name,
                                      std::optional<base::Timestamp> earliest);
  void expect_country(std::string_view name);  // two letters A–Z
  void expect_email(std::string_view name);    // something@something, no blanks

  void refuse(std::string_view name, std::string_view rule, std::string message);
  std::vector<base::FieldError> take_problems() { return std::move(problems_); }

 private:
  const Field* find_field(std::string_view name) const;
  std::string_view find(std::string_view name) const;
  std::optional<base::Timestamp> plausible(std::string_view name, base::Timestamp time,
                                           std::optional<base::Timestamp> earliest);

  const Row& row_;
  const RowRules& rules_;
  std::vector<base::FieldError> problems_;
};

}  // namespace payoutd::imports
