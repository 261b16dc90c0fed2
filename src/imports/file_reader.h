// imports/file_reader.h: a file of rows, read in pieces: memory does not grow with the file.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <memory>
#include <string_view>

#include "imports/row.h"

namespace payoutd::imports {

enum class Format { csv, jsonl };

// By the end of the file's name, in any letter case; nothing for another end.
std::optional<Format> format_of(std::string_view file_name);

// Receives a file's rows one after another. Views live during the call.
class RowSink {
 public:
  virtual ~RowSink() = default;
  // `line` is where the row begins; the first line of the file is 1. False ends the reading.
  virtual bool row(uint64_t line, const Row& row) = 0;
  // A row that is none: cannot be split or parsed, or has too many cells.
  virtual bool broken_row(uint64_t line, const base::FieldError& problem) = 0;
};

// Reads CSV (RFC 4180; CRLF or LF; a byte order mark is skipped; the first row is the header) or
// JSON lines (one object each) to the end. Blank lines are skipped. Refusals, before any row:
// `no_header` (an empty file), `unknown_column`, `duplicate_column`, `required` (of the header). A
// row is at most 1 MiB long. Unavailable: `read_failed`.
base::Status read_rows(std::istream& file, Format format, Dialect dialect, RowSink& sink);

}  // namespace payoutd::imports
