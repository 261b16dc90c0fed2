// actions/list_world.h: payouts and questions to lists of them, from a seed. For tests only.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "payouts/list_query.h"
#include "payouts/payout.h"

namespace payoutd::actions {

// Few different values, so that ties, unset values and empty results are frequent.
class ListWorld {
 public:
  explicit ListWorld(uint64_t seed) : random(seed) {}

  payouts::Payout payout(uint32_t number) {
    payouts::Payout made{
        .amount = {static_cast<int64_t>(1 + random.below(20)) * 10'000, currency(4)}};
    made.number = number;
    made.version = 1;
    made.created_at = time();
    made.id = {base::make_uuid_v7(made.created_at, random)};
    made.status = payouts::all_statuses[random.below(payouts::status_count)];
    made.fees_micro = static_cast<int64_t>(random.below(4)) * 10'000;
    made.updated_at = time();
    for (auto* each : {&made.queued_at, &made.submitted_at, &made.completed_at, &made.failed_at,
                       &made.cancelled_at}) {
      if (random.below(2) == 0) *each = time();
    }
    if (random.below(2) == 0) made.beneficiary_id = beneficiary();
    if (random.below(10) != 0) made.reference_id = one_of(references) + std::to_string(number);
    made.beneficiary_email = one_of(emails);
    made.note = random.below(3) == 0 ? "a note" : "";
    return made;
  }

  payouts::ListQuery query(const std::vector<payouts::Payout>& rows) {
    payouts::ListQuery made;
    made.sort_field = static_cast<payouts::SortField>(random.below(payouts::sort_field_count));
    made.sort_order =
        random.below(2) == 0 ? payouts::SortOrder::ascending : payouts::SortOrder::descending;
    made.tie_break = random.below(3) == 0 ? payouts::TieBreak::id : payouts::TieBreak::creation;
    if (random.below(4) == 0) made.tie_break = payouts::TieBreak::creation_and_id;
    made.limit = static_cast<uint32_t>(1 + random.below(40));
    made.offset = random.below(3) == 0 ? 0 : random.below(rows.size() + 20);
    payouts::ListFilter& filter = made.filter;
    if (random.below(3) == 0) {
      for (uint64_t i = random.below(3) + 1; i > 0; --i) {
        filter.statuses.set(random.below(payouts::status_count));
      }
    }
    if (random.below(3) == 0) {
      for (uint64_t i = random.below(2) + 1; i > 0; --i) filter.currencies.push_back(currency(5));
    }
    if (random.below(3) == 0) filter.search = one_of(terms);
    if (random.below(5) == 0) filter.created_from = time();
    if (random.below(5) == 0) filter.created_to = time();
    if (random.below(8) == 0) filter.reference_id = rows[random.below(rows.size())].reference_id;
    if (random.below(15) == 0) filter.beneficiary_id = to_text(beneficiary());
    if (random.below(60) == 0) filter.beneficiary_id = one_of(beneficiaries_of_nobody);
    return made;
  }

  base::SeededRandom random;

 private:
  using Words = std::vector<std::string>;
  const Words references{"Pay_", "pay_", "PÄY%", "ß", "\U00010400", "a\"b'", "7"};
  const Words emails{"",          "john@x.test", "JANE@X.test", "zoé@y.test", "ZOÉ@y.test",
                     "ας@y.test", "a%b@x.test",  "a_b@x.test",  "é",          "z"};
  const Words terms{"pay", "PAY_1", "7", "é",  "É", "@x", "john", "Σ",          "ς",
                    "%",   "_",     "ä", "SS", "ẞ", "'",  "\"",   "\U00010428", "nothing at all"};
  // Written otherwise than to_text writes it, and no id at all.
  const Words beneficiaries_of_nobody{"ben_x", "BEN_00000000000000000000000001", "",
                                      "ben_0000000000000000000000000O"};

  std::string one_of(const Words& words) { return words[random.below(words.size())]; }
  base::Timestamp time() { return {static_cast<int64_t>(1'000'000'000 + random.below(60) * 1000)}; }
  money::Currency currency(uint64_t choices) {
    const char* codes[] = {"USD", "EUR", "JPY", "KWD", "GBP"};
    return *money::find_currency(codes[random.below(choices)]);
  }
  payouts::BeneficiaryId beneficiary() {
    payouts::BeneficiaryId id;
    id.value.bytes[15] = static_cast<unsigned char>(random.below(5));
    return id;
  }
};

}  // namespace payoutd::actions
