// imports/jsonl.h: the JSON lines half of file_reader.h. Private to imports.
#pragma once

#include <istream>

#include "imports/file_reader.h"

namespace payoutd::imports {

// Numbers reach the sink as the text that they have in the file.
base::Status read_jsonl(std::istream& file, RowSink& sink);

}  // namespace payoutd::imports
