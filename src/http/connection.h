// http/connection.h: one client's socket, from accept to close. Private to http/.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "http/answer_head.h"
#include "http/loop.h"
#include "http/receive_buffer.h"
#include "http/tls.h"
#include "http/turn.h"
#include "http/wire.h"

namespace payoutd::http {

enum class Admission { welcome, too_many };

// Serves `socket` until it is closed; owns it. Speaks TLS if there is an identity. `loop` outlives
// the coroutine and runs it. Throws nothing.
boost::asio::awaitable<void> serve_connection(Loop& loop, boost::asio::ip::tcp::socket socket,
                                              std::shared_ptr<const TlsIdentity> tls,
                                              Admission admission);

// On its loop's thread only.
class Connection {
 public:
  Connection(Loop& loop, boost::asio::ip::tcp::socket socket, const TlsIdentity* tls);
  ~Connection();
  Connection(const Connection&) = delete;

  // Whoever is one too many is told so: 503, whatever the request may be.
  boost::asio::awaitable<void> serve(Admission admission);

  // For the loop; each makes serve() go on or end.
  void check_deadline(Loop::Clock::time_point now);
  void close_if_idle();
  void cut();
  size_t place_in_loop = 0;

 private:
  class LateTurn;
  enum class Phase { handshake, idle, head, body, handling, writing, lingering };
  // What receive() ends with.
  enum class Received { request, fault, nothing };

  boost::asio::awaitable<Received> receive();
  boost::asio::awaitable<void> wait_for_answer();
  boost::asio::awaitable<void> send_rest();
  boost::asio::awaitable<void> send_stream();  // connection_stream.cc
  boost::asio::awaitable<void> linger();

  void read_buffered();
  void enter(Phase phase, std::chrono::milliseconds timeout);
  void name_client();
  bool start_handling();
  void render_fault(Fault fault);
  Afterwards settle_afterwards();
  bool send_at_once();
  void note(size_t response_bytes) const;
  void prepare_next();
  std::array<boost::asio::const_buffer, 2> unsent() const;
  bool send_continue();

  // By TLS: connection_tls.cc. False: the connection is of no use.
  boost::asio::awaitable<bool> shake_hands();
  // Decrypted bytes, at least one unless there is an error.
  boost::asio::awaitable<size_t> receive_some(std::span<char> space,
                                              boost::system::error_code& error);
  // Until the session can go on; an error if it cannot.
  boost::asio::awaitable<boost::system::error_code> wait_for(TlsSession::Outcome wanted);
  // What goes without waiting, at most one record; `would_block` if nothing does.
  size_t send_record(boost::system::error_code& error);

  Loop& loop_;
  boost::asio::ip::tcp::socket socket_;
  const std::unique_ptr<TlsSession> tls_;  // null: plain text
  const std::string peer_address_;
  std::shared_ptr<Turn> turn_;  // a LateTurn
  RequestReader reader_;
  ReceiveBuffer buffer_;

  Phase phase_ = Phase::idle;
  Loop::Clock::time_point deadline_;
  bool timed_out_ = false;  // the read that is under way was ended by check_deadline()
  bool broken_ = false;     // nothing more can be sent
  bool sent_continue_ = false;
  Fault fault_ = Fault::bad_request;
  Loop::Clock::time_point request_end_;
  Loop::Clock::time_point answer_start_;  // known, like request_end_, if somebody observes

  bool keep_ = false;
  std::string head_;       // of the answer; then, if it is streamed, what goes before a piece
  std::string_view body_;  // of turn_->response, empty if it is not to be sent; or a piece
  int queued_ = 0;         // bytes that waited in the socket when the deadline was set
  size_t sent_ = 0;        // bytes of head_ and body_ that are gone
  std::unique_ptr<boost::asio::steady_timer> late_;
};

}  // namespace payoutd::http
