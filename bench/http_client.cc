#include "bench/http_client.h"

#include <limits>
#include <stdexcept>

namespace bench {

namespace http = boost::beast::http;

HttpClient::HttpClient(uint16_t port, Headers headers) : headers_(std::move(headers)) {
  socket_.connect({boost::asio::ip::address_v4::loopback(), port});
  socket_.set_option(boost::asio::ip::tcp::no_delay(true));
}

HttpClient::Response HttpClient::get(std::string_view target) {
  Request request(http::verb::get, {target.data(), target.size()}, 11);
  return ask(request);
}

HttpClient::Response HttpClient::post(std::string_view target, std::string body,
                                      const Headers& headers) {
  Request request(http::verb::post, {target.data(), target.size()}, 11);
  request.set(http::field::content_type, "application/json");
  for (const auto& [name, value] : headers) request.set(name, value);
  request.body() = std::move(body);
  request.prepare_payload();
  return ask(request);
}

HttpClient::Response HttpClient::ask(Request& request) {
  request.set(http::field::host, "127.0.0.1");
  for (const auto& [name, value] : headers_) request.set(name, value);
  http::write(socket_, request);
  http::response_parser<http::string_body> parser;
  parser.body_limit(std::numeric_limits<uint64_t>::max());
  http::read(socket_, buffer_, parser);
  return parser.release();
}

void expect_status(const HttpClient::Response& response, unsigned status,
                   std::string_view of_what) {
  if (response.result_int() == status) return;
  throw std::runtime_error(std::string(of_what) + ": " + std::to_string(response.result_int()) +
                           " " + response.body().substr(0, 500));
}

}  // namespace bench
