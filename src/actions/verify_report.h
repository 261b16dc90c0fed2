// actions/verify_report.h: what verify has found so far.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace payoutd::actions {

inline constexpr size_t breaches_shown_max = 100;

struct VerifyReport {
  uint64_t owners = 0;
  uint64_t payouts = 0;
  uint64_t entries = 0;                // of the ledger
  uint64_t breaches = 0;               // all of them
  std::vector<std::string> sentences;  // the first breaches_shown_max

  void breach(std::string sentence) {
    ++breaches;
    if (sentences.size() < breaches_shown_max) sentences.push_back(std::move(sentence));
  }
};

}  // namespace payoutd::actions
