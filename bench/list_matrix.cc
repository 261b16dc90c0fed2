// What lists cost without sockets: router, authentication, index, rendering; no page is cached.
//   list_matrix DATABASE API_KEY API_SECRET [MILLISECONDS_PER_LINE]
// Each line of the input names one list and the pages to ask for: COUNT LOW HIGH TARGET. It is
// asked once with page HIGH and then COUNT times with pages between LOW and HIGH, less often if
// that takes longer than a line may (but 20 times), and answered by a line of numbers:
//   total rows, times asked again, first, p50, p99 and longest in ns, resident bytes
// "50000 1 1 /api/v1/payouts" is a target for a profiler.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <future>
#include <iostream>
#include <limits>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>

#include <unistd.h>

#include "bench/latencies.h"
#include "server/application.h"
#include "server/rails.h"
#include "store/sqlite/sqlite_store.h"

namespace {

using namespace payoutd;
using bench::Clock;

constexpr uint64_t repeats_min = 20;

struct Line {
  uint64_t count = 0, low = 1, high = 1;
  std::string target;

  std::string page(uint64_t number) const {
    const char* mark = target.find('?') == std::string::npos ? "?" : "&";
    return target + mark + "page=" + std::to_string(number);
  }
};

class Asker {
 public:
  Asker(const http::Router& router, std::string key, std::string secret)
      : router_(router), key_(std::move(key)), secret_(std::move(secret)) {}

  // The total; `spent` is from the request to its answer.
  uint64_t ask(std::string target, std::chrono::nanoseconds& spent) {
    http::Request request;
    request.target = std::move(target);
    const size_t mark = request.target.find('?');
    request.path = std::string_view(request.target).substr(0, mark);
    if (mark != std::string::npos)
      request.query = std::string_view(request.target).substr(mark + 1);
    request.request_id = "req_bench";
    request.headers.push_back({"X-API-Key", key_});
    request.headers.push_back({"X-API-Secret", secret_});
    std::promise<http::Response> answered;
    const auto start = Clock::now();
    router_.handle(request, http::Responder([&](http::Response&& response) {
                     answered.set_value(std::move(response));
                   }));
    const http::Response response = answered.get_future().get();
    spent = Clock::now() - start;
    if (response.status != 200)
      throw std::runtime_error(request.target + ": " + std::string(response.content()));
    const std::string total(response.headers.find("X-Total-Count"));
    return std::strtoull(total.c_str(), nullptr, 10);
  }

 private:
  const http::Router& router_;
  std::string key_, secret_;
};

uint64_t resident_bytes() {
  std::ifstream pages("/proc/self/statm");
  uint64_t all = 0, resident = 0;
  pages >> all >> resident;
  return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

void measure(Asker& asker, const Line& line, std::chrono::nanoseconds limit) {
  std::mt19937_64 random{7};
  std::chrono::nanoseconds first{}, spent{}, all{};
  const uint64_t total = asker.ask(line.page(line.high), first);
  bench::Latencies times;
  while (times.count() < line.count && (times.count() < repeats_min || all < limit)) {
    asker.ask(line.page(line.low + random() % (line.high - line.low + 1)), spent);
    times.add(spent);
    all += spent;
  }
  std::cout << total << " " << times.count() << " " << first.count() << " " << times.percentile(50)
            << " " << times.percentile(99) << " " << times.percentile(100) << " "
            << resident_bytes() << std::endl;
}

void measure_lines(const char* database, const char* key, const char* secret,
                   std::chrono::milliseconds limit) {
  const auto expect = [](auto& result) {
    if (!result) throw std::runtime_error(result.error().message);
  };
  const base::SystemClock clock;
  auto store =
      store::sqlite::open_sqlite_store(database, store::sqlite::Missing::must_exist, clock);
  expect(store);
  server::Settings settings;
  settings.page_cache_bytes = 0;  // each list is made anew
  settings.index_memory_budget_bytes = std::numeric_limits<int64_t>::max();
  settings.sandbox_book_file = std::string(database) + ".sandbox";
  base::SystemRandom random;
  const auto rails = server::Rails::open(settings, clock);
  expect(rails);
  server::Application application(settings, **store, clock, random, {}, (*rails)->choice());
  Asker asker(application.router(), key, secret);
  std::string text;
  while (std::getline(std::cin, text)) {
    Line line;
    std::istringstream words(text);
    if (!(words >> line.count >> line.low >> line.high >> line.target) || line.low < 1 ||
        line.high < line.low)
      throw std::runtime_error("not COUNT LOW HIGH TARGET: " + text);
    measure(asker, line, limit);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 && argc != 5) {
    std::cerr << "usage: list_matrix DATABASE API_KEY API_SECRET [MILLISECONDS_PER_LINE] < LINES\n";
    return 2;
  }
  base::set_log_level(base::LogLevel::warn);
  try {
    measure_lines(
        argv[1], argv[2], argv[3],
        std::chrono::milliseconds(argc == 5 ? std::strtol(argv[4], nullptr, 10) : 3600000));
  } catch (const std::exception& failure) {
    std::cerr << "list_matrix: " << failure.what() << "\n";
    return 1;
  }
}
