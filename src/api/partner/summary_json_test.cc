#include "api/partner/summary_json.h"

#include <gtest/gtest.h>

namespace payoutd::api::partner {
namespace {

using payouts::Status;
using Line = payouts::ListSummary::Line;

Line line(std::string_view currency, Status status, uint64_t count, money::Sum amount_micro,
          money::Sum fees_micro) {
  return {status, *money::find_currency(currency), count, amount_micro, fees_micro};
}

std::string shown(std::vector<Line> lines) {
  std::string out;
  append_summary({.lines = std::move(lines), .version = 1}, out);
  return out;
}

TEST(PartnerSummary, of_nothing_is_an_object_all_the_same) {
  EXPECT_EQ(shown({}), R"({"count":0,"statuses":[],"currencies":[]})");
}

TEST(PartnerSummary, adds_statuses_and_never_currencies) {
  EXPECT_EQ(
      shown({line("EUR", Status::failed, 1, 5'000'000, 0),
             line("USD", Status::created, 2, 1'100'000, 100'000),
             line("USD", Status::failed, 3, 2'200'000, 0)}),
      R"({"count":6,"statuses":[{"status":"created","count":2},{"status":"failed","count":4}],)"
      R"("currencies":[{"currency":"EUR","count":1,"amount":5.00,"fees":0.00,"total_amount":5.00,)"
      R"("statuses":[{"status":"failed","count":1,"amount":5.00,"fees":0.00,)"
      R"("total_amount":5.00}]},)"
      R"({"currency":"USD","count":5,"amount":3.30,"fees":0.10,"total_amount":3.40,)"
      R"("statuses":[{"status":"created","count":2,"amount":1.10,"fees":0.10,)"
      R"("total_amount":1.20},{"status":"failed","count":3,"amount":2.20,"fees":0.00,)"
      R"("total_amount":2.20}]}]})");
}

// Each: one completed payout's worth of fees 0.
TEST(PartnerSummary, money_has_the_currencys_decimals_at_any_size) {
  const struct {
    std::string_view currency;
    money::Sum micro;
    std::string_view shown;
  } cases[] = {
      {"JPY", 100'000'000, "100"},
      {"KWD", 1'500'000, "1.500"},
      {"CLF", 1'234'500, "1.2345"},
      {"USD", 25'123'456, "25.123456"},
      // Ten million of the largest.
      {"USD", money::Sum{money::amount_max_micro} * 10'000'000, "10000000000000000000.00"},
  };
  for (const auto& each : cases) {
    const std::string text = shown({line(each.currency, Status::completed, 1, each.micro, 0)});
    EXPECT_NE(text.find("\"amount\":" + std::string(each.shown) + ",\"fees\":"), std::string::npos)
        << text;
  }
}

}  // namespace
}  // namespace payoutd::api::partner
