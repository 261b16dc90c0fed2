#include "api/operators/change_answer.h"

#include "api/idempotency_key.h"
#include "base/json_value.h"

namespace payoutd::api::operators {

base::Result<actions::OnceKey> once_key(const http::Request& request, Repeat repeat) {
  if (repeat == Repeat::at_will || request.count_headers("idempotency-key") == 0) {
    return actions::OnceKey{};
  }
  const auto key = idempotency_key(request);
  if (!key) return base::refused("invalid_args", std::string(message_of(key.error())));
  const auto body = base::parse_json(request.body);
  std::string asked(http::to_text(request.method));
  asked += ' ';
  asked += request.path;
  asked += '\n';
  asked += body ? base::canonical_json(body->root()) : std::string("{}");
  return actions::OnceKey{std::string(*key), base::sha256(asked)};
}

http::Response answer_of(const actions::OperatorChanges::Changed& changed) {
  http::Response response;
  response.status = static_cast<int>(changed.answer.status);
  response.set("Content-Type", "application/json");
  if (changed.replayed) response.set("Idempotent-Replayed", "true");
  response.body = changed.answer.body;
  return response;
}

}  // namespace payoutd::api::operators
