// http/router.h: which handler answers which method and path. Built once, then read by all threads.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/request.h"
#include "http/response.h"

namespace payoutd::http {

// Runs on a server thread and must not block it for long: slow work goes elsewhere and answers
// through the responder later. `request` lives until the responder has been used or destroyed.
using Handler = std::function<void(const Request& request, Responder responder)>;

// What went wrong before, or instead of, a handler.
enum class Fault {
  bad_request,         // 400: not HTTP
  not_found,           // 404
  method_not_allowed,  // 405; the Allow header is added by the router
  request_timeout,     // 408: the client stalled
  body_too_large,      // 413
  uri_too_long,        // 414
  headers_too_large,   // 431
  internal,            // 500: the handler threw or gave no answer
  overloaded,          // 503: too many connections; Retry-After is added
};
int status_of(Fault fault);

// Routes below one prefix share the shape of their errors.
struct Surface {
  std::string prefix;  // "/api/v1"; "" takes what no other surface does
  std::function<Response(Fault fault, std::string_view request_id)> render_fault;
  // Adds to every answer of the surface, faults too (CORS, security headers). May be empty.
  std::function<void(const Request& request, Response& response)> decorate;
  // Answers OPTIONS on a known path; empty: OPTIONS is 405 like any other unknown method.
  std::function<Response(const Request& request, std::string_view allow)> answer_options;
  // A larger body is 413, found out before any of it is stored. Limits::body_bytes_max holds
  // besides.
  size_t body_bytes_max = static_cast<size_t>(-1);
};

class Router {
 public:
  Router();

  // The longest prefix that ends at a `/` or at the end of the path wins. One surface must be "".
  void add_surface(Surface surface);
  // `pattern` is a whole path: "/api/v1/payouts/{id}"; `{name}` stands for one non-empty segment,
  // and a literal segment wins over one, the leftmost first; methods are looked at only then. GET
  // also answers HEAD. The same method and pattern twice is a bug, and so is adding while serving.
  void add(Method method, std::string pattern, Handler handler);

  // Finds the handler, calls it, and gives its decorated answer to `responder`; a fault's
  // otherwise. Fills request.path_values and pattern. `OPTIONS *` is answered 204. A handler that
  // throws is answered as Fault::internal (and logged to standard error). Safe from any thread.
  void handle(Request& request, Responder responder) const;

  // For faults found before there is a whole request. `target` may be empty or cut off.
  Response render_fault(Fault fault, std::string_view target, std::string_view request_id) const;
  // The same with all that is known of the request, so that decorate sees its headers.
  Response render_fault(Fault fault, const Request& request) const;

  // Of the surface that the path belongs to.
  size_t body_bytes_max(std::string_view path) const { return surface_of(path).body_bytes_max; }

  // The pattern that a path belongs to ("/api/v1/payouts/{id}"), for metrics; "" if none.
  std::string_view pattern_of(std::string_view path) const;

 private:
  struct Route {
    std::string pattern;
    std::vector<std::string> value_names;
    std::vector<std::pair<Method, Handler>> methods;

    const Handler* handler_of(Method method) const;  // null if there is none; HEAD finds GET's
  };
  // A segment of one or several patterns; children and route are places in nodes_ and routes_.
  struct Node {
    std::vector<std::pair<std::string, size_t>> literals;
    size_t value = none;
    size_t route = none;
  };
  static constexpr size_t none = static_cast<size_t>(-1);

  const Surface& surface_of(std::string_view path) const;
  size_t node_of(std::string_view pattern, std::vector<std::string>& value_names);
  const Route* find(std::string_view path, std::vector<PathValue>& values) const;
  const Route* find_below(const Node& node, std::string_view rest,
                          std::vector<PathValue>& values) const;
  static std::string allow_of(const Route& route, const Surface& surface);

  std::vector<Surface> surfaces_;  // longest prefix first
  std::vector<Node> nodes_;        // the first is the root
  std::vector<Route> routes_;
};

}  // namespace payoutd::http
