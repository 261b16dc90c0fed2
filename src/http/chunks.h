// http/chunks.h: bodies in chunks (RFC 9112 §7.1), read and written. Private to http/.
// Not Beast's reader: that looks for the end of a quoted extension beyond its line, so that two
// servers can see different bodies, and it adds trailers to the headers. Here extensions and
// trailers are checked for their form and dropped.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "http/router.h"

namespace payoutd::http {

// A character of a method's or header's name (RFC 9110 §5.6.2).
bool is_token_char(char c);
// A control other than tab: never part of a header, an extension or a target.
bool is_control(char c);

// One thread at a time. The same bytes give the same result in whatever pieces they come.
class ChunkReader {
 public:
  enum class State { reading, complete, failed };

  // A line, and all trailers together, may have `line_bytes_max` bytes.
  ChunkReader(size_t body_bytes_max, size_t line_bytes_max)
      : body_bytes_max_(body_bytes_max), line_bytes_max_(line_bytes_max) {}

  // Appends to `body` and returns how many bytes it took; the rest, at most line_bytes_max, must be
  // given again with more behind it.
  size_t take(std::string_view bytes, std::string& body);

  void reset(size_t body_bytes_max) { *this = ChunkReader(body_bytes_max, line_bytes_max_); }
  State state() const { return state_; }
  Fault fault() const { return fault_; }  // in State::failed

 private:
  enum class Expect { size, data, data_end, trailer };

  void read_line(std::string_view line, size_t body_size);
  void read_size(std::string_view line, size_t body_size);
  void read_trailer(std::string_view line);
  void fail(Fault fault) {
    state_ = State::failed;
    fault_ = fault;
  }

  size_t body_bytes_max_;
  size_t line_bytes_max_;
  State state_ = State::reading;
  Fault fault_ = Fault::bad_request;
  Expect expect_ = Expect::size;
  size_t data_left_ = 0;
  size_t trailer_bytes_ = 0;
};

enum class Place { within, last };

// Makes a chunk of `data`: appends to `before` what goes ahead of it and to `data` what goes behind
// it, at the last place the body's end. Of no data only that end remains.
void make_chunk(Place place, std::string& before, std::string& data);

}  // namespace payoutd::http
