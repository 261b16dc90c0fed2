// A database of many clients with a few payouts each, through the store's own interface.
//   make_owners DATABASE OWNERS PAYOUTS_EACH
// Credentials follow from an owner's number (0, 1, 2 …), so that owners.lua needs no list of them:
// the key is sk_live_ and the number, mixed, in 24 hex digits, the secret 40 digits of the number.
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>

#include "actions/record_history.h"
#include "base/secret.h"
#include "samples/payout_generator.h"
#include "server/open_store.h"

namespace {

using namespace payoutd;

constexpr uint64_t owners_a_transaction = 2'000;
constexpr base::Timestamp window_begin{1'704'067'200'000'000};  // 2024-01-01T00:00:00Z
constexpr base::Timestamp window_end{1'767'225'600'000'000};    // 2026-01-01T00:00:00Z

std::string digits(uint64_t number, size_t width) {
  const std::string text = std::to_string(number);
  return std::string(width - text.size(), '0') + text;
}

// Keys of neighbours lie far apart in the index, as those that are made at random do. The factor
// is odd, so no two owners share a key.
std::string api_key(uint64_t owner) {
  constexpr std::string_view hex = "0123456789abcdef";
  uint32_t mixed = static_cast<uint32_t>(owner * 2'654'435'761U);
  std::string text;
  for (int i = 0; i < 8; ++i, mixed <<= 4U) text += hex[mixed >> 28U];
  return "sk_live_" + text + text + text;
}

template <class Result>
auto must(Result&& result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<typename std::decay_t<Result>::value_type>)
    return *std::forward<Result>(result);
}

class Maker {
 public:
  Maker(const std::string& path, uint64_t payouts_each) : payouts_each_(payouts_each) {
    settings_.db = "sqlite:" + path;
    store_ = must(server::open_store(settings_, store::sqlite::Missing::create, clock_));
    seal_key_ = must(server::open_seal_key(settings_, random_));
  }

  void make(uint64_t first, uint64_t end) {
    must(store_->write([&](store::Transaction& transaction) -> base::Status {
      for (uint64_t number = first; number < end; ++number) add_owner(transaction, number);
      return {};
    }));
  }

 private:
  void add_owner(store::Transaction& transaction, uint64_t number) {
    const base::Timestamp now = clock_.now();
    const auto owner = must(transaction.create_owner(store::OwnerKind::client, access::Mode::live,
                                                     {base::make_uuid_v7(now, random_)},
                                                     "Client " + std::to_string(number), now));
    const std::string key = api_key(number);
    const base::Secret signing("whsec_" + digits(number, 40));
    must(transaction.add_api_key(
        {.owner = owner.key,
         .key = key,
         .secret_hash = base::sha256(digits(number, 40)),
         .sealed_signing_secret = base::seal(signing, key, seal_key_, random_)},
        now));
    auto history = must(actions::RecordHistory::begin(transaction, owner.key, now));
    base::UuidSequence ids(random_);
    samples::PayoutGenerator generator({.seed = number + 1,
                                        .count = payouts_each_,
                                        .currency = *money::find_currency("USD"),
                                        .earliest = window_begin,
                                        .latest = window_end});
    for (uint64_t i = 0; i < payouts_each_; ++i) {
      payouts::Payout payout = generator.next(ids);
      must(history.record(payout));
    }
    must(history.finish());
  }

  server::Settings settings_;
  base::SystemClock clock_;
  base::SystemRandom random_;
  uint64_t payouts_each_;
  std::unique_ptr<store::Store> store_;
  base::SealKey seal_key_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: make_owners DATABASE OWNERS PAYOUTS_EACH\n";
    return 2;
  }
  base::set_log_level(base::LogLevel::warn);
  try {
    const uint64_t owners = std::strtoull(argv[2], nullptr, 10);
    Maker maker(argv[1], std::strtoull(argv[3], nullptr, 10));
    for (uint64_t first = 0; first < owners; first += owners_a_transaction)
      maker.make(first, std::min(owners, first + owners_a_transaction));
  } catch (const std::exception& failure) {
    std::cerr << "make_owners: " << failure.what() << "\n";
    return 1;
  }
}
