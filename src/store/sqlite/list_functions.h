// store/sqlite/list_functions.h: what lists need of SQL and SQL has not. Private to the driver.
#pragma once

#include "payouts/list_query.h"
#include "payouts/list_summary.h"
#include "store/sqlite/connection.h"

namespace payoutd::store::sqlite {

// Teaches the connection the functions that sql/list_statements.h names. Throws Failure.
void add_list_functions(Connection& connection);

// See Store::summarize. Throws Failure.
base::Result<payouts::ListSummary> summarize_list(Connection& reader, payouts::OwnerKey owner,
                                                  const payouts::ListFilter& filter);

}  // namespace payoutd::store::sqlite
