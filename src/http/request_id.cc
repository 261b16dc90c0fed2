#include "http/request_id.h"

#include <algorithm>

#include "base/uuid.h"

namespace payoutd::http {
namespace {

constexpr size_t length_max = 128;

bool is_acceptable(std::string_view id) {
  return !id.empty() && id.size() <= length_max &&
         std::all_of(id.begin(), id.end(), [](char c) { return c >= 0x21 && c <= 0x7e; });
}

}  // namespace

void RequestIds::assign(Request& request) {
  const Header* sent = nullptr;
  for (const Header& header : request.headers) {
    if (!equal_ignoring_case(header.name, "X-Request-Id")) continue;
    // Of two nobody can say which one the client will look for.
    if (sent != nullptr) return make(request.request_id);
    sent = &header;
  }
  if (sent == nullptr || !is_acceptable(sent->value)) return make(request.request_id);
  request.request_id = sent->value;
}

void RequestIds::make(std::string& out) {
  constexpr std::string_view prefix = "req_";
  base::Uuid id;
  if (used_ + id.bytes.size() > bytes_.size()) {
    random_.fill(bytes_);
    used_ = 0;
  }
  std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(used_), id.bytes.size(),
              id.bytes.begin());
  used_ += id.bytes.size();
  out = prefix;
  out.resize(prefix.size() + base::crockford_length);
  base::write_crockford(id, out.data() + prefix.size());
}

}  // namespace payoutd::http
