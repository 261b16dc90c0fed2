#include "http/connection.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <linux/sockios.h>
#include <sys/ioctl.h>

namespace payoutd::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

namespace {

// Reading on after the last answer, so that the client is not sent a reset before it has read it.
constexpr milliseconds linger_timeout{1000};
constexpr size_t linger_bytes_max = 1 << 20;
// Larger reads for bodies that are not there at once.
constexpr size_t body_read_size = 64 << 10;
// What one large request may leave behind in memory for the next.
constexpr size_t kept_body_capacity = 16 << 10;
constexpr size_t kept_headers = 64;

std::string address_of(const tcp::socket& socket) {
  error_code error;
  const tcp::endpoint peer = socket.remote_endpoint(error);
  if (error) return {};
  const asio::ip::address address = peer.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

// Sent to the socket, but not yet received by the client's system.
int queued_bytes(tcp::socket& socket) {
  int count = 0;
  return ::ioctl(socket.native_handle(), SIOCOUTQ, &count) == 0 ? count : 0;
}

}  // namespace

// Holds the loop too: its context must not go before wake() has left it.
class Connection::LateTurn final : public Turn {
 public:
  LateTurn(std::shared_ptr<Loop> loop, Connection& connection)
      : loop_(std::move(loop)), connection_(connection) {}

 private:
  void wake() override {
    // The connection waits for this, even if it was cut, so it is still there when this runs.
    asio::post(loop_->context, [&connection = connection_] { connection.late_->cancel(); });
  }

  const std::shared_ptr<Loop> loop_;
  Connection& connection_;
};

asio::awaitable<void> serve_connection(Loop& loop, tcp::socket socket,
                                       std::shared_ptr<const TlsIdentity> tls,
                                       Admission admission) {
  try {
    Connection connection(loop, std::move(socket), tls.get());
    co_await connection.serve(admission);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "http: connection lost: %s\n", error.what());
  }
  --(admission == Admission::welcome ? loop.open : loop.refusing);
  loop.end_if_done();
}

Connection::Connection(Loop& loop, tcp::socket socket, const TlsIdentity* tls)
    : loop_(loop),
      socket_(std::move(socket)),
      tls_(tls == nullptr ? nullptr : std::make_unique<TlsSession>(*tls, socket_.native_handle())),
      peer_address_(address_of(socket_)),
      turn_(std::make_shared<LateTurn>(loop.shared_from_this(), *this)),
      reader_(loop.limits, &loop.router) {
  turn_->request.method = Method::other;  // until one is read
  turn_->request.remote_address = peer_address_;
  turn_->request.secure = tls_ != nullptr;
  enter(Phase::idle, loop_.limits.idle_timeout);
  loop_.add(*this);
}

Connection::~Connection() {
  loop_.remove(*this);
}

asio::awaitable<void> Connection::serve(Admission admission) {
  if (tls_) {
    const bool agreed = co_await shake_hands();
    if (!agreed) co_return;
  }
  while (true) {
    Received received = Received::fault;
    if (admission == Admission::too_many) {
      fault_ = Fault::overloaded;  // whatever the request may be
    } else {
      received = co_await receive();
    }
    if (received == Received::nothing) co_return;
    if (received == Received::fault) {
      render_fault(fault_);
    } else if (!start_handling()) {
      co_await wait_for_answer();
      if (!turn_->answered()) co_return;
    }
    if (!send_at_once()) {
      if (turn_->response.body_source) {
        co_await send_stream();
      } else {
        co_await send_rest();
      }
    }
    if (broken_) co_return;
    if (!keep_) break;
    prepare_next();
  }
  co_await linger();
}

void Connection::enter(Phase phase, milliseconds timeout) {
  phase_ = phase;
  deadline_ = loop_.deadline(timeout);
}

void Connection::read_buffered() {
  if (!buffer_.empty() && !reader_.finished()) {
    buffer_.consume(reader_.take(buffer_.unread(), turn_->request));
  }
  const RequestReader::State state = reader_.state();
  if (state == RequestReader::State::head && phase_ == Phase::idle) {
    enter(Phase::head, loop_.limits.header_timeout);
  } else if (state == RequestReader::State::body && phase_ != Phase::body) {
    enter(Phase::body, loop_.limits.body_timeout);
  }
}

asio::awaitable<Connection::Received> Connection::receive() {
  while (true) {
    read_buffered();
    if (reader_.state() == RequestReader::State::complete) co_return Received::request;
    if (reader_.state() == RequestReader::State::failed) {
      fault_ = reader_.fault();
      co_return Received::fault;
    }
    if (loop_.stopping() && phase_ == Phase::idle) co_return Received::nothing;
    if (reader_.wants_continue() && buffer_.empty() && !send_continue()) {
      co_return Received::nothing;
    }
    const std::span<char> space = buffer_.space(phase_ == Phase::body ? body_read_size : 1);
    error_code error;
    size_t count = 0;
    if (tls_) {
      count = co_await receive_some(space, error);
    } else {
      count = co_await socket_.async_read_some(asio::buffer(space.data(), space.size()),
                                               asio::redirect_error(asio::use_awaitable, error));
    }
    if (!error) {
      // A deadline that passed while the bytes were on their way does not count.
      timed_out_ = false;
      buffer_.commit(count);
    } else if (timed_out_ && phase_ != Phase::idle) {
      fault_ = Fault::request_timeout;
      reader_.salvage(buffer_.unread(), turn_->request);
      co_return Received::fault;
    } else {
      co_return Received::nothing;
    }
  }
}

bool Connection::send_continue() {
  if (sent_continue_) return true;
  sent_continue_ = true;
  constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
  if (tls_) return tls_->write(text).count == text.size();
  error_code error;
  // So few bytes go at once unless the client reads nothing at all.
  return socket_.write_some(asio::buffer(text.data(), text.size()), error) == text.size();
}

// After the head was read: who asks, and by which name the request is found again.
void Connection::name_client() {
  Request& request = turn_->request;
  loop_.request_ids.assign(request);
  if (!loop_.trusts_proxy) return;
  request.remote_address = peer_address_;
  request.secure = tls_ != nullptr;
  believe_proxy(loop_.trusts_proxy, request);
}

// True if the answer is there.
bool Connection::start_handling() {
  phase_ = Phase::handling;
  deadline_ = Loop::Clock::time_point::max();
  keep_ = reader_.keep_alive();
  Request& request = turn_->request;
  name_client();
  if (loop_.observe) request_end_ = Loop::Clock::now();
  loop_.router.handle(request, turn_->hand_out());
  return !turn_->wait();
}

asio::awaitable<void> Connection::wait_for_answer() {
  if (!late_) late_ = std::make_unique<asio::steady_timer>(loop_.context);
  error_code error;
  // One cancel() comes, from LateTurn::wake() or from cut(), and not before this thread waits.
  late_->expires_at(asio::steady_timer::time_point::max());
  co_await late_->async_wait(asio::redirect_error(asio::use_awaitable, error));
}

void Connection::render_fault(Fault fault) {
  keep_ = false;
  Request& request = turn_->request;
  name_client();
  if (loop_.observe) request_end_ = Loop::Clock::now();
  request.pattern = {};
  turn_->response = loop_.router.render_fault(fault, request);
}

Afterwards Connection::settle_afterwards() {
  const Response& response = turn_->response;
  keep_ = keep_ && !loop_.stopping();
  if (!reader_.is_http_1_0()) return keep_ ? Afterwards::keep : Afterwards::close;
  if (response.body_source && may_have_body(response.status)) {
    keep_ = false;
    return Afterwards::close_ends_body;
  }
  return keep_ ? Afterwards::keep_and_say_so : Afterwards::close;
}

// True if there is nothing left to send.
bool Connection::send_at_once() {
  const Request& request = turn_->request;
  Response& response = turn_->response;
  write_answer_head(response, request.request_id, loop_.http_date(), settle_afterwards(),
                    request.secure ? Transport::secure : Transport::plain, head_);
  const bool has_body = request.method != Method::head && may_have_body(response.status);
  if (!has_body) response.body_source.reset();
  const bool streams = response.body_source != nullptr;
  body_ = has_body && !streams ? response.content() : std::string_view();
  error_code error;
  if (loop_.observe) answer_start_ = Loop::Clock::now();
  sent_ = 0;
  sent_ = tls_ ? send_record(error) : socket_.write_some(unsent(), error);
  broken_ = error && error != asio::error::would_block;
  if (streams) return false;
  if (loop_.observe) note(head_.size() + body_.size());
  return broken_ || sent_ == head_.size() + body_.size();
}

void Connection::note(size_t response_bytes) const {
  const Request& request = turn_->request;
  Exchange exchange;
  exchange.method = to_text(request.method);
  exchange.target = request.target;
  exchange.pattern = request.pattern;
  exchange.request_id = request.request_id;
  exchange.remote_address = request.remote_address;
  exchange.subject = turn_->response.subject;
  exchange.status = turn_->response.status;
  exchange.response_bytes = response_bytes;
  exchange.duration = answer_start_ - request_end_;
  loop_.observe(exchange);
}

std::array<asio::const_buffer, 2> Connection::unsent() const {
  const size_t of_head = std::min(sent_, head_.size());
  const size_t of_body = sent_ - of_head;
  return {asio::buffer(head_.data() + of_head, head_.size() - of_head),
          asio::buffer(body_.data() + of_body, body_.size() - of_body)};
}

asio::awaitable<void> Connection::send_rest() {
  while (sent_ < head_.size() + body_.size()) {
    enter(Phase::writing, loop_.limits.write_timeout);
    queued_ = queued_bytes(socket_);
    error_code error;
    if (tls_) {
      sent_ += send_record(error);
      if (error == asio::error::would_block) {
        error = co_await wait_for(TlsSession::Outcome::wants_write);
      }
    } else {
      sent_ += co_await socket_.async_write_some(unsent(),
                                                 asio::redirect_error(asio::use_awaitable, error));
    }
    if (error) {
      broken_ = true;
      co_return;
    }
  }
}

void Connection::prepare_next() {
  Request& request = turn_->request;
  if (request.body.capacity() > kept_body_capacity) std::string().swap(request.body);
  if (request.headers.size() > kept_headers) std::vector<Header>().swap(request.headers);
  request.path_values.clear();
  turn_->response = Response();
  body_ = {};
  buffer_.shrink_if_empty();
  reader_.reset();
  sent_continue_ = false;
  enter(Phase::idle, loop_.limits.idle_timeout);
}

asio::awaitable<void> Connection::linger() {
  error_code error;
  if (tls_) tls_->say_end();
  socket_.shutdown(tcp::socket::shutdown_send, error);
  enter(Phase::lingering, linger_timeout);
  buffer_ = ReceiveBuffer();
  const std::span<char> space = buffer_.space();
  for (size_t drained = 0; !error && drained < linger_bytes_max;) {
    const size_t count = co_await socket_.async_read_some(
        asio::buffer(space.data(), space.size()), asio::redirect_error(asio::use_awaitable, error));
    drained += count;
  }
}

void Connection::check_deadline(Loop::Clock::time_point now) {
  if (now < deadline_) return;
  error_code error;
  switch (phase_) {
    case Phase::handshake:
    case Phase::idle:
    case Phase::head:
    case Phase::body:
      timed_out_ = true;
      socket_.cancel(error);
      return;
    case Phase::writing:
      // A client that reads slowly is served as long as it reads at all. The socket calls itself
      // writable only when much of its buffer is free, so the bytes in it tell.
      if (const int queued = queued_bytes(socket_); queued < queued_) {
        queued_ = queued;
        return enter(Phase::writing, loop_.limits.write_timeout);
      }
      socket_.close(error);
      return;
    case Phase::lingering:
      socket_.close(error);
      return;
    case Phase::handling:
      return;
  }
}

void Connection::close_if_idle() {
  error_code error;
  if (phase_ == Phase::idle || phase_ == Phase::handshake) socket_.cancel(error);
}

void Connection::cut() {
  error_code error;
  // Without a client's socket an answer that comes just now ends the connection as well.
  socket_.close(error);
  if (phase_ == Phase::handling && turn_->abandon()) late_->cancel();
}

}  // namespace payoutd::http
