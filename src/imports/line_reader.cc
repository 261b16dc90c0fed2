#include "imports/line_reader.h"

#include <cstring>

namespace payoutd::imports {
namespace {

constexpr size_t block_bytes = 1 << 16;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

}  // namespace

LineReader::LineReader(std::istream& file) : file_(file), block_(block_bytes) {}

bool LineReader::fill() {
  file_.read(block_.data(), static_cast<std::streamsize>(block_.size()));
  begin_ = 0;
  end_ = static_cast<size_t>(file_.gcount());
  return end_ > 0;
}

LineReader::Got LineReader::next(std::string& line) {
  line.clear();
  bool any = false;
  bool too_long = false;
  for (;;) {
    if (begin_ == end_ && !fill()) {
      if (file_.bad()) return Got::failed;
      if (!any) return Got::end;
      break;
    }
    if (!any) ++number_;
    any = true;
    const char* const from = block_.data() + begin_;
    const auto* feed = static_cast<const char*>(std::memchr(from, '\n', end_ - begin_));
    const size_t count = feed != nullptr ? static_cast<size_t>(feed - from) + 1 : end_ - begin_;
    begin_ += count;
    too_long = too_long || line.size() + count > row_bytes_max;
    if (!too_long) line.append(from, count);
    if (feed != nullptr) break;
  }
  if (number_ == 1 && line.starts_with(byte_order_mark)) line.erase(0, byte_order_mark.size());
  return too_long ? Got::too_long : Got::line;
}

}  // namespace payoutd::imports
