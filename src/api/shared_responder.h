// api/shared_responder.h: a responder as a callback can hold it.
#pragma once

#include <memory>

#include "http/response.h"

namespace payoutd::api {

using SharedResponder = std::shared_ptr<http::Responder>;
inline SharedResponder share(http::Responder responder) {
  return std::make_shared<http::Responder>(std::move(responder));
}

}  // namespace payoutd::api
