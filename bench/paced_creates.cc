// Creates at a steady rate, and beside them probes of freshness: a list that is asked for after a
// create was acknowledged must count it.
//   paced_creates PORT API_KEY API_SECRET WALLET NAME RATE SECONDS CONNECTIONS
// References begin with NAME, which no payout of the client may have yet. A create takes from when
// it was due until its answer, so waiting for a connection counts. Prints
//   RESULT creates, seconds in µs, p50, p99 in µs, probes, stale ones, p50, p99 in µs
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/http_client.h"
#include "bench/latencies.h"

namespace {

using namespace bench;

struct Options {
  uint16_t port;
  Headers credentials;
  std::string wallet, name;
  double rate;
  double seconds;
  size_t connections;
};

std::atomic<bool> interrupted{false};

// What the creating threads share with each other and with the probes.
struct Creates {
  std::atomic<uint64_t> issued{0}, acknowledged{0}, last_acknowledged{0};
  std::atomic<bool> failed{false}, over{false};
  Clock::time_point start;
};

std::string reference(const Options& options, uint64_t number) {
  return options.name + "-" + std::to_string(number);
}

std::string payout(const Options& options, uint64_t number) {
  return R"({"reference_id":")" + reference(options, number) + R"(","wallet_id":)" +
         options.wallet + R"(,"amount":)" + std::to_string(10 + number % 90) + "." +
         std::to_string(10 + number % 90) +
         R"(,"currency":"USD","beneficiary_email":"maria.hernandez)" +
         std::to_string(number % 10'000) +
         R"(@example.com","beneficiary_first_name":"Maria","beneficiary_last_name":"Hernandez",)"
         R"("beneficiary_country":"MX","description":"Bonus Payment"})";
}

void create(const Options& options, Creates& creates, uint64_t seed, Latencies& latencies) {
  std::mt19937_64 random{seed};
  HttpClient client(options.port, options.credentials);
  while (!creates.failed) {
    const uint64_t number = creates.issued++;
    const std::chrono::duration<double> offset(static_cast<double>(number) / options.rate);
    if (interrupted || offset.count() >= options.seconds ||
        Clock::now() - creates.start > std::chrono::duration<double>(options.seconds)) {
      --creates.issued;
      return;
    }
    const auto due = creates.start + std::chrono::duration_cast<Clock::duration>(offset);
    std::this_thread::sleep_until(due);
    const auto answer =
        client.post("/api/v1/payouts", payout(options, number),
                    {{"Idempotency-Key", std::to_string(random()) + reference(options, number)}});
    expect_status(answer, 201, "a create");
    creates.last_acknowledged = number;
    ++creates.acknowledged;
    latencies.add(Clock::now() - due);
  }
}

// Asks for lists of which it is known how much they must count at least and at most.
class Prober {
 public:
  explicit Prober(const Options& options)
      : options_(options), client_(options.port, options.credentials) {
    for (const char* filter : {"", "&currency=USD", "&search="}) {
      const std::string query = filter + (filter == std::string("&search=") ? options.name : "");
      questions_.push_back({query, total(query)});
    }
  }

  void probe_until_over(const Creates& creates) {
    const uint64_t kinds = questions_.size() + 1;
    for (uint64_t turn = 0; !creates.over; ++turn) {
      if (creates.acknowledged > 0) {
        const bool fresh = turn % kinds < questions_.size()
                               ? counts(questions_[turn % kinds], creates)
                               : finds_last(creates);
        if (!fresh) ++stale;
      }
      std::this_thread::sleep_for(std::chrono::microseconds(500));
    }
  }

  uint64_t stale = 0;
  Latencies latencies;

 private:
  struct Question {
    std::string query;
    uint64_t before;  // how many there were when nothing was created yet
  };

  uint64_t total(const std::string& query) {
    const auto answer = client_.get("/api/v1/payouts?limit=1" + query);
    expect_status(answer, 200, query);
    return std::strtoull(answer.at("X-Total-Count").data(), nullptr, 10);
  }

  bool counts(const Question& question, const Creates& creates) {
    const uint64_t at_least = question.before + creates.acknowledged;
    const auto start = Clock::now();
    const uint64_t counted = total(question.query);
    latencies.add(Clock::now() - start);
    return counted >= at_least && counted <= question.before + creates.issued;
  }

  bool finds_last(const Creates& creates) {
    const std::string query = "&reference_id=" + reference(options_, creates.last_acknowledged);
    const auto start = Clock::now();
    const uint64_t counted = total(query);
    latencies.add(Clock::now() - start);
    return counted == 1;
  }

  const Options& options_;
  HttpClient client_;
  std::vector<Question> questions_;
};

// What a thread throws is said, and ends all of them.
template <class Work>
std::thread started(Creates& creates, Work work) {
  return std::thread([&creates, work = std::move(work)] {
    try {
      work();
    } catch (const std::exception& failure) {
      std::cerr << "paced_creates: " << failure.what() << "\n";
      creates.failed = true;
    }
  });
}

int measure(const Options& options) {
  Prober prober(options);
  Creates creates;
  std::vector<Latencies> latencies(options.connections);
  std::vector<std::thread> threads;
  creates.start = Clock::now();
  std::thread probing = started(creates, [&] { prober.probe_until_over(creates); });
  for (size_t i = 0; i < options.connections; ++i)
    threads.push_back(started(creates, [&, i] { create(options, creates, i, latencies[i]); }));
  for (std::thread& thread : threads) thread.join();
  const std::chrono::duration<double, std::micro> spent = Clock::now() - creates.start;
  creates.over = true;
  probing.join();
  if (creates.failed) return 1;
  Latencies all;
  for (const Latencies& each : latencies) all.add(each);
  std::cout << "RESULT " << creates.acknowledged << " " << static_cast<int64_t>(spent.count())
            << " " << all.percentile(50) / 1000 << " " << all.percentile(99) / 1000 << " "
            << prober.latencies.count() << " " << prober.stale << " "
            << prober.latencies.percentile(50) / 1000 << " "
            << prober.latencies.percentile(99) / 1000 << "\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 9) {
    std::cerr << "usage: paced_creates PORT API_KEY API_SECRET WALLET NAME RATE SECONDS"
                 " CONNECTIONS\n";
    return 2;
  }
  std::signal(SIGINT, [](int) { interrupted = true; });
  try {
    return measure({static_cast<uint16_t>(std::strtoul(argv[1], nullptr, 10)),
                    {{"X-API-Key", argv[2]}, {"X-API-Secret", argv[3]}},
                    argv[4],
                    argv[5],
                    std::strtod(argv[6], nullptr),
                    std::strtod(argv[7], nullptr),
                    std::strtoul(argv[8], nullptr, 10)});
  } catch (const std::exception& failure) {
    std::cerr << "paced_creates: " << failure.what() << "\n";
    return 1;
  }
}
