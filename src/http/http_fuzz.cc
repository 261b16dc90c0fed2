// Arbitrary bytes through the same reader, router and answer writer that a connection uses. The
// first byte says in what pieces the others arrive.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "http/answer_head.h"
#include "http/request_id.h"
#include "http/wire.h"

namespace {

using namespace payoutd::http;
using payoutd::base::check;

Router make_router() {
  Router router;
  for (const std::string prefix : {"", "/api"}) {
    Surface surface;
    surface.prefix = prefix;
    surface.render_fault = [](Fault fault, std::string_view request_id) {
      return Response{status_of(fault), {}, std::string(request_id)};
    };
    router.add_surface(std::move(surface));
  }
  const Handler echo = [](const Request& request, Responder responder) {
    responder.send(Response{200, {}, request.body});
  };
  for (const char* pattern : {"/", "/a", "/api/{id}", "/api/{id}/b", "/api/list/b"}) {
    router.add(Method::get, pattern, echo);
    router.add(Method::post, pattern, echo);
  }
  return router;
}

Limits small_limits() {
  Limits limits;
  limits.body_bytes_max = 64;
  limits.header_bytes_max = 256;
  limits.target_bytes_max = 64;
  return limits;
}

bool points_into(std::string_view part, const std::string& whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check_answer(const Request& request, const Response& response) {
  check(response.status >= 200 && response.status <= 599, "an answer has a status");
  check(!request.request_id.empty() && request.request_id.size() <= 128, "an id has a length");
  check(std::all_of(request.request_id.begin(), request.request_id.end(),
                    [](char c) { return c >= 0x21 && c <= 0x7e; }),
        "an id is visible ASCII");
  check(points_into(request.path, request.target), "the path is part of the target");
  check(points_into(request.query, request.target), "the query is part of the target");
  std::string head;
  write_answer_head(response, request.request_id, "now", Afterwards::keep, Transport::secure, head);
  check(head.ends_with("\r\n\r\n"), "a head ends");
}

// What a client would be told, as text, to compare one way of arriving with another.
std::string read_all(std::string_view bytes, size_t piece) {
  static const Router router = make_router();
  static const Limits limits = small_limits();
  RequestIds ids;
  RequestReader reader(limits);
  Request request;
  std::string told;
  size_t taken = 0;
  for (size_t given = 0; given < bytes.size();) {
    given = std::min(given + piece, bytes.size());
    while (taken < given) {
      const std::string_view now = bytes.substr(taken, given - taken);
      const size_t count = reader.take(now, request);
      check(count <= now.size(), "no more is taken than is given");
      taken += count;
      if (!reader.finished()) {
        check(bytes.substr(taken, given - taken).size() <= limits.header_bytes_max + 4,
              "what is not taken is bounded");
        break;
      }
      ids.assign(request);
      if (reader.state() == RequestReader::State::failed) {
        check_answer(request, router.render_fault(reader.fault(), request));
        return told + std::to_string(status_of(reader.fault()));
      }
      check(request.body.size() <= limits.body_bytes_max, "a body is within its limit");
      check(request.target.size() <= limits.target_bytes_max, "a target is within its limit");
      check(!request.target.empty() && request.path.data() == request.target.data(), "a path");
      int status = 0;
      router.handle(request, Responder([&](Response&& response) {
                      status = response.status;
                      check_answer(request, response);
                    }));
      check(status != 0, "a request is answered");
      told += std::to_string(status) + request.target + '\n' + request.body + '\n';
      reader.reset();
    }
  }
  return told;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string in_pieces = read_all(bytes, 1u + data[0] % 64u);
  const std::string at_once = read_all(bytes, bytes.size() + 1);
  check(in_pieces == at_once, "pieces do not change what is understood");
  return 0;
}
