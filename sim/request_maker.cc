#include "sim/request_maker.h"

#include <array>

namespace payoutd::sim {
namespace {

using rails::sandbox::Behaviour;
using rails::sandbox::Scenario;

constexpr size_t old_references_max = 500;
constexpr std::array countries = {"DE", "FR", "JP", "KW", "US", ""};

}  // namespace

int64_t unit_micro(money::Currency currency) {
  int64_t unit = money::micro_per_unit;
  for (int i = 0; i < currency.decimals(); ++i) unit /= 10;
  return unit;
}

Request RequestMaker::make_single(size_t client) {
  Request request{.client = client, .key = "key-" + std::to_string(++made_)};
  request.payouts.emplace_back(make_payout(client, 0));
  return request;
}

Request RequestMaker::make_batch(size_t client) {
  Request request{.client = client, .key = "batch-" + std::to_string(++made_)};
  request.batch = true;
  request.atomic = dice_.one_in(3);
  const auto size = static_cast<size_t>(dice_.between(1, dice_.one_in(20) ? 200 : 12));
  const uint32_t group = request.atomic ? asked_.new_group(size) : 0;
  for (size_t i = 0; i < size; ++i) {
    if (dice_.one_in(request.atomic ? 100 : 20)) {
      request.payouts.emplace_back(base::refused("amount_invalid", "amount must be above 0"));
    } else {
      request.payouts.emplace_back(make_payout(client, group));
    }
  }
  return request;
}

Request RequestMaker::misuse(const Request& answered) {
  Request request{.client = answered.client, .key = answered.key};
  request.payouts.emplace_back(make_payout(answered.client, 0));
  request.misuses_key = true;
  request.key_on_the_way = answered.key_on_the_way;
  return request;
}

payouts::NewPayout RequestMaker::make_payout(size_t client, uint32_t group) {
  const Wallet& wallet = dice_.pick(clients_[client].wallets);
  const int64_t unit = unit_micro(wallet.currency);
  payouts::NewPayout payout{
      {}, wallet.id, {unit * dice_.between(1, 500'000), wallet.currency}, {}, {}, {}, {}, false};
  const std::string number = std::to_string(++made_);
  const Scenario scenario = choose_scenario();
  const bool plain = scenario.behaviour == Behaviour::ok && dice_.one_in(2);
  const std::string word = plain ? "" : "sandbox_" + to_text(scenario);
  const bool in_reference = dice_.one_in(2);
  payout.reference_id = choose_reference(client, in_reference ? word : "");
  payout.beneficiary.email = "p" + number + (in_reference ? "" : "+" + word) + "@example.com";
  payout.beneficiary.first_name = "Zoë";
  payout.beneficiary.last_name = "Nr " + number;
  payout.beneficiary.country = dice_.pick(countries);
  if (dice_.one_in(10)) payout.beneficiary.identifiers = R"({"iban":"DE)" + number + R"("})";
  payout.description = "wish " + number;  // of no other payout
  if (dice_.one_in(10)) payout.metadata = R"({"n":)" + number + "}";
  payout.notify_beneficiary = dice_.one_in(20);
  asked_.add(
      fields_of(clients_[client].caller.owner, payout),
      {group, rails::sandbox::choose_scenario({.amount = payout.amount,
                                               .reference_id = payout.reference_id,
                                               .beneficiary_email = payout.beneficiary.email})
                  .behaviour});
  return payout;
}

std::string RequestMaker::choose_reference(size_t client, const std::string& word) {
  if (!old_references_.empty() && dice_.one_in(100)) {
    std::string old = dice_.pick(old_references_);
    repeated_.insert({client, old});
    return old;
  }
  std::string reference = "PAY-" + std::to_string(made_) + (word.empty() ? "" : " " + word);
  if (dice_.one_in(20)) {
    if (old_references_.size() < old_references_max) {
      old_references_.push_back(reference);
    } else {
      dice_.pick(old_references_) = reference;
    }
  }
  return reference;
}

// Half of them are ordinary; what waits for ever is rare.
Scenario RequestMaker::choose_scenario() {
  if (dice_.one_in(2)) return {};
  const auto behaviour = static_cast<Behaviour>(dice_.below(12));
  if (behaviour == Behaviour::stuck && !dice_.one_in(20)) return {};
  for (;;) {
    const Scenario& scenario = dice_.pick(scenarios_);
    if (scenario.behaviour == behaviour) return scenario;
  }
}

}  // namespace payoutd::sim
