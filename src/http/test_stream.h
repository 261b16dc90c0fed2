// http/test_stream.h: sources of bodies that say what became of them, for the tests.
#pragma once

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "http/test_certificate.h"
#include "http/test_server.h"
#include "http/test_tls_client.h"

namespace payoutd::http {

using Next = BodySource::Next;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

inline constexpr size_t piece_size = 64 << 10;

// Appends the piece of that number, from 0.
using Script = std::function<Next(int number, std::string& out)>;

// What became of the sources of GET /stream.
struct Watch {
  std::atomic<int> made{0};
  std::atomic<int> pulled{0};
  std::atomic<int> destroyed{0};
};

class ScriptedSource final : public BodySource {
 public:
  ScriptedSource(Script script, Watch& watch) : script_(std::move(script)), watch_(watch) {
    ++watch_.made;
  }
  ~ScriptedSource() override { ++watch_.destroyed; }

  Next append_next(std::string& out) override {
    EXPECT_TRUE(out.empty());
    ++watch_.pulled;
    return script_(number_++, out);
  }

 private:
  const Script script_;
  Watch& watch_;
  int number_ = 0;
};

// `count` pieces, each of its own letter.
inline Script pieces(int count, size_t size = piece_size) {
  return [count, size](int number, std::string& out) {
    out.append(size, static_cast<char>('a' + number % 26));
    return number + 1 < count ? Next::more : Next::end;
  };
}

inline std::string whole(int count, size_t size = piece_size) {
  std::string body;
  for (int i = 0; i < count; ++i) body.append(size, static_cast<char>('a' + i % 26));
  return body;
}

inline Script endless() {
  return pieces(1 << 30);
}

inline std::string get(const std::string& target, const std::string& version = "1.1") {
  return "GET " + target + " HTTP/" + version + "\r\nHost: a\r\n\r\n";
}

template <typename Condition>
bool wait_until(const Condition& holds) {
  for (int i = 0; i < 500 && !holds(); ++i) std::this_thread::sleep_for(milliseconds(10));
  return holds();
}

class StreamTest : public testing::Test {
 protected:
  // GET /stream answers by the script, GET /stream/{code} with 204 or 304.
  std::function<void(Router&)> streams(const Script& script) {
    return [this, script](Router& router) {
      const auto answer = [this, script](const Request& request, Responder responder) {
        Response response;
        const std::string code(request.path_value("code"));
        if (!code.empty()) response.status = code == "204" ? 204 : 304;
        response.body = "not this";
        response.body_source = std::make_shared<ScriptedSource>(script, watch_);
        responder.send(std::move(response));
      };
      router.add(Method::get, "/stream", answer);
      router.add(Method::get, "/stream/{code}", answer);
    };
  }
  bool all_destroyed() {
    return wait_until([this] { return watch_.made > 0 && watch_.made == watch_.destroyed; });
  }

  Watch watch_;
};

class StreamTlsTest : public StreamTest {
 protected:
  StreamTlsTest() { std::signal(SIGPIPE, SIG_IGN); }

  const TestCertificates certificates_;
  const std::shared_ptr<const TlsIdentity> identity_ = certificates_.identity("one");
};

}  // namespace payoutd::http
