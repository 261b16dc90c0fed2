// Asks payoutd, PocketBase or PostgreSQL the same questions in the same way: over one connection
// that is kept, one question after the other's answer.
//   ask_peers http PORT [HEADER VALUE]...
//   ask_peers postgres CONNECTION
// Each line of the input is a question: COUNT, MILLISECONDS, LOW, HIGH and TEXT, divided by tabs.
// It is asked once with the number HIGH, and then with numbers between LOW and HIGH, the same ones
// of everybody, until it was asked COUNT times or for so long, but once at least. TEXT is a target
// with {n} in place of the number, or the statement that counts and, after a tab, the one that
// reads the page, whose parameter $1 is the number. Each is answered by a line:
//   ok, total rows, digest of the references in the first answer, times, first, p50, p99 in ns
//   failed, and why
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <postgresql/libpq-fe.h>

#include "bench/http_client.h"
#include "bench/latencies.h"

namespace {

using namespace bench;

struct Answer {
  uint64_t total = 0;
  std::string references;  // of all rows of the page
};

class Peer {
 public:
  virtual ~Peer() = default;
  // A question's text; what is asked from now on is this.
  virtual void prepare(const std::string& text) = 0;
  virtual void ask(uint64_t number) = 0;
  // What was asked last: not part of the time that it took.
  virtual Answer answer() const = 0;
};

class HttpPeer final : public Peer {
 public:
  HttpPeer(uint16_t port, Headers headers) : client_(port, std::move(headers)) {}

  void prepare(const std::string& text) override { text_ = text; }

  void ask(uint64_t number) override {
    constexpr std::string_view mark = "{n}";
    const std::string digits = std::to_string(number);
    std::string target = text_;
    for (size_t at = target.find(mark); at != std::string::npos; at = target.find(mark, at))
      target.replace(at, mark.size(), digits);
    response_ = client_.get(target);
    expect_status(response_, 200, target);
  }

  Answer answer() const override {
    Answer said;
    const auto header = response_.find("X-Total-Count");
    const std::string& body = response_.body();
    if (header != response_.end()) {
      said.total = std::strtoull(std::string(header->value()).c_str(), nullptr, 10);
    } else if (const size_t found = body.find("\"totalItems\":"); found != std::string::npos) {
      said.total = std::strtoull(body.c_str() + found + 13, nullptr, 10);
    }
    constexpr std::string_view name = "\"reference_id\":\"";
    for (size_t at = body.find(name); at != std::string::npos; at = body.find(name, at)) {
      at += name.size();
      said.references += body.substr(at, body.find('"', at) - at) + "\n";
    }
    return said;
  }

 private:
  HttpClient client_;
  std::string text_;
  HttpClient::Response response_;
};

class PostgresPeer final : public Peer {
 public:
  explicit PostgresPeer(const char* connection) : connection_(PQconnectdb(connection)) {
    if (PQstatus(connection_) != CONNECTION_OK) fail();
  }
  PostgresPeer(const PostgresPeer&) = delete;
  PostgresPeer& operator=(const PostgresPeer&) = delete;
  ~PostgresPeer() override { PQfinish(connection_); }

  void prepare(const std::string& text) override {
    const size_t tab = text.find('\t');
    run("DEALLOCATE ALL");
    total_ = prepare("total", text.substr(0, tab));
    page_ = {};
    if (tab != std::string::npos) page_ = prepare("page", text.substr(tab + 1));
  }

  void ask(uint64_t number) override {
    const std::string parameter = std::to_string(number);
    execute(total_, parameter);
    if (page_.name != nullptr) execute(page_, parameter);
  }

  Answer answer() const override {
    Answer said;
    if (page_.name == nullptr) return said;
    said.total = std::strtoull(PQgetvalue(total_.result.get(), 0, 0), nullptr, 10);
    const PGresult* page = page_.result.get();
    const int column = PQfnumber(page, "reference_id");
    for (int row = 0; column >= 0 && row < PQntuples(page); ++row)
      said.references += std::string(PQgetvalue(page, row, column)) + "\n";
    return said;
  }

 private:
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using Result = std::unique_ptr<PGresult, Clear>;

  struct Prepared {
    const char* name = nullptr;  // none: there is no such statement
    int parameters = 0;
    Result result{};
  };

  [[noreturn]] void fail() const { throw std::runtime_error(PQerrorMessage(connection_)); }

  Result expect(PGresult* made) const {
    Result result(made);
    const ExecStatusType status = PQresultStatus(made);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail();
    return result;
  }

  void run(const char* sql) { expect(PQexec(connection_, sql)); }

  Prepared prepare(const char* name, const std::string& sql) {
    expect(PQprepare(connection_, name, sql.c_str(), 0, nullptr));
    return {name, sql.find("$1") == std::string::npos ? 0 : 1};
  }

  void execute(Prepared& statement, const std::string& parameter) {
    const char* values = parameter.c_str();
    statement.result = expect(PQexecPrepared(connection_, statement.name, statement.parameters,
                                             &values, nullptr, nullptr, 0));
  }

  PGconn* connection_;
  Prepared total_, page_;
};

struct Question {
  uint64_t count = 0, milliseconds = 0, low = 1, high = 1;
  std::string text;
};

Question read_question(const std::string& line) {
  std::istringstream words(line);
  Question question;
  if (!(words >> question.count >> question.milliseconds >> question.low >> question.high) ||
      words.get() != '\t' || !std::getline(words, question.text) || question.low < 1 ||
      question.high < question.low)
    throw std::runtime_error("not COUNT MILLISECONDS LOW HIGH TEXT: " + line);
  return question;
}

void measure(Peer& peer, const Question& question) {
  std::mt19937_64 random{7};
  Latencies latencies;
  const auto timed = [&](uint64_t number) {
    const auto start = Clock::now();
    peer.ask(number);
    return Clock::now() - start;
  };
  peer.prepare(question.text);
  const auto first = timed(question.high);
  const Answer said = peer.answer();
  const auto end = Clock::now() + std::chrono::milliseconds(question.milliseconds);
  do {
    latencies.add(timed(question.low + random() % (question.high - question.low + 1)));
  } while (latencies.count() < question.count && Clock::now() < end);
  std::cout << "ok " << said.total << " " << std::hash<std::string>()(said.references) << " "
            << latencies.count() << " "
            << std::chrono::duration_cast<std::chrono::nanoseconds>(first).count() << " "
            << latencies.percentile(50) << " " << latencies.percentile(99) << std::endl;
}

std::unique_ptr<Peer> connect(int argc, char** argv) {
  if (argv[1] == std::string("postgres")) return std::make_unique<PostgresPeer>(argv[2]);
  Headers headers;
  for (int i = 3; i + 1 < argc; i += 2) headers.emplace_back(argv[i], argv[i + 1]);
  return std::make_unique<HttpPeer>(static_cast<uint16_t>(std::strtoul(argv[2], nullptr, 10)),
                                    std::move(headers));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: ask_peers (http PORT [HEADER VALUE]... | postgres CONNECTION) < LINES\n";
    return 2;
  }
  try {
    const std::unique_ptr<Peer> peer = connect(argc, argv);
    std::string line;
    while (std::getline(std::cin, line)) {
      const Question question = read_question(line);
      try {
        measure(*peer, question);
      } catch (const std::exception& failure) {
        std::string why = failure.what();
        for (char& c : why)
          if (c == '\n') c = ' ';
        std::cout << "failed " << why << std::endl;
      }
    }
  } catch (const std::exception& failure) {
    std::cerr << "ask_peers: " << failure.what() << "\n";
    return 1;
  }
}
