// What a connection does otherwise if it speaks TLS.
#include <algorithm>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "http/connection.h"

namespace payoutd::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

asio::awaitable<bool> Connection::shake_hands() {
  enter(Phase::handshake, loop_.limits.header_timeout);
  TlsSession::Progress progress = tls_->handshake();
  for (; progress.outcome != TlsSession::Outcome::done; progress = tls_->handshake()) {
    const error_code error = co_await wait_for(progress.outcome);
    if (error) {
      // Whoever speaks another protocol gets an end and no reset.
      if (progress.outcome == TlsSession::Outcome::failed) co_await linger();
      co_return false;
    }
  }
  enter(Phase::idle, loop_.limits.idle_timeout);
  co_return true;
}

asio::awaitable<error_code> Connection::wait_for(TlsSession::Outcome wanted) {
  error_code error;
  switch (wanted) {
    case TlsSession::Outcome::done:
      break;
    case TlsSession::Outcome::wants_read:
      co_await socket_.async_wait(tcp::socket::wait_read,
                                  asio::redirect_error(asio::use_awaitable, error));
      break;
    case TlsSession::Outcome::wants_write:
      co_await socket_.async_wait(tcp::socket::wait_write,
                                  asio::redirect_error(asio::use_awaitable, error));
      break;
    case TlsSession::Outcome::ended:
      error = asio::error::eof;
      break;
    case TlsSession::Outcome::failed:
      error = asio::error::connection_reset;
      break;
  }
  // OpenSSL knows a number, which may be another file's by now.
  if (!error && !socket_.is_open()) error = asio::error::bad_descriptor;
  co_return error;
}

asio::awaitable<size_t> Connection::receive_some(std::span<char> space, error_code& error) {
  while (true) {
    const TlsSession::Progress progress = tls_->read(space);
    if (progress.outcome == TlsSession::Outcome::done) co_return progress.count;
    error = co_await wait_for(progress.outcome);
    if (error) co_return 0;
  }
}

size_t Connection::send_record(error_code& error) {
  if (!socket_.is_open()) {  // cut just before the answer came
    error = asio::error::bad_descriptor;
    return 0;
  }
  constexpr size_t record_bytes = 16 << 10;
  const size_t of_head = std::min(sent_, head_.size());
  const size_t of_body = sent_ - of_head;
  std::string& record = loop_.tls_record;  // head and body in one packet, if they fit
  record.assign(std::string_view(head_).substr(of_head, record_bytes));
  record.append(body_.substr(of_body, record_bytes - record.size()));
  const TlsSession::Progress progress = tls_->write(record);
  if (progress.outcome == TlsSession::Outcome::wants_write) {
    error = asio::error::would_block;
  } else if (progress.outcome != TlsSession::Outcome::done) {
    error = asio::error::connection_reset;
  }
  return progress.count;
}

}  // namespace payoutd::http
