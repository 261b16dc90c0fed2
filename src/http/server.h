// http/server.h: sockets to requests and answers to sockets (HTTP/1.0 and 1.1, keep-alive,
// pipelining, TLS). Loud about limits, silent about payouts. Boost is seen by server.cc, loop.cc,
// connection*.cc and wire.cc, OpenSSL by tls.cc, neither by who includes this.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/uuid.h"
#include "http/forwarded.h"
#include "http/router.h"

namespace payoutd::http {

class TlsIdentity;  // http/tls.h

struct Limits {
  size_t body_bytes_max = 8 << 20;
  size_t header_bytes_max = 16 << 10;  // request line and headers together: beyond it 431 or 414
  size_t target_bytes_max = 8 << 10;   // beyond it 414
  size_t connections_max = 10'000;     // one more is answered 503 and closed
  std::chrono::milliseconds header_timeout{
      10'000};  // from a request's first byte to its last header; a handshake has as much
  std::chrono::milliseconds body_timeout{30'000};   // from there to the body's last byte: 408
  std::chrono::milliseconds idle_timeout{75'000};   // between requests: closed without a word
  std::chrono::milliseconds write_timeout{30'000};  // a client that does not read its answer
  std::chrono::milliseconds stop_timeout{20'000};   // what still runs this long after stop() is cut
};

struct ServerOptions {
  std::string host = "127.0.0.1";  // an address, or a name that resolves to one
  uint16_t port = 8080;            // 0: any free one
  int threads = 0;                 // 0: one for each core
  Limits limits;
  // If set, every connection speaks TLS. The process must then ignore SIGPIPE.
  std::shared_ptr<const TlsIdentity> tls{};
  TrustsProxy trusts_proxy{};  // empty: nobody is
};

// One answered request, for logs and metrics. The views live during the call.
struct Exchange {
  std::string_view method;
  std::string_view target;
  std::string_view pattern;  // "" if no route matched
  std::string_view request_id;
  std::string_view remote_address;    // Request::remote_address
  std::optional<base::Uuid> subject;  // nothing: nobody who was known
  int status = 0;
  // Head and body; of a streamed body, with the lines between its chunks, what the socket took.
  size_t response_bytes = 0;
  std::chrono::nanoseconds duration{};  // from the last byte of the request to the answer's first
};

class Server {
 public:
  // `observe` is called once for each answer, on the thread that sends it: when its first bytes
  // go, or when a streamed one has ended, whole or not. May be empty.
  Server(const Router& router, ServerOptions options,
         const std::function<void(const Exchange&)>& observe);
  ~Server();
  Server(const Server&) = delete;

  // Binds and listens. Refusals: `address_invalid`, `address_in_use`, `address_not_allowed`.
  base::Status listen();
  uint16_t port() const;  // the bound one

  // Serves until stop(); returns when every connection is closed.
  void run();

  // Accepts nothing more, closes idle connections, lets running requests finish (their answers say
  // `Connection: close`), and cuts what takes longer than stop_timeout. Safe from any thread, twice
  // too.
  void stop();

  // From now on new connections use this one; those that are open keep theirs. Only for a server
  // that was given one. Safe from any thread.
  void use_tls(std::shared_ptr<const TlsIdentity> tls);

  size_t open_connections() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace payoutd::http
