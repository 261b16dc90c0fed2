// The documents' objects, byte for byte.
#include "api/partner/account_json.h"

#include <gtest/gtest.h>

namespace payoutd::api::partner {
namespace {

money::Currency currency(const char* code) {
  return *money::find_currency(code);
}

base::Timestamp at(const char* time) {
  return *base::parse_rfc3339(time);
}

actions::BeneficiaryWithTotals john() {
  actions::BeneficiaryWithTotals john;
  john.beneficiary.details = {"john.doe@example.com",       "John", "Doe", "US", "",
                              "ciphertext that nobody sees"};
  john.beneficiary.number = 3;
  john.beneficiary.created_at = at("2024-01-14T09:00:00Z");
  return john;
}

template <class Row>
std::string json_of(void (*append)(const Row&, std::string&), const Row& row) {
  std::string json = "[1,";  // what stands before is left alone
  append(row, json);
  EXPECT_EQ(json.substr(0, 3), "[1,");
  return json.substr(3);
}

const std::string john_begins =
    R"({"id":"ben_00000000000000000000000000","email":"john.doe@example.com",)"
    R"("first_name":"John","last_name":"Doe","country":"US","phone":null,)";
const std::string john_ends = R"("created_at":"2024-01-14T09:00:00Z"})";

TEST(BeneficiaryJson, is_the_documents_sample) {
  auto who = john();
  who.totals = {{currency("USD"), 5, 500'000'000, at("2024-01-15T10:30:00Z")}};
  EXPECT_EQ(json_of(&append_beneficiary, who),
            john_begins +
                R"("metadata":null,"total_payouts":5,"total_amount":500.00,)"
                R"("totals":[{"currency":"USD","payouts":5,"amount":500.00}],)"
                R"("last_payout_at":"2024-01-15T10:30:00Z",)" +
                john_ends);
}

TEST(BeneficiaryJson, shows_what_is_unset_as_null) {
  auto who = john();
  who.beneficiary.details.country.clear();
  who.beneficiary.details.phone = "+1234567";
  who.beneficiary.metadata = R"({"a":{"b":[1]}})";
  EXPECT_EQ(json_of(&append_beneficiary, who),
            R"({"id":"ben_00000000000000000000000000","email":"john.doe@example.com",)"
            R"("first_name":"John","last_name":"Doe","country":null,"phone":"+1234567",)"
            R"("metadata":{"a":{"b":[1]}},"total_payouts":0,"total_amount":0,"totals":[],)"
            R"("last_payout_at":null,)" +
                john_ends);
}

TEST(BeneficiaryJson, totals) {
  const auto early = at("2024-01-15T10:30:00Z");
  const auto late = at("2024-02-15T10:30:00Z");
  const struct {
    std::vector<actions::BeneficiaryTotal> totals;
    const char* json;
  } rows[] = {
      // Several currencies have no sum; the last payout is the last of all.
      {{{currency("EUR"), 1, 10'000'000, late}, {currency("JPY"), 2, 700'000'000, early}},
       R"("total_payouts":3,"total_amount":null,)"
       R"("totals":[{"currency":"EUR","payouts":1,"amount":10.00},)"
       R"({"currency":"JPY","payouts":2,"amount":700}],"last_payout_at":"2024-02-15T10:30:00Z",)"},
      // What ended unpaid is as if it had never been.
      {{{currency("EUR"), 0, 0, late}, {currency("KWD"), 1, 1'500'000, early}},
       R"("total_payouts":1,"total_amount":1.500,)"
       R"("totals":[{"currency":"KWD","payouts":1,"amount":1.500}],)"
       R"("last_payout_at":"2024-01-15T10:30:00Z",)"},
      {{{currency("EUR"), 0, 0, late}},
       R"("total_payouts":0,"total_amount":0,"totals":[],"last_payout_at":null,)"},
      // More than 64 bits.
      {{{currency("USD"), 40, money::Sum{40} * money::amount_max_micro, early}},
       R"("total_payouts":40,"total_amount":40000000000000.00,)"
       R"("totals":[{"currency":"USD","payouts":40,"amount":40000000000000.00}],)"
       R"("last_payout_at":"2024-01-15T10:30:00Z",)"},
  };
  for (const auto& row : rows) {
    auto who = john();
    who.totals = row.totals;
    EXPECT_EQ(json_of(&append_beneficiary, who),
              john_begins + R"("metadata":null,)" + row.json + john_ends);
  }
}

TEST(WalletJson, is_the_documents_sample) {
  const actions::Wallet wallet{1,
                               currency("USD"),
                               898'500'000,
                               101'500'000,
                               at("2024-01-15T10:30:00.999Z"),
                               at("2024-01-15T10:31:00Z")};
  EXPECT_EQ(json_of(&append_wallet, wallet),
            R"({"id":1,"currency_id":840,"currency":"USD","amount":898.50,"held":101.50,)"
            R"("type":"PREPAID","is_active":true,"created_at":"2024-01-15T10:30:00Z",)"
            R"("updated_at":"2024-01-15T10:31:00Z"})");
}

TEST(WalletJson, has_the_currencys_decimals_and_room_for_every_sum) {
  const actions::Wallet yen{2,
                            currency("JPY"),
                            money::Sum{30} * money::amount_max_micro,
                            0,
                            at("2024-01-15T10:30:00Z"),
                            at("2024-01-15T10:30:00Z")};
  EXPECT_NE(json_of(&append_wallet, yen)
                .find(R"("currency_id":392,"currency":"JPY",)"
                      R"("amount":30000000000000,"held":0,)"),
            std::string::npos);
}

TEST(TransactionJson, is_the_documents_sample) {
  const actions::WalletTransaction transaction{.number = 2,
                                               .wallet_id = 1,
                                               .type = actions::WalletTransactionType::debit,
                                               .status = actions::TransactionStatus::pending,
                                               .amount = {101'500'000, currency("USD")},
                                               .payout_id = payouts::PayoutId{},
                                               .remarks = "Payout PAY_2024_001",
                                               .created_at = at("2024-01-15T10:30:00Z")};
  EXPECT_EQ(json_of(&append_transaction, transaction),
            R"({"id":2,"wallet_id":1,"currency_id":840,"currency":"USD","amount":101.50,)"
            R"("transaction_type":"DEBIT","status":"PENDING",)"
            R"("payout_id":"pyt_00000000000000000000000000","source_currency":null,)"
            R"("destination_currency":null,"forex_rate":null,"conversion_charges":null,)"
            R"("remarks":"Payout PAY_2024_001","created_at":"2024-01-15T10:30:00Z"})");
}

TEST(TransactionJson, words_and_what_is_unset) {
  using actions::TransactionStatus;
  const std::pair<TransactionStatus, const char*> rows[] = {
      {TransactionStatus::pending, "PENDING"},
      {TransactionStatus::completed, "COMPLETED"},
      {TransactionStatus::failed, "FAILED"}};
  for (const auto& [status, word] : rows) {
    const actions::WalletTransaction funding{.number = 1,
                                             .wallet_id = 2,
                                             .type = actions::WalletTransactionType::credit,
                                             .status = status,
                                             .amount = {1'500'000, currency("KWD")},
                                             .payout_id = {},
                                             .remarks = {},
                                             .created_at = at("2024-01-15T10:30:00Z")};
    EXPECT_EQ(json_of(&append_transaction, funding),
              R"({"id":1,"wallet_id":2,"currency_id":414,"currency":"KWD","amount":1.500,)"
              R"("transaction_type":"CREDIT","status":")" +
                  std::string(word) +
                  R"(","payout_id":null,"source_currency":null,"destination_currency":null,)"
                  R"("forex_rate":null,"conversion_charges":null,"remarks":null,)"
                  R"("created_at":"2024-01-15T10:30:00Z"})");
  }
}

}  // namespace
}  // namespace payoutd::api::partner
