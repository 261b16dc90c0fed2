// imports/csv.h: the CSV half of file_reader.h. Private to imports.
#pragma once

#include <istream>
#include <vector>

#include "imports/file_reader.h"

namespace payoutd::imports {

base::Status read_csv(std::istream& file, const std::vector<ColumnRule>& columns, RowSink& sink);

}  // namespace payoutd::imports
