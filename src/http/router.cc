#include "http/router.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <utility>

#include "base/check.h"

namespace payoutd::http {
namespace {

std::string_view path_of(std::string_view target) {
  return target.substr(0, target.find('?'));
}

bool below_prefix(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) &&
         (prefix.empty() || path.size() == prefix.size() || path[prefix.size()] == '/');
}

bool is_value(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

// Cuts the first segment off `rest`, which begins with `/`.
std::string_view next_segment(std::string_view& rest) {
  rest.remove_prefix(1);
  const size_t end = std::min(rest.find('/'), rest.size());
  const std::string_view segment = rest.substr(0, end);
  rest.remove_prefix(end);
  return segment;
}

void log_exception(const Request& request, const char* what) {
  std::fprintf(stderr, "http: handler of %s threw: %s (request %s)\n",
               std::string(request.pattern).c_str(), what, request.request_id.c_str());
}

}  // namespace

int status_of(Fault fault) {
  switch (fault) {
    case Fault::bad_request:
      return 400;
    case Fault::not_found:
      return 404;
    case Fault::method_not_allowed:
      return 405;
    case Fault::request_timeout:
      return 408;
    case Fault::body_too_large:
      return 413;
    case Fault::uri_too_long:
      return 414;
    case Fault::headers_too_large:
      return 431;
    case Fault::internal:
      return 500;
    case Fault::overloaded:
      return 503;
  }
  return 500;
}

Router::Router() : nodes_(1) {}

void Router::add_surface(Surface surface) {
  base::check(surface.prefix.empty() || surface.prefix.front() == '/', "a prefix begins with /");
  base::check(!surface.prefix.ends_with('/'), "a prefix does not end with /");
  base::check(static_cast<bool>(surface.render_fault), "a surface renders its faults");
  const auto at = std::find_if(surfaces_.begin(), surfaces_.end(), [&](const Surface& other) {
    return other.prefix.size() <= surface.prefix.size();
  });
  for (const Surface& other : surfaces_) {
    base::check(other.prefix != surface.prefix, "one surface for one prefix");
  }
  surfaces_.insert(at, std::move(surface));
}

size_t Router::node_of(std::string_view pattern, std::vector<std::string>& value_names) {
  base::check(pattern.starts_with('/'), "a pattern begins with /");
  size_t at = 0;
  for (std::string_view rest = pattern; !rest.empty();) {
    const std::string_view segment = next_segment(rest);
    base::check(!segment.empty() || rest.empty(), "no // in a pattern");
    size_t child = none;
    if (is_value(segment)) {
      value_names.emplace_back(segment.substr(1, segment.size() - 2));
      child = nodes_[at].value;
    } else {
      for (const auto& [text, node] : nodes_[at].literals) {
        if (text == segment) child = node;
      }
    }
    if (child == none) {
      child = nodes_.size();
      nodes_.emplace_back();
      if (is_value(segment)) {
        nodes_[at].value = child;
      } else {
        nodes_[at].literals.emplace_back(segment, child);
      }
    }
    at = child;
  }
  return at;
}

void Router::add(Method method, std::string pattern, Handler handler) {
  base::check(method != Method::other, "a route has a method that has a name");
  base::check(static_cast<bool>(handler), "a route has a handler");
  std::vector<std::string> value_names;
  Node& node = nodes_[node_of(pattern, value_names)];
  if (node.route == none) {
    node.route = routes_.size();
    routes_.push_back({std::move(pattern), value_names, {}});
  }
  Route& route = routes_[node.route];
  base::check(route.value_names == value_names, "patterns of one path name its values alike");
  for (const auto& known : route.methods) {
    base::check(known.first != method, "a method is routed once");
  }
  route.methods.emplace_back(method, std::move(handler));
}

const Handler* Router::Route::handler_of(Method method) const {
  for (const auto& [known, handler] : methods) {
    if (known == method) return &handler;
  }
  return method == Method::head ? handler_of(Method::get) : nullptr;
}

const Surface& Router::surface_of(std::string_view path) const {
  for (const Surface& surface : surfaces_) {
    if (below_prefix(path, surface.prefix)) return surface;
  }
  base::fail_check("a router has a surface for every path", __FILE__, __LINE__);
}

const Router::Route* Router::find_below(const Node& node, std::string_view rest,
                                        std::vector<PathValue>& values) const {
  if (rest.empty()) return node.route == none ? nullptr : &routes_[node.route];
  const std::string_view segment = next_segment(rest);
  for (const auto& [text, child] : node.literals) {
    if (text != segment) continue;
    if (const Route* route = find_below(nodes_[child], rest, values)) return route;
    break;
  }
  if (node.value == none || segment.empty()) return nullptr;
  values.emplace_back(std::string_view(), segment);
  if (const Route* route = find_below(nodes_[node.value], rest, values)) return route;
  values.pop_back();
  return nullptr;
}

const Router::Route* Router::find(std::string_view path, std::vector<PathValue>& values) const {
  values.clear();
  if (!path.starts_with('/')) return nullptr;
  const Route* route = find_below(nodes_.front(), path, values);
  // The names are known only now: patterns that share a path's beginning may name it differently.
  for (size_t i = 0; i < values.size(); ++i) values[i].first = route->value_names[i];
  return route;
}

std::string Router::allow_of(const Route& route, const Surface& surface) {
  std::string allow;
  const auto append = [&](Method method) {
    if (!allow.empty()) allow += ", ";
    allow += to_text(method);
  };
  bool has_head = false;
  bool has_options = false;
  for (const auto& known : route.methods) {
    has_head = has_head || known.first == Method::head;
    has_options = has_options || known.first == Method::options;
  }
  for (const auto& known : route.methods) {
    append(known.first);
    if (known.first == Method::get && !has_head) append(Method::head);
  }
  if (surface.answer_options && !has_options) append(Method::options);
  return allow;
}

void Router::handle(Request& request, Responder responder) const {
  const Surface& surface = surface_of(request.path);
  responder.belong_to(surface, request);
  const Route* route = find(request.path, request.path_values);
  request.pattern = route == nullptr ? std::string_view() : std::string_view(route->pattern);
  try {
    if (route == nullptr) {
      if (request.path == "*" && request.method == Method::options) {
        return responder.send(Response{204, {}, {}});
      }
      return responder.send(surface.render_fault(Fault::not_found, request.request_id));
    }
    if (const Handler* handler = route->handler_of(request.method)) {
      return (*handler)(request, std::move(responder));
    }
    const std::string allow = allow_of(*route, surface);
    if (request.method == Method::options && surface.answer_options) {
      return responder.send(surface.answer_options(request, allow));
    }
    Response response = surface.render_fault(Fault::method_not_allowed, request.request_id);
    response.set("Allow", allow);
    responder.send(std::move(response));
  } catch (const std::exception& error) {
    // The responder is on its way out, here or in the handler, and answers Fault::internal itself.
    log_exception(request, error.what());
  } catch (...) {
    log_exception(request, "something that is no std::exception");
  }
}

Response Router::render_fault(Fault fault, std::string_view target,
                              std::string_view request_id) const {
  Request request;
  request.target = target;
  request.path = path_of(request.target);
  request.query = std::string_view(request.target).substr(request.path.size());
  if (!request.query.empty()) request.query.remove_prefix(1);
  request.request_id = request_id;
  return render_fault(fault, request);
}

Response Router::render_fault(Fault fault, const Request& request) const {
  const Surface& surface = surface_of(request.path);
  Response response = surface.render_fault(fault, request.request_id);
  if (fault == Fault::overloaded) response.set("Retry-After", "1");
  if (surface.decorate) surface.decorate(request, response);
  return response;
}

std::string_view Router::pattern_of(std::string_view path) const {
  std::vector<PathValue> values;
  const Route* route = find(path, values);
  return route == nullptr ? std::string_view() : std::string_view(route->pattern);
}

}  // namespace payoutd::http
