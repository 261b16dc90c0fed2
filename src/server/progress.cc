#include "server/progress.h"

#include <algorithm>
#include <cstdio>

#include <unistd.h>

namespace payoutd::server {

Progress::Progress(std::string label)
    : label_(std::move(label)), on_terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (drawn_) std::fputs("\r\x1b[K", stderr);
}

void Progress::show(uint64_t done, uint64_t whole, uint64_t rows) {
  if (!on_terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (drawn_ && now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  drawn_ = true;
  constexpr uint64_t width = 30;
  const uint64_t filled = whole == 0 ? 0 : std::min(width, done * width / whole);
  std::string line =
      "\r" + label_ + " [" + std::string(filled, '#') + std::string(width - filled, ' ') + "] ";
  if (whole != 0) line += std::to_string(std::min<uint64_t>(100, done * 100 / whole)) + " %, ";
  line += std::to_string(rows) + " rows\x1b[K";
  std::fputs(line.c_str(), stderr);
}

}  // namespace payoutd::server
