#include "samples/payout_generator.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "base/check.h"
#include "samples/texts.h"

namespace payoutd::samples {
namespace {

using payouts::Payout;
using payouts::Status;

constexpr Weighted<Status> statuses[] = {
    {Status::completed, 8200}, {Status::failed, 450},  {Status::cancelled, 300},
    {Status::processing, 250}, {Status::queued, 220},  {Status::created, 200},
    {Status::settling, 160},   {Status::expired, 130}, {Status::action_required, 90},
};

constexpr Weighted<const char*> currencies[] = {
    {"USD", 460}, {"EUR", 220}, {"GBP", 100}, {"INR", 60}, {"KES", 40}, {"JPY", 30},
    {"PHP", 30},  {"BRL", 20},  {"MXN", 20},  {"NGN", 10}, {"KWD", 10},
};

template <class Choice, size_t count>
const Choice& pick(const Weighted<Choice> (&choices)[count], base::SeededRandom& random) {
  uint64_t total = 0;
  for (const auto& each : choices) total += each.weight;
  uint64_t at = random.below(total);
  for (const auto& each : choices) {
    if (at < each.weight) return each.choice;
    at -= each.weight;
  }
  base::fail_check("a weighted choice ends within its weights", __FILE__, __LINE__);
}

template <class Choice, size_t count>
const Choice& pick(const Choice (&choices)[count], base::SeededRandom& random) {
  return choices[random.below(count)];
}

std::string characters(std::string_view alphabet, size_t count, base::SeededRandom& random) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += alphabet[random.below(alphabet.size())];
  return text;
}

constexpr std::string_view hex = "0123456789abcdef";
constexpr std::string_view base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

// 43 digits of base58 of which the first is at least 4 are always exactly 32 bytes.
std::string solana_address(base::SeededRandom& random) {
  return characters(base58.substr(4), 1, random) + characters(base58, 42, random);
}

// A sum as people are paid: mostly tens to hundreds, now and then thousands.
int64_t steps_of_amount(int64_t steps_per_unit, int64_t scale, base::SeededRandom& random) {
  const auto spread = static_cast<int64_t>(random.below(500) * random.below(500) / 500 + 5);
  const int64_t units = spread * scale * (random.below(40) == 0 ? 20 : 1);
  const bool round = random.below(3) != 0;
  const auto rest =
      round ? 0 : static_cast<int64_t>(random.below(static_cast<uint64_t>(steps_per_unit)));
  return units * steps_per_unit + rest;
}

// What a dollar's worth roughly is, so that yen amounts look like yen.
int64_t scale_of(std::string_view code) {
  if (code == "JPY" || code == "KES" || code == "INR") return 100;
  if (code == "NGN") return 1000;
  if (code == "PHP") return 50;
  return code == "MXN" || code == "BRL" ? 10 : 1;
}

std::string padded(uint64_t number) {
  const std::string digits = std::to_string(number);
  return std::string(digits.size() < 8 ? 8 - digits.size() : 0, '0') + digits;
}

}  // namespace

PayoutGenerator::PayoutGenerator(const GeneratorOptions& options)
    : options_(options), random_(options.seed ^ options.first_number * 0x9e3779b97f4a7c15U) {
  base::check(options.earliest <= options.latest, "a generator's time goes forward");
}

Payout PayoutGenerator::next(base::UuidSequence& ids) {
  base::check(made_ < options_.count, "no more payouts are generated than were told");
  Payout payout{.amount = {0, options_.currency}};
  payout.imported = true;
  const auto span = static_cast<__int128>(options_.latest.micros - options_.earliest.micros);
  payout.created_at = {options_.earliest.micros +
                       static_cast<int64_t>(span * static_cast<int64_t>(made_) /
                                            static_cast<int64_t>(options_.count))};
  payout.id = {ids.next(payout.created_at)};
  payout.status = pick_status();
  if (options_.kind == Kind::client) {
    fill_client(payout);
  } else {
    fill_user(payout);
  }
  fill_times(payout);
  ++made_;
  return payout;
}

Status PayoutGenerator::pick_status() {
  return pick(statuses, random_);
}

void PayoutGenerator::fill_client(Payout& payout) {
  const money::Currency currency = *money::find_currency(pick(currencies, random_));
  int64_t step = money::micro_per_unit;
  int64_t steps_per_unit = 1;
  for (int i = 0; i < currency.decimals(); ++i) {
    step /= 10;
    steps_per_unit *= 10;
  }
  const int64_t steps = steps_of_amount(steps_per_unit, scale_of(currency.code()), random_);
  payout.amount = {steps * step, currency};
  if (random_.below(5) != 0) payout.fees_micro = steps * 15 / 1000 * step;  // 1.5 %, cut
  payout.reference_id = "PAY_" + base::to_rfc3339_seconds(payout.created_at).substr(0, 4) + "_" +
                        padded(options_.first_number + made_ + 1);
  fill_beneficiary(payout);
  if (random_.below(10) < 7) payout.description = pick(descriptions, random_);
  if (payout.status == Status::failed) {
    const Failure& failure = pick(failures, random_);
    payout.failure_code = failure.code;
    payout.failure_reason = failure.reason;
  }
}

void PayoutGenerator::fill_beneficiary(Payout& payout) {
  const uint64_t people = std::max<uint64_t>(20, options_.count / 10);
  // The square favours small numbers: some are paid often, most a few times.
  const uint64_t draw = random_.below(people);
  const uint64_t person = draw * draw / people;
  base::SeededRandom traits(options_.seed * 1'000'003 + person);
  const Name& first = pick(first_names, traits);
  const Name& last = pick(last_names, traits);
  payout.beneficiary_first_name = first.shown;
  payout.beneficiary_last_name = last.shown;
  payout.beneficiary_email = std::string(first.ascii) + "." + last.ascii + std::to_string(person) +
                             "@" + pick(mail_domains, traits);
  payout.beneficiary_country = pick(countries, traits);
  if (traits.below(3) == 0) payout.beneficiary_phone = "+1" + characters("0123456789", 10, traits);
}

void PayoutGenerator::fill_user(Payout& payout) {
  payout.network = pick(networks, random_);
  payout.amount.micro = static_cast<int64_t>(1000 + random_.below(49'000)) * 10'000;
  const bool is_solana = payout.network == "solana";
  payout.address = is_solana ? solana_address(random_) : "0x" + characters(hex, 40, random_);
  if (payout.status == Status::completed) {
    payout.tx_hash =
        is_solana ? characters(base58, 87, random_) : "0x" + characters(hex, 64, random_);
  } else if (payout.status == Status::failed) {
    payout.note = pick(failures, random_).reason;
  } else if (payout.status == Status::cancelled) {
    payout.note = "Cancelled at the user's request";
  }
}

void PayoutGenerator::fill_times(Payout& payout) {
  base::Timestamp last = payout.created_at;
  const auto reach = [&](std::optional<base::Timestamp>& time, int64_t seconds_max) {
    last = after(last, seconds_max);
    time = last;
  };
  const Status status = payout.status;
  const bool was_queued = status != Status::created && random_.below(20) != 0;
  if (was_queued) reach(payout.queued_at, 30);
  const bool was_submitted = status == Status::processing || status == Status::settling ||
                             status == Status::action_required || status == Status::completed ||
                             (status == Status::failed && random_.below(4) != 0);
  if (was_submitted) reach(payout.submitted_at, 600);
  if (status == Status::completed) reach(payout.completed_at, 86'400);
  if (status == Status::failed) reach(payout.failed_at, 86'400);
  if (status == Status::cancelled) reach(payout.cancelled_at, 3'600);
  if (status == Status::expired) reach(payout.expired_at, 7 * 86'400);
  payout.updated_at = last;
}

base::Timestamp PayoutGenerator::after(base::Timestamp time, int64_t seconds_max) {
  const auto later =
      time.micros +
      static_cast<int64_t>(random_.below(static_cast<uint64_t>(seconds_max) * 1'000) + 1) * 1'000;
  return {std::min(later, options_.latest.micros)};
}

}  // namespace payoutd::samples
