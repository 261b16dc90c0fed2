#include "imports/file_reader.h"

#include <algorithm>

#include "imports/csv.h"
#include "imports/jsonl.h"

namespace payoutd::imports {

std::optional<Format> format_of(std::string_view file_name) {
  std::string lower(file_name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (lower.ends_with(".csv")) return Format::csv;
  if (lower.ends_with(".jsonl") || lower.ends_with(".ndjson")) return Format::jsonl;
  return std::nullopt;
}

base::Status read_rows(std::istream& file, Format format, Dialect dialect, RowSink& sink) {
  switch (format) {
    case Format::csv:
      return read_csv(file, columns_of(dialect), sink);
    case Format::jsonl:
      return read_jsonl(file, sink);
  }
  return {};
}

}  // namespace payoutd::imports
