// http/request_id.h: the name under which a request is found in answers, error bodies and logs.
#pragma once

#include <array>
#include <string>

#include "base/random.h"
#include "http/request.h"

namespace payoutd::http {

// Makes ids from random bytes that it fetches many at a time. One thread at a time.
class RequestIds {
 public:
  // Sets request.request_id to the one X-Request-Id that the client sent if that is 1 to 128
  // visible ASCII characters, else to `req_` and 26 characters of Crockford base32.
  void assign(Request& request);

 private:
  void make(std::string& out);

  base::SystemRandom random_;
  std::array<unsigned char, 4096> bytes_{};
  size_t used_ = sizeof(bytes_);
};

}  // namespace payoutd::http
