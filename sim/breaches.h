// sim/breaches.h: what the auditor found wrong.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace payoutd::sim {

class Breaches {
 public:
  void tell(std::string sentence) {
    ++count_;
    if (sentences_.size() < kept_max) sentences_.push_back(std::move(sentence));
  }
  bool any() const { return count_ != 0; }
  uint64_t count() const { return count_; }
  const std::vector<std::string>& sentences() const { return sentences_; }  // the first ones

 private:
  static constexpr size_t kept_max = 20;
  uint64_t count_ = 0;
  std::vector<std::string> sentences_;
};

}  // namespace payoutd::sim
