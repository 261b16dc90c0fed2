#include "payouts/payout_networks.h"

#include <gtest/gtest.h>

namespace payoutd::payouts {
namespace {

TEST(PayoutNetworks, are_by_default_those_of_the_contract) {
  const auto networks = PayoutNetworks::parse(default_payout_networks);
  ASSERT_TRUE(networks) << networks.error().message;
  const struct {
    const char* name;
    AddressRule rule;
  } rows[] = {
      {"ethereum", AddressRule::evm}, {"polygon", AddressRule::evm},
      {"bsc", AddressRule::evm},      {"base", AddressRule::evm},
      {"arbitrum", AddressRule::evm}, {"solana", AddressRule::solana},
      {"tron", AddressRule::tron},    {"bitcoin", AddressRule::bitcoin},
  };
  for (const auto& row : rows) {
    const PayoutNetwork* network = networks->find(row.name);
    ASSERT_NE(network, nullptr) << row.name;
    EXPECT_EQ(network->rule, row.rule) << row.name;
  }
  EXPECT_EQ(networks->all().size(), std::size(rows));
  EXPECT_EQ(networks->names(), "ethereum, polygon, bsc, base, arbitrum, solana, tron, bitcoin");
}

TEST(PayoutNetworks, are_found_by_their_exact_name) {
  const auto networks = PayoutNetworks::parse("ethereum=evm,a=tron,9-z=solana");
  ASSERT_TRUE(networks) << networks.error().message;
  EXPECT_EQ(networks->find("9-z")->rule, AddressRule::solana);
  for (const char* name : {"", "Ethereum", "ethereum ", "ethereu", "evm", "ethereum=evm", "a,"}) {
    EXPECT_EQ(networks->find(name), nullptr) << name;
  }
}

TEST(PayoutNetworks, may_be_none) {
  for (const auto& networks : {PayoutNetworks(), *PayoutNetworks::parse("")}) {
    EXPECT_TRUE(networks.all().empty());
    EXPECT_EQ(networks.find(""), nullptr);
    EXPECT_EQ(networks.find("ethereum"), nullptr);
  }
}

TEST(PayoutNetworks, what_is_wrong_is_named) {
  const struct {
    const char* text;
    const char* told;
  } rows[] = {
      {"ethereum", "\"ethereum\": it should be NAME=RULE"},
      {"a=evm,ethereum=evn", "\"ethereum=evn\": the rule is none of evm, solana, tron, bitcoin"},
      {"ethereum=", "the rule is none of"},
      {"ethereum=evm=evm", "the rule is none of"},
      {"ethereum= evm", "the rule is none of"},
      {"ethereum=EVM", "the rule is none of"},
      {"=evm", "\"=evm\": a name has 1 to 32 of a-z, 0-9 and -"},
      {"Ethereum=evm", "a name has"},
      {"a b=evm", "a name has"},
      {"a_b=evm", "a name has"},
      {"a=evm, b=evm", "\" b=evm\": a name has"},
      {"abcdefghijklmnopqrstuvwxyz0123456=evm", "a name has"},
      {"a=evm,b=tron,a=evm", "\"a=evm\": the name stands twice"},
      {"a=evm,", "\"\": it should be NAME=RULE"},
      {",a=evm", "\"\": it should be NAME=RULE"},
      {"a=evm,,b=evm", "\"\": it should be NAME=RULE"},
  };
  for (const auto& row : rows) {
    const auto networks = PayoutNetworks::parse(row.text);
    ASSERT_FALSE(networks) << row.text;
    EXPECT_EQ(networks.error().reason, "payout_networks_invalid");
    EXPECT_NE(networks.error().message.find(row.told), std::string::npos)
        << networks.error().message;
  }
  EXPECT_TRUE(PayoutNetworks::parse("abcdefghijklmnopqrstuvwxyz012345=evm"));
}

TEST(PayoutNetworks, there_are_so_many) {
  std::string text = "chain-1=evm";
  for (size_t i = 2; i <= PayoutNetworks::count_max; ++i) {
    text += ",chain-" + std::to_string(i) + "=evm";
  }
  ASSERT_TRUE(PayoutNetworks::parse(text));
  EXPECT_EQ(PayoutNetworks::parse(text)->all().size(), PayoutNetworks::count_max);
  const auto networks = PayoutNetworks::parse(text + ",one-more=evm");
  ASSERT_FALSE(networks);
  EXPECT_NE(networks.error().message.find("more than 64"), std::string::npos);
}

}  // namespace
}  // namespace payoutd::payouts
