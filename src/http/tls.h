// http/tls.h: TLS on a connected socket (TLS 1.2 and 1.3, ALPN http/1.1). OpenSSL is seen by tls.cc
// alone.
// Not Asio's stream: that keeps 70 KB of buffers for each connection and cannot write at once to a
// socket that does not block. Here OpenSSL works on the socket itself, and says what it waits for.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/timestamp.h"

namespace payoutd::http {

// A certificate with its chain and key, ready for handshakes. Never changes; shared by threads.
class TlsIdentity {
 public:
  // PEM files: the certificate first, then the chain up to the root; a key without a passphrase.
  // Refusals, all of them sentences that name the file: `certificate_unreadable`,
  // `certificate_expired` (or not valid yet), `key_unreadable`, `key_mismatch`.
  static base::Result<std::shared_ptr<const TlsIdentity>> load(const std::string& certificate_file,
                                                               const std::string& key_file,
                                                               base::Timestamp now);
  ~TlsIdentity();
  TlsIdentity(const TlsIdentity&) = delete;

 private:
  friend class TlsSession;
  struct Context;
  explicit TlsIdentity(std::unique_ptr<Context> context);

  std::unique_ptr<Context> context_;
};

// The server's side of one connection. One thread at a time. Writes to the socket as OpenSSL does:
// the process must ignore SIGPIPE.
class TlsSession {
 public:
  enum class Outcome {
    done,
    wants_read,   // again when the socket has something to read
    wants_write,  // again, with the same bytes, when the socket takes more
    ended,        // the client has said that it sends no more
    failed,       // the connection is of no use any more
  };
  struct Progress {
    Outcome outcome;
    size_t count = 0;  // bytes read or written, if done: at least one
  };

  // `socket` is connected and does not block; it must outlive the session, which does not close it.
  TlsSession(const TlsIdentity& identity, int socket);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;

  // Until it is done nothing else may be called.
  Progress handshake();
  Progress read(std::span<char> space);
  // At most one record.
  Progress write(std::string_view bytes);
  // Tells the client that no more comes, as far as that can be said without waiting.
  void say_end();

 private:
  struct State;
  Progress judge(int returned);

  std::unique_ptr<State> state_;
};

}  // namespace payoutd::http
