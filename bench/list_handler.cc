// What one list costs without sockets: router, authentication, index, rendering. For profiling.
//   list_handler DATABASE API_KEY API_SECRET TARGET COUNT
#include <chrono>
#include <cstdlib>
#include <future>
#include <iostream>
#include <string>

#include "server/application.h"
#include "server/rails.h"
#include "store/sqlite/sqlite_store.h"

int main(int argc, char** argv) {
  using namespace payoutd;
  if (argc != 6) {
    std::cerr << "usage: list_handler DATABASE API_KEY API_SECRET TARGET COUNT\n";
    return 2;
  }
  base::set_log_level(base::LogLevel::warn);
  const base::SystemClock clock;
  auto store = store::sqlite::open_sqlite_store(argv[1], store::sqlite::Missing::must_exist, clock);
  if (!store) {
    std::cerr << store.error().message << "\n";
    return 1;
  }
  server::Settings settings;
  settings.page_cache_bytes = 0;  // each list is made anew
  base::SystemRandom random;
  settings.sandbox_book_file = std::string(argv[1]) + ".sandbox";
  const auto rails = server::Rails::open(settings, clock);
  if (!rails) {
    std::cerr << rails.error().message << "\n";
    return 1;
  }
  server::Application application(settings, **store, clock, random, {}, (*rails)->choice());
  const auto ask = [&] {
    http::Request request;
    request.target = argv[4];
    const size_t mark = request.target.find('?');
    request.path = std::string_view(request.target).substr(0, mark);
    if (mark != std::string::npos)
      request.query = std::string_view(request.target).substr(mark + 1);
    request.request_id = "req_bench";
    request.headers.push_back({"X-API-Key", argv[2]});
    request.headers.push_back({"X-API-Secret", argv[3]});
    std::promise<size_t> bytes;
    application.router().handle(request, http::Responder([&](http::Response&& response) {
                                  bytes.set_value(response.content().size());
                                }));
    return bytes.get_future().get();
  };
  const size_t bytes = ask();
  const auto count = std::strtoul(argv[5], nullptr, 10);
  const auto start = std::chrono::steady_clock::now();
  for (unsigned long i = 0; i < count; ++i) ask();
  const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
  std::cout << bytes << " bytes, " << spent.count() / static_cast<double>(count) << " us each\n";
}
