// How a connection sends a body that is made meanwhile.
#include <cstdio>
#include <exception>
#include <memory>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/socket_base.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "http/chunks.h"
#include "http/connection.h"

namespace payoutd::http {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

void log_exception(const Request& request, const char* what) {
  std::fprintf(stderr, "http: body of %s threw: %s (request %s)\n",
               std::string(request.pattern).c_str(), what, request.request_id.c_str());
}

BodySource::Next pull(BodySource& source, const Request& request, std::string& piece) {
  try {
    return source.append_next(piece);
  } catch (const std::exception& error) {
    log_exception(request, error.what());
  } catch (...) {
    log_exception(request, "something that is no std::exception");
  }
  return BodySource::Next::broken;
}

// Whether close() resets the connection instead of ending it in order.
void set_reset_on_close(asio::ip::tcp::socket& socket, bool resets) {
  error_code ignored;
  socket.set_option(asio::socket_base::linger(resets, 0), ignored);
}

}  // namespace

// After send_at_once(), which has sent the head or begun to. Whoever closes the socket meanwhile,
// for whatever reason, cuts the body: where its end is the connection's, only a reset tells that.
asio::awaitable<void> Connection::send_stream() {
  const std::shared_ptr<BodySource> source = std::move(turn_->response.body_source);
  const bool chunked = !reader_.is_http_1_0();
  if (!chunked) set_reset_on_close(socket_, true);
  phase_ = Phase::writing;
  if (!broken_) co_await send_rest();
  size_t bytes = sent_;
  std::string piece;
  BodySource::Next next = BodySource::Next::more;
  while (!broken_ && next == BodySource::Next::more) {
    deadline_ = Loop::Clock::time_point::max();  // it is not the client who is waited for
    co_await asio::post(asio::use_awaitable);    // the others' turn
    piece.clear();
    // Cut meanwhile?
    next = socket_.is_open() ? pull(*source, turn_->request, piece) : BodySource::Next::broken;
    broken_ = next == BodySource::Next::broken;
    if (broken_) break;
    head_.clear();
    const bool last = next == BodySource::Next::end;
    if (chunked) make_chunk(last ? Place::last : Place::within, head_, piece);
    body_ = piece;
    sent_ = 0;
    co_await send_rest();
    bytes += sent_;
  }
  body_ = {};
  if (loop_.observe) note(bytes);
  if (!chunked && !broken_) set_reset_on_close(socket_, false);
  if (broken_) {
    // Here, because a socket's destructor resets nothing.
    error_code ignored;
    socket_.close(ignored);
  }
}

}  // namespace payoutd::http
