#include "http/wire.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>

#include "base/check.h"

namespace payoutd::http {
namespace {

namespace beast = boost::beast;
using BeastError = beast::error_code;

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

Method to_method(beast::http::verb verb, std::string_view text) {
  // Methods beyond those a route can have are all alike, so no switch over Beast's thirty.
  if (verb == beast::http::verb::get) return Method::get;
  if (verb == beast::http::verb::post) return Method::post;
  if (verb == beast::http::verb::head) return Method::head;
  if (verb == beast::http::verb::put) return Method::put;
  if (text == "PATCH") return Method::patch;
  if (text == "DELETE") return Method::del;
  if (text == "OPTIONS") return Method::options;
  return Method::other;
}

// "http://host/path" to "/path"; empty if it is not of that form.
std::string origin_form(std::string_view target) {
  for (const std::string_view scheme :
       {std::string_view("http://"), std::string_view("https://")}) {
    if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    std::string_view rest = target.substr(scheme.size());
    const size_t authority = std::min(rest.find_first_of("/?"), rest.size());
    if (authority == 0) return {};
    rest.remove_prefix(authority);
    std::string path_and_query;
    if (!rest.starts_with('/')) path_and_query += '/';
    return path_and_query.append(rest);
  }
  return {};
}

void point_into_target(Request& request) {
  const std::string_view target = request.target;
  const size_t path_end = std::min(target.find('?'), target.size());
  request.path = target.substr(0, path_end);
  request.query = target.substr(std::min(path_end + 1, target.size()));
}

// False if the target is of no form that a server (not a proxy) is asked for.
bool store_target(std::string_view target, Request& request) {
  bool valid = true;
  if (target.starts_with('/') || (target == "*" && request.method == Method::options)) {
    request.target = target;
  } else {
    request.target = origin_form(target);
    valid = !request.target.empty();
  }
  point_into_target(request);
  return valid;
}

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

// Beast calls these while it reads; a fault of ours is noted and stops it by an error.
class RequestReader::Parser final : public beast::http::basic_parser<true> {
 public:
  explicit Parser(const Limits& limits) : target_bytes_max_(limits.target_bytes_max) {
    skip(true);  // the body is read here
    // The head's size was checked before it came here.
    header_limit(std::numeric_limits<std::uint32_t>::max());
  }

  void write_to(Request& request) { request_ = &request; }
  // Strings of the request before are kept until here, to use their memory again.
  void drop_old_headers() {
    if (request_ != nullptr && !head_done_) request_->headers.resize(header_count_);
  }

  bool head_done() const { return head_done_; }
  bool chunked() const { return transfer_encodings_ > 0; }
  uint64_t body_size() const { return content_length().value_or(0); }
  bool http_1_0() const { return http_1_0_; }
  bool stays_open() const { return stays_open_; }
  bool expects_continue() const { return expects_continue_; }
  std::optional<Fault> fault() const { return fault_; }

 private:
  using Field = beast::http::field;

  static BeastError stopped() { return beast::http::error::bad_value; }
  void refuse(Fault fault, BeastError& error) {
    fault_ = fault;
    error = stopped();
  }

  void on_request_impl(beast::http::verb verb, beast::string_view method, beast::string_view target,
                       int version, BeastError& error) override {
    request_->method = to_method(verb, view(method));
    http_1_0_ = version == 10;
    const bool valid = store_target(view(target), *request_);
    if (target.size() > target_bytes_max_) return refuse(Fault::uri_too_long, error);
    if (!valid) refuse(Fault::bad_request, error);
  }

  void on_response_impl(int, beast::string_view, int, BeastError&) override {}

  void on_field_impl(Field field, beast::string_view name, beast::string_view value,
                     BeastError& error) override {
    if (field == Field::host) {
      ++hosts_;
    } else if (field == Field::content_length) {
      // Beast takes "5, 5", and two that are equal.
      if (++content_lengths_ > 1 || !is_digits(view(value))) refuse(Fault::bad_request, error);
    } else if (field == Field::transfer_encoding) {
      // Beast takes any coding, and reads no body at all if the last one is not `chunked`.
      if (++transfer_encodings_ > 1 || !equal_ignoring_case(view(value), "chunked")) {
        refuse(Fault::bad_request, error);
      }
    } else if (field == Field::expect) {
      expects_continue_ = expects_continue_ || equal_ignoring_case(view(value), "100-continue");
    }
    if (header_count_ == request_->headers.size()) request_->headers.emplace_back();
    Header& header = request_->headers[header_count_++];
    header.name.assign(name.data(), name.size());
    header.value.assign(value.data(), value.size());
  }

  void on_header_impl(BeastError& error) override {
    drop_old_headers();
    head_done_ = true;
    stays_open_ = keep_alive();
    const bool framed_twice = transfer_encodings_ > 0 && content_lengths_ > 0;
    const bool host_unclear = hosts_ > 1 || (hosts_ == 0 && !http_1_0_);
    // HTTP/1.0 knows no chunks: whoever relayed it as 1.0 did not read them either.
    const bool chunked_1_0 = transfer_encodings_ > 0 && http_1_0_;
    if (framed_twice || host_unclear || chunked_1_0) refuse(Fault::bad_request, error);
    expects_continue_ = expects_continue_ && !http_1_0_;
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}
  std::size_t on_body_impl(beast::string_view, BeastError&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, BeastError&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view, BeastError&) override {
    return 0;
  }
  void on_finish_impl(BeastError&) override {}

  const size_t target_bytes_max_;
  Request* request_ = nullptr;
  size_t header_count_ = 0;
  int hosts_ = 0;
  int content_lengths_ = 0;
  int transfer_encodings_ = 0;
  bool head_done_ = false;
  bool http_1_0_ = false;
  bool stays_open_ = false;
  bool expects_continue_ = false;
  std::optional<Fault> fault_;
};

class RequestReader::Slot {
 public:
  std::optional<Parser> parser;
};

RequestReader::RequestReader(const Limits& limits, const Router* router)
    : limits_(limits),
      router_(router),
      slot_(std::make_unique<Slot>()),
      chunks_(limits.body_bytes_max, limits.header_bytes_max) {
  slot_->parser.emplace(limits_);
}

RequestReader::~RequestReader() = default;

void RequestReader::reset() {
  slot_->parser.emplace(limits_);
  state_ = State::empty;
  scanned_ = 0;
  saw_line_ = false;
}

bool RequestReader::is_http_1_0() const {
  return slot_->parser->http_1_0();
}
bool RequestReader::keep_alive() const {
  return state_ == State::complete && slot_->parser->stays_open();
}
bool RequestReader::wants_continue() const {
  return state_ == State::body && slot_->parser->expects_continue();
}

size_t RequestReader::find_head_end(std::string_view bytes) {
  // What is beyond the limit must not matter, however much has arrived.
  bytes = bytes.substr(0, limits_.header_bytes_max + 1);
  size_t line_end = bytes.find('\n', scanned_);
  for (; line_end != std::string_view::npos; line_end = bytes.find('\n', line_end + 1)) {
    // A lone LF ends a line for some servers and not for others.
    if (line_end == 0 || bytes[line_end - 1] != '\r') return fail(Fault::bad_request);
    if (!saw_line_ && line_end >= limits_.header_bytes_max) return fail(Fault::uri_too_long);
    saw_line_ = true;
    scanned_ = line_end;
    if (line_end + 1 == bytes.size()) break;
    const char next = bytes[line_end + 1];
    // A folded header: Beast would join its lines.
    if (next == ' ' || next == '\t') return fail(Fault::bad_request);
    if (next != '\r') continue;
    if (line_end + 2 == bytes.size()) break;
    if (bytes[line_end + 2] != '\n') return fail(Fault::bad_request);
    if (line_end + 3 <= limits_.header_bytes_max) return line_end + 3;
    return fail(Fault::headers_too_large);
  }
  if (!saw_line_) scanned_ = bytes.size();
  if (bytes.size() > limits_.header_bytes_max) {
    return fail(saw_line_ ? Fault::headers_too_large : Fault::uri_too_long);
  }
  return 0;
}

size_t RequestReader::body_bytes_max(const Request& request) const {
  if (router_ == nullptr) return limits_.body_bytes_max;
  return std::min(limits_.body_bytes_max, router_->body_bytes_max(request.path));
}

void RequestReader::read_head(std::string_view head, Request& request) {
  Parser& parser = *slot_->parser;
  parser.write_to(request);
  BeastError error;
  parser.put(boost::asio::buffer(head.data(), head.size()), error);
  // An error, too, if Beast wants more: it does for a version that is cut short.
  if (error || !parser.head_done()) {
    parser.drop_old_headers();
    fail(parser.fault().value_or(Fault::bad_request));
  } else if (parser.chunked()) {
    state_ = State::body;
    chunks_.reset(body_bytes_max(request));
  } else if (parser.body_size() > body_bytes_max(request)) {
    fail(Fault::body_too_large);
  } else {
    body_left_ = static_cast<size_t>(parser.body_size());
    state_ = body_left_ == 0 ? State::complete : State::body;
  }
}

size_t RequestReader::read_body(std::string_view bytes, Request& request) {
  if (slot_->parser->chunked()) {
    const size_t taken = chunks_.take(bytes, request.body);
    if (chunks_.state() == ChunkReader::State::failed) fail(chunks_.fault());
    if (chunks_.state() == ChunkReader::State::complete) state_ = State::complete;
    return taken;
  }
  const size_t taken = std::min(body_left_, bytes.size());
  request.body.append(bytes.substr(0, taken));
  body_left_ -= taken;
  if (body_left_ == 0) state_ = State::complete;
  return taken;
}

size_t RequestReader::take(std::string_view bytes, Request& request) {
  base::check(!finished(), "a reader is reset before the next request");
  size_t skipped = 0;
  if (state_ == State::empty) {
    // Empty lines before a request are left over from clients that end a body by one (RFC 9112
    // §2.2).
    while (bytes.substr(skipped, 2) == "\r\n") skipped += 2;
    bytes.remove_prefix(skipped);
    if (bytes.empty() || bytes == "\r") return skipped;
    state_ = State::head;
    request.method = Method::other;
    request.target.clear();
    request.body.clear();
    point_into_target(request);
    // TLS or another protocol would otherwise be waited for until the timeout.
    if (!is_token_char(bytes.front())) fail(Fault::bad_request);
  }
  size_t taken = skipped;
  if (state_ == State::head) {
    if (const size_t head_size = find_head_end(bytes); head_size > 0) {
      read_head(bytes.substr(0, head_size), request);
      if (state_ != State::failed) {
        bytes.remove_prefix(head_size);
        taken += head_size;
      }
    }
  }
  if (state_ == State::failed && request.target.empty()) salvage(bytes, request);
  if (state_ == State::body) taken += read_body(bytes, request);
  return taken;
}

void RequestReader::salvage(std::string_view bytes, Request& request) const {
  if (slot_->parser->head_done()) return;
  request.headers.clear();
  const std::string_view line = bytes.substr(0, bytes.find_first_of("\r\n"));
  const size_t method_end = line.find(' ');
  if (method_end == std::string_view::npos) return;
  if (line.substr(0, method_end) == "HEAD") request.method = Method::head;
  std::string_view target = line.substr(method_end + 1);
  // It goes to logs and pages: nothing that is not text.
  const auto end = std::find_if(target.begin(), target.end(),
                                [](char c) { return c == ' ' || c == '\t' || is_control(c); });
  target = target.substr(0, static_cast<size_t>(end - target.begin()));
  store_target(target.substr(0, limits_.target_bytes_max), request);
}

}  // namespace payoutd::http
