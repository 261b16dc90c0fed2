// store/sqlite/list_statement.h: a question to a list as SQL. Private to the driver; throws
// Failure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "payouts/list_query.h"
#include "payouts/payout.h"
#include "store/sqlite/connection.h"

namespace payoutd::store::sqlite {

// A filter's conditions and their values, which live as long as this object.
class ListCondition {
 public:
  explicit ListCondition(const payouts::ListFilter& filter);

  // A statement that begins with `beginning` (sql/list_statements.h) and ends with `end`; all but
  // ?9 is bound. Must not outlive the condition.
  Statement prepare(Connection& connection, payouts::OwnerKey owner, std::string_view beginning,
                    std::string_view end) const;

 private:
  const payouts::ListFilter filter_;
  const std::string folded_search_;
  const std::string currencies_;  // a JSON array
  std::optional<payouts::BeneficiaryId> beneficiary_;
  std::string where_;
};

// ORDER BY … of the query's field, direction and ties.
std::string order_of(const payouts::ListQuery& query);

}  // namespace payoutd::store::sqlite
