// api/console/answer.h: what handlers of the console API that answer later have in common.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "http/response.h"

namespace payoutd::api::console {

// A responder as a callback can hold it.
using SharedResponder = std::shared_ptr<http::Responder>;
inline SharedResponder share(http::Responder responder) {
  return std::make_shared<http::Responder>(std::move(responder));
}

inline http::Response json_response(std::string body, int status = 200) {
  http::Response response;
  response.status = status;
  response.set("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

}  // namespace payoutd::api::console
