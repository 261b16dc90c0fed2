// api/partner/page_headers.h: the headers that tell a list's reader where it is (contract §4).
#pragma once

#include <string_view>

#include "api/partner/parameter_reading.h"
#include "http/response.h"

namespace payoutd::api::partner {

// X-Page, X-Per-Page, X-Page-Size (`rows`, those in this page), X-Total-Count, X-Total-Pages,
// X-Has-More, and Link (RFC 8288) to the first, previous, next and last page of the list at `path`.
void set_page_headers(http::Response& response, std::string_view path, const AskedPage& asked,
                      uint64_t total, uint64_t rows);

}  // namespace payoutd::api::partner
