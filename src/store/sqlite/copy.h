// store/sqlite/copy.h: a copy of a database that servers write to, of one moment. Private to the
// driver.
//
// By SQLite's backup API in one single step, which holds one read transaction: writers go on beside
// it (WAL), and nothing begins again from the start. In steps of a few pages every write of another
// process does begin it again, so that under load it never ends. `VACUUM INTO` is a read
// transaction too, but builds every table and index anew. Measured on two cores, with a million
// payouts (540 MB) while 7,700 were created each second: the step took 1.0 s (88 MB of WAL beside
// it), VACUUM INTO 2.3 s (189 MB). Beside either 6,600 were created each second; the 99th
// percentile of a create went from 15 to 19 ms with the step, whose worst was 24 ms, and the worst
// with VACUUM INTO was 211 ms.
#pragma once

#include <string>

#include "base/random.h"
#include "payouts/payout.h"
#include "store/sqlite/connection.h"

namespace payoutd::store::sqlite {

// Makes the file `to` (mode 0600, durable, without a journal beside it) from the database `from` as
// it is at a moment after the call. The copy is another incarnation. Refusals: `file_exists`.
// Throws Failure; then there is no file.
base::Status copy_database(const std::string& from, const std::string& to, base::Random& random);

// Of the database that is open: which copy it is; 0 if it never was one.
payouts::Incarnation read_incarnation(Connection& connection);

}  // namespace payoutd::store::sqlite
