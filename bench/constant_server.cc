// The floor of the list benchmarks: payoutd's own HTTP server, with the same limits, answering
// every GET with constant bytes and the headers that a list has. What a list costs beyond this is
// the list.
//   constant_server PORT BODY_BYTES
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>

#include "http/server.h"

int main(int argc, char** argv) {
  using namespace payoutd;
  if (argc != 3) {
    std::cerr << "usage: constant_server PORT BODY_BYTES\n";
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  http::Response answer;
  answer.set("Content-Type", "application/json")
      .set("ETag", "\"1-0123456789ab-123456\"")
      .set("Cache-Control", "private, no-cache")
      .set("X-Page", "1")
      .set("X-Per-Page", "20")
      .set("X-Page-Size", "20")
      .set("X-Total-Count", "1000000")
      .set("X-Total-Pages", "50000")
      .set("X-Has-More", "true")
      .set("Link",
           R"(</api/v1/payouts?page=1>; rel="first", </api/v1/payouts?page=2>; rel="next")");
  answer.body = std::string(std::strtoul(argv[2], nullptr, 10), 'x');

  http::Router router;
  http::Surface surface;
  surface.render_fault = [](http::Fault fault, std::string_view) {
    return http::Response{http::status_of(fault), {}, {}};
  };
  router.add_surface(std::move(surface));
  router.add(http::Method::get, "/api/v1/payouts",
             [&answer](const http::Request&, http::Responder responder) {
               responder.send(http::Response(answer));
             });
  http::ServerOptions options;
  options.port = static_cast<uint16_t>(std::strtoul(argv[1], nullptr, 10));
  options.threads = 1;
  http::Server server(router, options, {});
  if (const auto listening = server.listen(); !listening) {
    std::cerr << listening.error().message << "\n";
    return 1;
  }
  std::cout << "listens on " << server.port() << std::endl;
  server.run();
}
