#include "api/operators/call_subject.h"

#include "base/json_value.h"
#include "base/json_writer.h"
#include "base/utf8.h"

namespace payoutd::api::operators {
namespace {

std::string detail_of(const http::Request& request) {
  if (!request.body.empty() && request.body.size() <= body_bytes_max) {
    const auto document = base::parse_json(request.body);
    if (document && document->root().is(base::JsonKind::object) &&
        !base::duplicate_name(document->root())) {
      return base::canonical_json(document->root());
    }
  }
  std::string detail;
  base::JsonWriter json(detail);
  json.begin_object();
  json.field_unless_empty("query", base::to_printable(request.query));
  json.end_object();
  return detail;
}

}  // namespace

actions::AuditSubject subject_of(const http::Request& request, std::string operator_name) {
  std::string target;
  if (!request.path_values.empty()) target = base::shown_name(request.path_values.front().second);
  return {.operator_name = std::move(operator_name),
          .action = std::string(http::to_text(request.method)) + " " + std::string(request.pattern),
          .target = std::move(target),
          .remote_address = request.remote_address,
          .request_id = base::to_printable(request.request_id),
          .detail = detail_of(request)};
}

}  // namespace payoutd::api::operators
