// store/sqlite/database_file.h: what is asked of a file before SQLite is. Private to the driver.
#pragma once

#include <string>

#include "base/result.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::store::sqlite {

// Errors: those of open_sqlite_store that need no look at the tables.
base::Status expect_usable_path(const std::string& path, Missing missing);

// Before the first connection of the process.
void configure_sqlite_once();

}  // namespace payoutd::store::sqlite
