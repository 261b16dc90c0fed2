#include "index/threads.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>
#include <vector>

namespace payoutd::index {

uint32_t thread_count() {
  return std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
}

void run_parallel(size_t count, const std::function<void(size_t)>& work) {
  std::atomic<size_t> next = 0;
  const auto take_turns = [&] {
    for (size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::future<void>> others;
  for (size_t i = 1; i < std::min<size_t>(count, thread_count()); ++i) {
    others.push_back(std::async(std::launch::async, take_turns));
  }
  std::exception_ptr failure;
  const auto finish = [&failure](const auto& step) {
    try {
      step();
    } catch (...) {
      if (!failure) failure = std::current_exception();
    }
  };
  finish(take_turns);
  for (std::future<void>& other : others) finish([&other] { other.get(); });
  if (failure) std::rethrow_exception(failure);
}

}  // namespace payoutd::index
