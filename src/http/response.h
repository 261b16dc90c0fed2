// http/response.h: an answer, and the handle through which a handler gives it, now or later.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/uuid.h"
#include "http/body_source.h"
#include "http/header_lines.h"

namespace payoutd::http {

// `status` is 200 to 599 (checked: a bug if not). A 204 or 304 loses its body. For HEAD give the
// body that GET would have: it is measured for Content-Length and not sent, a source not even
// pulled.
struct Response {
  int status = 200;
  HeaderLines headers;
  std::string body;
  // If set, the body, in place of `body`: one text for many answers, never copied.
  std::shared_ptr<const std::string> shared_body{};
  // If set, the body, in place of both: made while it is sent. For one answer only, not for copies.
  std::shared_ptr<BodySource> body_source{};

  // Whose request it was, for whoever observes; not sent. The responder's, if that knows.
  std::optional<base::Uuid> subject{};

  // Of an answer without a source.
  std::string_view content() const { return shared_body ? *shared_body : body; }
  Response& set(std::string_view name, std::string_view value) {
    headers.add(name, value);
    return *this;
  }
  Response& set(std::string_view name, uint64_t value) {
    headers.add(name, value);
    return *this;
  }
};

struct Request;
struct Surface;

// Gives one request's answer exactly once, from any thread, during the handler or after it
// returned. Move-only. Destroyed without an answer, it answers 500 through the router's error body.
// The router must outlive it.
class Responder {
 public:
  using Deliver = std::function<void(Response&&)>;
  explicit Responder(Deliver deliver) : deliver_(std::move(deliver)) {}
  Responder(Responder&& other) noexcept
      : deliver_(std::exchange(other.deliver_, nullptr)),
        surface_(other.surface_),
        request_(other.request_),
        headers_(std::move(other.headers_)),
        subject_(other.subject_) {}
  Responder& operator=(Responder&&) = delete;
  ~Responder();

  // A header that the answer will have whatever it is, also the 500 of a missing one.
  Responder& set(std::string_view name, std::string_view value) {
    headers_.add(name, value);
    return *this;
  }
  // It is known who asks: every answer from now on is theirs.
  void set_subject(const base::Uuid& subject) { subject_ = subject; }
  void send(Response&& response);

 private:
  friend class Router;
  // From here on answers are the surface's: decorated by it, and a missing one rendered by it.
  void belong_to(const Surface& surface, const Request& request);
  void decorate(Response& response);

  Deliver deliver_;
  const Surface* surface_ = nullptr;
  const Request* request_ = nullptr;
  HeaderLines headers_;
  std::optional<base::Uuid> subject_;
};

}  // namespace payoutd::http
