#include "api/partner/authentication.h"

namespace payoutd::api::partner {

void authenticate_client(const actions::Authenticate& authenticate, const http::Request& request,
                         const actions::Authenticate::Done& done) {
  const bool once_each =
      request.count_headers("x-api-key") == 1 && request.count_headers("x-api-secret") == 1;
  if (!once_each) return done(std::optional<actions::Caller>());
  authenticate.client(*request.header("x-api-key"), *request.header("x-api-secret"), done);
}

}  // namespace payoutd::api::partner
