// api/console/answer.h: what handlers of the console API that answer later have in common.
#pragma once

#include <string>
#include <utility>

#include "api/shared_responder.h"

namespace payoutd::api::console {

inline http::Response json_response(std::string body, int status = 200) {
  http::Response response;
  response.status = status;
  response.set("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

}  // namespace payoutd::api::console
