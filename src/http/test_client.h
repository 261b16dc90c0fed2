// http/test_client.h: a plain blocking client for the tests: sends what it is told, right or wrong.
#pragma once

#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/check.h"
#include "http/chunks.h"
#include "http/request.h"

namespace payoutd::http {

struct Answer {
  int status = 0;  // 0: the connection ended before a whole answer
  std::string head;
  std::string body;

  // The value of the only header of that name; nothing if there is none or more than one.
  std::optional<std::string> header(std::string_view name) const {
    std::optional<std::string> found;
    for (size_t at = head.find("\r\n") + 2; at < head.size() - 2;) {
      const size_t end = head.find("\r\n", at);
      const std::string line = head.substr(at, end - at);
      const size_t colon = line.find(": ");
      if (equal_ignoring_case(line.substr(0, colon), name)) {
        if (found) return std::nullopt;
        found = line.substr(colon + 2);
      }
      at = end + 2;
    }
    return found;
  }
};

// Every wait ends after five seconds at the latest, as if the connection had ended.
class Client {
 public:
  explicit Client(uint16_t port, int receive_buffer = 0) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    base::check(fd_ >= 0, "a socket");
    if (receive_buffer > 0) {
      ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    const timeval patience{5, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  Client(Client&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)),
        connected_(other.connected_),
        unread_(std::move(other.unread_)) {}
  ~Client() {
    if (fd_ >= 0) ::close(fd_);
  }

  bool connected() const { return connected_; }

  // False if the server does not take it any more.
  bool send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t count = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      text.remove_prefix(static_cast<size_t>(count));
    }
    return true;
  }
  void finish_sending() { ::shutdown(fd_, SHUT_WR); }

  // The next answer; `to_head` if it answers HEAD and so has no body.
  Answer read(bool to_head = false) {
    Answer answer;
    size_t end = std::string::npos;
    while ((end = unread_.find("\r\n\r\n")) == std::string::npos) {
      if (!receive()) return answer;
    }
    answer.head = unread_.substr(0, end + 2);
    unread_.erase(0, end + 4);
    const char* const code = answer.head.c_str() + std::string_view("HTTP/1.1 ").size();
    const int status = static_cast<int>(std::strtol(code, nullptr, 10));
    if (!to_head && answer.header("Transfer-Encoding") == "chunked") {
      if (read_chunks(answer.body)) answer.status = status;
      return answer;
    }
    const size_t length =
        std::strtoul(answer.header("Content-Length").value_or("0").c_str(), nullptr, 10);
    while (!to_head && unread_.size() < length) {
      if (!receive()) return answer;
    }
    answer.status = status;
    if (!to_head) {
      answer.body = unread_.substr(0, length);
      unread_.erase(0, length);
    }
    return answer;
  }

  Answer ask(std::string_view text) {
    send(text);
    return read(text.starts_with("HEAD "));
  }

  // All that still comes; nothing if the connection does not end in order (a reset).
  std::optional<std::string> read_to_end() {
    while (receive()) {
    }
    if (!ended_) return std::nullopt;
    return std::exchange(unread_, {});
  }

  // False if the connection has ended.
  bool receive_and_forget() {
    unread_.clear();
    return receive();
  }

  // Did the server close, in order (no reset), having sent nothing more than was read?
  bool is_closed() {
    if (!unread_.empty()) return false;
    char byte = 0;
    return ::recv(fd_, &byte, 1, 0) == 0;
  }

 private:
  bool read_chunks(std::string& body) {
    ChunkReader chunks(static_cast<size_t>(-1), 1000);
    while (true) {
      unread_.erase(0, chunks.take(unread_, body));
      if (chunks.state() == ChunkReader::State::complete) return true;
      if (chunks.state() == ChunkReader::State::failed || !receive()) return false;
    }
  }

  bool receive() {
    char bytes[65536];
    const ssize_t count = ::recv(fd_, bytes, sizeof bytes, 0);
    ended_ = count == 0;
    if (count <= 0) return false;
    unread_.append(bytes, static_cast<size_t>(count));
    return true;
  }

  int fd_;
  bool connected_ = false;
  bool ended_ = false;  // the server sends no more, and says so
  std::string unread_;
};

}  // namespace payoutd::http
