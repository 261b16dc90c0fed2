// api/operators/body.h: the body of a request to the operator API. Pure.
#pragma once

#include "api/object_reading.h"
#include "http/request.h"

namespace payoutd::api::operators {

// A body that may be left out is an empty object then. Refusals: `unsupported_media_type` (there is
// a body and it is not said to be JSON), `invalid_json` (no JSON object, over 4096 bytes, a name
// that stands twice). What fields it has is read by ObjectReading.
base::Result<base::JsonDocument> parse_body(const http::Request& request, Need need);

// A whole number from `least` to `most`; a fault of the reading otherwise.
std::optional<int64_t> whole_number(ObjectReading& reading, std::string_view name, Need need,
                                    int64_t least, int64_t most);

}  // namespace payoutd::api::operators
