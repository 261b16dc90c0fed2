// imports/line_reader.h: a file line by line, with a bound on a line's length. Private to imports.
#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace payoutd::imports {

inline constexpr size_t row_bytes_max = 1 << 20;

class LineReader {
 public:
  explicit LineReader(std::istream& file);

  // A byte order mark at the beginning of the file is skipped.
  enum class Got { line, too_long, end, failed };
  // Gives the next line with its line feed, if it has one. A line that is too long is skipped.
  Got next(std::string& line);
  // Of the line given last; the first is 1.
  uint64_t number() const { return number_; }

 private:
  bool fill();

  std::istream& file_;
  std::vector<char> block_;
  size_t begin_ = 0;
  size_t end_ = 0;
  uint64_t number_ = 0;
};

}  // namespace payoutd::imports
