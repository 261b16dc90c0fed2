// sim/request.h: one creation that a client asks for, until it has its answer and after.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"
#include "payouts/new_payout.h"

namespace payoutd::sim {

struct Request {
  size_t client = 0;
  std::string key;
  // One, or those of a batch; in a batch some were refused before they came so far.
  std::vector<base::Result<payouts::NewPayout>> payouts{};
  bool batch = false;
  bool atomic = false;
  bool misuses_key = false;          // the key stands for something else
  bool gave_up = false;              // it was refused, and its client asks no more
  std::optional<uint64_t> answer{};  // a digest of the first one

  uint32_t on_the_way = 0;  // sendings that are not answered; a crash makes it 0
  // The same of all requests with this key.
  std::shared_ptr<uint32_t> key_on_the_way = std::make_shared<uint32_t>(0);

  bool is_open() const { return !answer && !gave_up; }
};

}  // namespace payoutd::sim
