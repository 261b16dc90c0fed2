#include "http/response.h"

#include <exception>

#include "base/check.h"
#include "http/router.h"

namespace payoutd::http {

Responder::~Responder() {
  if (!deliver_) return;
  Response response;
  response.status = status_of(Fault::internal);
  // A renderer that throws must not take the process down from a destructor.
  try {
    if (surface_ != nullptr) {
      response = surface_->render_fault(Fault::internal, request_->request_id);
    }
    decorate(response);
  } catch (const std::exception&) {
    response.body.clear();
    response.shared_body.reset();
    response.body_source.reset();
  }
  std::exchange(deliver_, nullptr)(std::move(response));
}

void Responder::send(Response&& response) {
  base::check(static_cast<bool>(deliver_), "a request is answered once");
  decorate(response);
  // Emptied first: delivering wakes others, and this responder must not answer a second time.
  std::exchange(deliver_, nullptr)(std::move(response));
}

void Responder::decorate(Response& response) {
  response.headers.add(headers_);
  if (subject_) response.subject = subject_;
  if (surface_ != nullptr && surface_->decorate) surface_->decorate(*request_, response);
}

void Responder::belong_to(const Surface& surface, const Request& request) {
  surface_ = &surface;
  request_ = &request;
}

}  // namespace payoutd::http
