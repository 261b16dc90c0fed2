// server/open_store.h: the database that the settings name; the only place that names a driver.
#pragma once

#include <memory>

#include "base/clock.h"
#include "base/seal.h"
#include "server/settings.h"
#include "store/sqlite/sqlite_store.h"

namespace payoutd::server {

// Errors: those of open_sqlite_store.
base::Result<std::unique_ptr<store::Store>> open_store(const Settings& settings,
                                                       store::sqlite::Missing missing,
                                                       const base::Clock& clock);

// Where the database is; other files of an installation lie beside it.
std::string database_path(const Settings& settings);

// The file that the sealing key is read from; empty if it is a setting.
std::string seal_key_path(const Settings& settings);

// The installation's sealing key: of the settings, or of the key file, made if there is none.
// Errors: those of base::load_or_make_seal_key.
base::Result<base::SealKey> open_seal_key(const Settings& settings, base::Random& random);

}  // namespace payoutd::server
