// index/threads.h: the same work on several threads at once. Private to the index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace payoutd::index {

// How many threads are worth having: as many as there are cores, and not more than eight.
uint32_t thread_count();

// Calls work(0) … work(count - 1), each once, on up to thread_count() threads, this one among them;
// returns when all are done. If one throws, the first exception comes out after the others have
// ended.
void run_parallel(size_t count, const std::function<void(size_t)>& work);

}  // namespace payoutd::index
