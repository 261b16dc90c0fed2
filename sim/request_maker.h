// sim/request_maker.h: what clients think of: payouts with every scenario of the sandbox, in
// batches and alone.
#pragma once

#include <set>
#include <string>

#include "actions/authenticate.h"
#include "rails/sandbox/scenario.h"
#include "sim/asked.h"
#include "sim/dice.h"
#include "sim/request.h"

namespace payoutd::sim {

struct Wallet {
  money::Currency currency;
  int64_t id = 0;
};

// The smallest sum that the currency can express.
int64_t unit_micro(money::Currency currency);

// One business with its API key.
struct Client {
  actions::Caller caller;
  std::vector<Wallet> wallets;
};

class RequestMaker {
 public:
  RequestMaker(Dice& dice, AskedPayouts& asked, const std::vector<Client>& clients)
      : dice_(dice), asked_(asked), clients_(clients) {}

  Request make_single(size_t client);
  Request make_batch(size_t client);
  // Another request under the key of one that was answered.
  Request misuse(const Request& answered);

  // May a creation be refused because of its reference?
  bool is_repeated(size_t client, const std::string& reference) const {
    return repeated_.contains({client, reference});
  }

 private:
  payouts::NewPayout make_payout(size_t client, uint32_t group);
  std::string choose_reference(size_t client, const std::string& word);
  rails::sandbox::Scenario choose_scenario();

  Dice& dice_;
  AskedPayouts& asked_;
  const std::vector<Client>& clients_;
  const std::vector<rails::sandbox::Scenario> scenarios_ = rails::sandbox::all_scenarios();
  uint64_t made_ = 0;
  std::vector<std::string> old_references_;  // some that were used, of any client
  std::set<std::pair<size_t, std::string>> repeated_;
};

}  // namespace payoutd::sim
