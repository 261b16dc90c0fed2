// actions/import_payouts.h: history from a file, all of it or nothing.
#pragma once

#include <functional>
#include <istream>
#include <vector>

#include "base/clock.h"
#include "imports/file_reader.h"
#include "store/store.h"

namespace payoutd::actions {

struct ImportOptions {
  payouts::OwnerId owner;
  imports::Dialect dialect = imports::Dialect::client;
  imports::Format format = imports::Format::csv;
  money::Currency currency;  // of a user's payouts
  bool skip_bad = false;     // take the good rows even if there are bad ones
  // Called now and then with the rows read so far; may be empty.
  std::function<void(uint64_t rows_read)> on_progress;
};

// A row that was not taken, and one thing that is wrong with it.
struct RefusedRow {
  uint64_t line = 0;
  base::FieldError fault;
};

struct ImportReport {
  uint64_t rows_read = 0;
  uint64_t imported = 0;
  uint64_t refused = 0;
  std::vector<RefusedRow> faults;  // of the first bad rows, refused_shown_max at most
};
inline constexpr size_t refused_shown_max = 100;

// One transaction, memory that does not grow with the file. With bad rows and without `skip_bad`
// nothing is stored, and the report says imported 0. Refusals: `owner_not_found`, those of
// imports::read_rows. Or the store's errors.
base::Result<ImportReport> import_payouts(store::Store& store, const base::Clock& clock,
                                          base::Random& random, std::istream& file,
                                          const ImportOptions& options);

}  // namespace payoutd::actions
