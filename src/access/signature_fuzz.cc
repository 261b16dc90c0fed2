// A header that is read as a signature has one form; what is signed matches, in whatever order the
// query's pairs come. The input's lines: header, method, path, query; the rest is the body.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "access/networks.h"
#include "access/signature.h"
#include "base/check.h"

namespace {

std::string_view take_line(std::string_view& text) {
  const size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// The last pair goes to the front.
std::string turned(std::string_view query) {
  const size_t last = query.rfind('&');
  if (last == std::string_view::npos) return std::string(query);
  return std::string(query.substr(last + 1)) + "&" + std::string(query.substr(0, last));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace payoutd;
  using namespace payoutd::access;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view header = take_line(rest);
  SignedRequest request;
  request.method = take_line(rest);
  request.path = take_line(rest);
  request.query = take_line(rest);
  request.body = rest;

  const base::Secret secret("whsec_fuzz");
  auto signature = parse_signature(header);
  if (signature) {
    base::check(
        "t=" + std::to_string(signature->time_seconds) + ",v1=" + base::to_hex(signature->code) ==
            header,
        "a signature has one form");
    base::check(!signature_matches(*signature, request, secret), "nobody guesses a signature");
    signature->code = sign(request, signature->time_text, secret);
    base::check(signature_matches(*signature, request, secret), "what was signed matches");
    const std::string other_order = turned(request.query);
    request.query = other_order;
    base::check(signature_matches(*signature, request, secret), "the order of pairs is free");
  }
  if (const auto networks = Networks::parse(request.path)) {
    const std::string text = networks->to_text();
    base::check(Networks::parse(text)->to_text() == text, "networks read back as the same");
    static_cast<void>(networks->contains(request.method));
  }
  return 0;
}
