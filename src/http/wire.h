// http/wire.h: bytes to requests. Does no input or output: the connection and the fuzz target feed
// it. Beast's parser reads; where it lets pass what another server in front of us may read
// differently (request smuggling), the checks here refuse. Private to http/.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "http/chunks.h"
#include "http/request.h"
#include "http/router.h"
#include "http/server.h"

namespace payoutd::http {

// One thread at a time.
class RequestReader {
 public:
  enum class State {
    empty,     // no byte of a request so far
    head,      // within the request line and headers
    body,      // the head is whole and stored
    complete,  // the request is whole
    failed,    // fault() says why; where the next request would begin is unknown
  };

  // `router`, if there is one, says how large a body each surface takes; it must outlive this.
  explicit RequestReader(const Limits& limits, const Router* router = nullptr);
  ~RequestReader();

  // Reads what it can of one request into `request` (method, target, path, query, headers, body)
  // and returns how many bytes it took; it never takes one of the next request. The rest must be
  // given again with more behind it. Never waits for more than header_bytes_max + 4 bytes that it
  // does not take. Not to be called in State::complete or failed. After a failure `request` holds
  // what was understood, at least an empty target.
  size_t take(std::string_view bytes, Request& request);

  // Fills method and target of `request` from a head that never became whole, for error bodies.
  void salvage(std::string_view bytes, Request& request) const;

  // Makes ready for the next request.
  void reset();

  State state() const { return state_; }
  Fault fault() const { return fault_; }
  bool finished() const { return state_ == State::complete || state_ == State::failed; }
  // Known once the head is whole.
  bool is_http_1_0() const;
  bool keep_alive() const;
  bool wants_continue() const;  // the client waits for `100 Continue` before it sends the body

 private:
  class Parser;
  class Slot;  // a Parser that can be made anew in its place

  // Where the head ends, 0 if it is not whole yet. May fail.
  size_t find_head_end(std::string_view bytes);
  // Always 0, for callers that give a count of bytes.
  size_t fail(Fault fault) {
    state_ = State::failed;
    fault_ = fault;
    return 0;
  }
  size_t body_bytes_max(const Request& request) const;
  void read_head(std::string_view head, Request& request);
  size_t read_body(std::string_view bytes, Request& request);

  const Limits limits_;
  const Router* router_;
  std::unique_ptr<Slot> slot_;
  State state_ = State::empty;
  Fault fault_ = Fault::bad_request;
  ChunkReader chunks_;
  size_t body_left_ = 0;   // of a body that is not in chunks
  size_t scanned_ = 0;     // bytes of the head in which no end was found
  bool saw_line_ = false;  // the request line is whole
};

}  // namespace payoutd::http
