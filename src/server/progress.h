// server/progress.h: a progress bar for a person who waits at a terminal; silent everywhere else.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace payoutd::server {

class Progress {
 public:
  // `label` is what is being done: "importing".
  explicit Progress(std::string label);
  ~Progress();  // wipes the bar
  Progress(const Progress&) = delete;

  // `done` of `whole` (0 if that is not known), and how many rows that were. Draws ten times a
  // second.
  void show(uint64_t done, uint64_t whole, uint64_t rows);

 private:
  std::string label_;
  bool on_terminal_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace payoutd::server
