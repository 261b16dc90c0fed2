// api/console/cross_origin.h: which other sites' pages may call the console API with the user's
// cookie (CORS, WHATWG Fetch §3.2): those of an allow-list and nobody else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"
#include "http/response.h"

namespace payoutd::api::console {

class CrossOrigin {
 public:
  // Origins as browsers send them: "https://app.example.com".
  explicit CrossOrigin(std::vector<std::string> allowed_origins)
      : allowed_origins_(std::move(allowed_origins)) {}

  // Lets the page of an allowed origin read the answer.
  void decorate(const http::Request& request, http::Response& response) const;

  // Answers OPTIONS on a route that has the methods of `allow`: 204 to an allowed origin's
  // preflight, 405 to everybody else.
  http::Response answer_options(const http::Request& request, std::string_view allow) const;

 private:
  bool allows(const http::Request& request) const;

  std::vector<std::string> allowed_origins_;
};

}  // namespace payoutd::api::console
