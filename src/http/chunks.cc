#include "http/chunks.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>

namespace payoutd::http {

bool is_token_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
}

bool is_control(char c) {
  return (c >= 0 && c < ' ' && c != '\t') || c == 0x7f;
}

void ChunkReader::read_size(std::string_view line, size_t body_size) {
  uint64_t size = 0;
  const char* const end = line.data() + line.size();
  const auto [after, error] = std::from_chars(line.data(), end, size, 16);
  if (error != std::errc() || (after != end && *after != ';')) return fail(Fault::bad_request);
  if (size > body_bytes_max_ - body_size) return fail(Fault::body_too_large);
  data_left_ = static_cast<size_t>(size);
  expect_ = size == 0 ? Expect::trailer : Expect::data;
}

void ChunkReader::read_trailer(std::string_view line) {
  if (line.empty()) {
    state_ = State::complete;
    return;
  }
  trailer_bytes_ += line.size();
  const size_t name_end = std::min(line.find(':'), line.size());
  if (name_end == 0 || name_end == line.size() ||
      !std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(name_end),
                   is_token_char)) {
    return fail(Fault::bad_request);
  }
  if (trailer_bytes_ > line_bytes_max_) fail(Fault::headers_too_large);
}

void ChunkReader::read_line(std::string_view line, size_t body_size) {
  if (std::any_of(line.begin(), line.end(), is_control)) return fail(Fault::bad_request);
  switch (expect_) {
    case Expect::size:
      if (line.empty()) return fail(Fault::bad_request);
      return read_size(line, body_size);
    case Expect::data_end:
      if (!line.empty()) return fail(Fault::bad_request);
      expect_ = Expect::size;
      return;
    case Expect::trailer:
      return read_trailer(line);
    case Expect::data:
      return;
  }
}

size_t ChunkReader::take(std::string_view bytes, std::string& body) {
  size_t taken = 0;
  while (state_ == State::reading && taken < bytes.size()) {
    const std::string_view rest = bytes.substr(taken);
    if (expect_ == Expect::data) {
      const size_t count = std::min(data_left_, rest.size());
      body.append(rest.substr(0, count));
      taken += count;
      data_left_ -= count;
      if (data_left_ == 0) expect_ = Expect::data_end;
      continue;
    }
    const size_t line_end = rest.substr(0, line_bytes_max_).find('\n');
    if (line_end == std::string_view::npos) {
      if (rest.size() >= line_bytes_max_) fail(Fault::headers_too_large);
      break;
    }
    if (line_end == 0 || rest[line_end - 1] != '\r') {
      fail(Fault::bad_request);
      break;
    }
    read_line(rest.substr(0, line_end - 1), body.size());
    taken += line_end + 1;
  }
  return taken;
}

void make_chunk(Place place, std::string& before, std::string& data) {
  if (!data.empty()) {  // a chunk of nothing would end the body
    std::array<char, 16> digits;
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), data.size(), 16).ptr;
    before.append(digits.data(), end).append("\r\n");
    data += "\r\n";
  }
  if (place == Place::last) data += "0\r\n\r\n";
}

}  // namespace payoutd::http
