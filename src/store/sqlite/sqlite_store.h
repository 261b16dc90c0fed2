// store/sqlite/sqlite_store.h: the store in one SQLite file: WAL, synchronous=FULL, STRICT tables,
// foreign keys. Any number of readers beside one writer; several processes may share the file.
#pragma once

#include <memory>
#include <string>

#include "base/clock.h"
#include "store/store.h"

namespace payoutd::store::sqlite {

// create: a missing file is made (its folder must exist). must_exist: a missing file is refused.
enum class Missing { create, must_exist };

// Opens the file and brings its schema up to date. Errors:
// `database_missing`, `database_folder_missing`, `store_read_only` (the file or its folder cannot
// be written), `store_damaged` (damaged, or no SQLite file), `not_payoutd` (a database of something
// else), `schema_too_new` (written by a newer payoutd; nothing was changed), `store_unavailable`.
base::Result<std::unique_ptr<Store>> open_sqlite_store(const std::string& path, Missing missing,
                                                       const base::Clock& clock);

// Opens the file for reading alone and changes nothing, its schema neither. Errors: as above, and
// the refusal `schema_too_old`.
base::Result<std::unique_ptr<Store>> open_sqlite_read_only(const std::string& path);

// Store::copy_to for a file of any schema; it is not looked into. Errors: as above.
base::Status copy_sqlite_file(const std::string& from, const std::string& to, base::Random& random);

}  // namespace payoutd::store::sqlite
