// bench/http_client.h: one connection that is kept: a request, then its whole answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

namespace bench {

using Headers = std::vector<std::pair<std::string, std::string>>;

// Connects to 127.0.0.1. For one thread; whatever goes wrong is an exception.
class HttpClient {
 public:
  // `headers` go with every request.
  HttpClient(uint16_t port, Headers headers);

  using Response = boost::beast::http::response<boost::beast::http::string_body>;
  // Waits for the answer, of any status and size.
  Response get(std::string_view target);
  Response post(std::string_view target, std::string body, const Headers& headers);

 private:
  using Request = boost::beast::http::request<boost::beast::http::string_body>;
  Response ask(Request& request);

  Headers headers_;
  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_{io_};
  boost::beast::flat_buffer buffer_;
};

// Throws unless the status is the one that is expected.
void expect_status(const HttpClient::Response& response, unsigned status, std::string_view of_what);

}  // namespace bench
