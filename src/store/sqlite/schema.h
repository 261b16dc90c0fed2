// store/sqlite/schema.h: what a file must be before it is used. Private to the driver.
#pragma once

#include "base/clock.h"
#include "store/sqlite/connection.h"

namespace payoutd::store::sqlite {

// Sets the connection's pragmas, recognises the file and runs the migrations that it lacks, in one
// transaction. Refusals: `not_payoutd`, `schema_too_new`. Throws Failure.
base::Status prepare_writer(Connection& writer, const base::Clock& clock);
// For a file that is only read. Refusals: `not_payoutd`, `schema_too_new`, `schema_too_old`.
// Throws Failure.
base::Status expect_current_schema(Connection& reader);
void prepare_reader(Connection& reader);

}  // namespace payoutd::store::sqlite
