// http/body_source.h: a body that is made while it is sent, for answers that memory need not hold.
#pragma once

#include <string>

namespace payoutd::http {

// Pulled on the connection's loop thread, by one caller, and only when the socket has taken the
// piece before: a slow client makes it wait, and memory holds one piece. Between two pieces the
// loop's other connections have their turn, so a piece should take no longer than a look-up does.
//
// HTTP/1.1 gets the pieces as chunks, and the connection may stay. HTTP/1.0 gets them without a
// length, and the connection's end is the body's.
//
// Destroyed as soon as nothing more is wanted of it, as a rule on the loop's thread: at its end,
// when the client is gone, stalls or is cut by stop(), and unpulled for HEAD, 204 and 304. If the
// connection was cut before the answer was given, on the thread that gave it.
class BodySource {
 public:
  enum class Next {
    more,    // call again
    end,     // that was all
    broken,  // there should be more, but it cannot be had
  };

  virtual ~BodySource() = default;

  // Appends the next piece, some 64 KiB, to `out`, which is empty and keeps its memory from call to
  // call. An empty piece is no end and no way to wait: the next one is asked for after the loop's
  // turn. Not called again after `end` or `broken`.
  // Broken, or an exception (which is logged): what this call appended is not sent, and the
  // connection is cut such that the client sees that its answer is not whole.
  virtual Next append_next(std::string& out) = 0;
};

}  // namespace payoutd::http
