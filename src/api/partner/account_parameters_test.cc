#include "api/partner/account_parameters.h"

#include <gtest/gtest.h>

namespace payoutd::api::partner {
namespace {

using actions::BeneficiarySort;
using actions::TransactionStatus;
using actions::WalletSort;
using actions::WalletTransactionType;

// "page:minimum sort_by:one_of"; "" for what was accepted.
template <class Query>
std::string faults(const base::Result<AskedList<Query>>& asked) {
  if (asked) return "";
  EXPECT_EQ(asked.error().reason, "invalid_parameters");
  std::string told;
  for (const base::FieldError& fault : asked.error().fields) {
    told += (told.empty() ? "" : " ") + fault.field + ":" + fault.rule;
  }
  return told;
}

struct FaultRow {
  std::string query;
  const char* faults;
};

// What every list refuses.
const FaultRow common_faults[] = {
    {"page=0", "page:minimum"},
    {"page=x", "page:number"},
    {"limit=-1", "limit:minimum"},
    {"limit=x", "limit:number"},
    {"sort_order=UP", "sort_order:one_of"},
    {"sort_by=currency", "sort_by:one_of"},
    {"sort_by=", "sort_by:one_of"},
    {"currency=USD", "currency:unknown"},
    {"colour=red", "colour:unknown"},
    {"page=1&page=2", "page:duplicate"},
    {"sort_by=%ff", "sort_by:encoding"},
    {"page=0&limit=0&sort_by=x&sort_order=x",
     "sort_by:one_of page:minimum limit:minimum sort_order:one_of"},
};

TEST(BeneficiaryParameters, have_the_documents_defaults) {
  const auto asked = parse_beneficiary_parameters("");
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->page, 1U);
  EXPECT_EQ(asked->limit, 20U);
  EXPECT_EQ(asked->query.search, "");
  EXPECT_EQ(asked->query.sort, BeneficiarySort::created_at);
  EXPECT_TRUE(asked->query.descending);
  EXPECT_EQ(asked->query.offset, 0U);
  EXPECT_EQ(asked->query.limit, 20U);
}

TEST(BeneficiaryParameters, reach_the_query) {
  const auto asked =
      parse_beneficiary_parameters("search=J%C3%B6+D&sort_order=asc&page=3&limit=101");
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->query.search, "J\xc3\xb6 D");
  EXPECT_FALSE(asked->query.descending);
  EXPECT_EQ(asked->query.offset, 200U);
  EXPECT_EQ(asked->query.limit, 100U);
  EXPECT_EQ(asked->limit, 100U);
  EXPECT_EQ(asked->other_raw, "search=J%C3%B6+D&sort_order=asc&limit=101");
  const std::pair<const char*, BeneficiarySort> sorts[] = {
      {"created_at", BeneficiarySort::created_at},
      {"Email", BeneficiarySort::email},
      {"first_name", BeneficiarySort::first_name},
      {"LAST_NAME", BeneficiarySort::last_name}};
  for (const auto& [word, sort] : sorts) {
    EXPECT_EQ(parse_beneficiary_parameters("sort_by=" + std::string(word))->query.sort, sort);
  }
}

TEST(BeneficiaryParameters, refuse_with_field_and_rule) {
  for (const FaultRow& row : common_faults) {
    EXPECT_EQ(faults(parse_beneficiary_parameters(row.query)), row.faults) << row.query;
  }
  const FaultRow rows[] = {
      {"sort_by=id", "sort_by:one_of"},
      {"email=a", "email:unknown"},
      {"search=a&search=b", "search:duplicate"},
      {"search=" + std::string(257, 'x'), "search:max_bytes"},
      {"search=" + std::string(256, 'x'), ""},
      {"search=%ff", "search:encoding"},
      {"type=PREPAID&status=PENDING", "type:unknown status:unknown"},
  };
  for (const FaultRow& row : rows) {
    EXPECT_EQ(faults(parse_beneficiary_parameters(row.query)), row.faults) << row.query;
  }
}

TEST(WalletParameters, have_the_documents_defaults) {
  const auto asked = parse_wallet_parameters("");
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->page, 1U);
  EXPECT_EQ(asked->limit, 50U);
  EXPECT_FALSE(asked->query.currency_number);
  EXPECT_FALSE(asked->query.none);
  EXPECT_EQ(asked->query.sort, WalletSort::id);
  EXPECT_TRUE(asked->query.descending);
  EXPECT_EQ(asked->query.limit, 50U);
}

TEST(WalletParameters, reach_the_query) {
  const auto asked = parse_wallet_parameters("currency_id=840&page=2&limit=10001&sort_order=ASC");
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->query.currency_number, 840U);
  EXPECT_EQ(asked->query.offset, 10'000U);
  EXPECT_EQ(asked->query.limit, 10'000U);
  EXPECT_FALSE(asked->query.descending);
  const std::pair<const char*, WalletSort> sorts[] = {{"id", WalletSort::id},
                                                      {"amount", WalletSort::amount},
                                                      {"created_at", WalletSort::created_at},
                                                      {"updated_at", WalletSort::updated_at}};
  for (const auto& [word, sort] : sorts) {
    EXPECT_EQ(parse_wallet_parameters("sort_by=" + std::string(word))->query.sort, sort);
  }
}

TEST(WalletParameters, ask_for_what_no_wallet_is) {
  const std::pair<const char*, bool> rows[] = {
      {"type=PREPAID", false},   {"type=prepaid&is_active=True", false},
      {"type=POSTPAID", true},   {"type=postpaid&is_active=true", true},
      {"is_active=false", true}, {"type=PREPAID&is_active=FALSE", true}};
  for (const auto& [query, none] : rows) {
    EXPECT_EQ(parse_wallet_parameters(query)->query.none, none) << query;
  }
}

TEST(WalletParameters, refuse_with_field_and_rule) {
  for (const FaultRow& row : common_faults) {
    EXPECT_EQ(faults(parse_wallet_parameters(row.query)), row.faults) << row.query;
  }
  const FaultRow rows[] = {
      {"currency_id=USD", "currency_id:number"},
      {"currency_id=-1", "currency_id:minimum"},
      {"currency_id=0", "currency_id:minimum"},
      {"type=CREDIT", "type:one_of"},
      {"is_active=yes", "is_active:one_of"},
      {"is_active=1", "is_active:one_of"},
      {"search=a", "search:unknown"},
      {"wallet_id=1", "wallet_id:unknown"},
  };
  for (const FaultRow& row : rows) {
    EXPECT_EQ(faults(parse_wallet_parameters(row.query)), row.faults) << row.query;
  }
}

TEST(TransactionParameters, have_the_documents_defaults) {
  const auto asked = parse_transaction_parameters("");
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->limit, 50U);
  EXPECT_FALSE(asked->query.type || asked->query.status || asked->query.wallet_id);
  EXPECT_FALSE(asked->query.by_amount);
  EXPECT_TRUE(asked->query.descending);
}

TEST(TransactionParameters, reach_the_query) {
  const auto asked = parse_transaction_parameters(
      "transaction_type=debit&status=Failed&wallet_id=7&sort_by=amount&sort_order=asc"
      "&page=9007199254740991&limit=99999");
  ASSERT_TRUE(asked);
  EXPECT_EQ(asked->query.type, WalletTransactionType::debit);
  EXPECT_EQ(asked->query.status, TransactionStatus::failed);
  EXPECT_EQ(asked->query.wallet_id, 7U);
  EXPECT_TRUE(asked->query.by_amount);
  EXPECT_FALSE(asked->query.descending);
  EXPECT_EQ(asked->query.limit, 10'000U);
  EXPECT_EQ(asked->query.offset, uint64_t{INT64_MAX});  // no database counts further
  EXPECT_EQ(parse_transaction_parameters("transaction_type=CREDIT")->query.type,
            WalletTransactionType::credit);
  EXPECT_EQ(parse_transaction_parameters("status=PENDING")->query.status,
            TransactionStatus::pending);
  EXPECT_EQ(parse_transaction_parameters("status=COMPLETED")->query.status,
            TransactionStatus::completed);
  EXPECT_FALSE(parse_transaction_parameters("sort_by=id")->query.by_amount);
  EXPECT_FALSE(parse_transaction_parameters("sort_by=created_at")->query.by_amount);
}

TEST(TransactionParameters, refuse_with_field_and_rule) {
  for (const FaultRow& row : common_faults) {
    EXPECT_EQ(faults(parse_transaction_parameters(row.query)), row.faults) << row.query;
  }
  const FaultRow rows[] = {
      {"transaction_type=PAYOUT", "transaction_type:one_of"},
      {"transaction_type=CREDIT,DEBIT", "transaction_type:one_of"},
      {"status=created", "status:one_of"},
      {"wallet_id=x", "wallet_id:number"},
      {"wallet_id=0", "wallet_id:minimum"},
      {"wallet_id=1&wallet_id=2", "wallet_id:duplicate"},
      {"sort_by=status", "sort_by:one_of"},
      {"sort_by=updated_at", "sort_by:one_of"},
      {"type=CREDIT", "type:unknown"},
  };
  for (const FaultRow& row : rows) {
    EXPECT_EQ(faults(parse_transaction_parameters(row.query)), row.faults) << row.query;
  }
}

}  // namespace
}  // namespace payoutd::api::partner
