#include "access/networks.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace payoutd::access {
namespace {

TEST(Networks, hold_their_addresses_and_no_others) {
  const struct {
    const char* networks;
    const char* address;
    bool held;
  } rows[] = {
      {"203.0.113.0/24", "203.0.113.0", true},
      {"203.0.113.0/24", "203.0.113.255", true},
      {"203.0.113.0/24", "203.0.112.255", false},
      {"203.0.113.0/24", "203.0.114.0", false},
      {"203.0.113.128/25", "203.0.113.127", false},
      {"203.0.113.128/25", "203.0.113.128", true},
      {"192.0.2.7", "192.0.2.7", true},
      {"192.0.2.7", "192.0.2.6", false},
      {"192.0.2.7/32", "192.0.2.8", false},
      {"0.0.0.0/0", "255.255.255.255", true},
      {"0.0.0.0/0", "::1", false},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"::/0", "2001:db8::1", true},
      {"::/0", "192.0.2.7", false},
      {"::/0", "::ffff:192.0.2.7", false},
      {"203.0.113.0/24", "::ffff:203.0.113.9", true},
      {"203.0.113.0/24", "::ffff:203.0.114.9", false},
      {"::ffff:203.0.113.0/120", "203.0.113.9", true},
      {"2001:db8::/32", "2001:db8:ffff::1", true},
      {"2001:db8::/32", "2001:db9::", false},
      {"2001:DB8::/32", "2001:0db8:0:0:0:0:0:1", true},
      {"2001:db8::8000/113", "2001:db8::ffff", true},
      {"2001:db8::8000/113", "2001:db8::7fff", false},
      {"fe80::/10", "fe80::1%eth0", true},
      {"::1", "::1", true},
      {"::1", "127.0.0.1", false},
      {"10.0.0.0/8,2001:db8::/32,192.0.2.7", "192.0.2.7", true},
      {"10.0.0.0/8,2001:db8::/32,192.0.2.7", "10.255.0.1", true},
      {"10.0.0.0/8,2001:db8::/32,192.0.2.7", "11.0.0.1", false},
      {"", "10.0.0.1", false},
      {"0.0.0.0/0,::/0", "", false},
      {"0.0.0.0/0,::/0", "localhost", false},
      {"0.0.0.0/0,::/0", "10.0.0.1:80", false},
  };
  for (const auto& row : rows) {
    const auto networks = Networks::parse(row.networks);
    ASSERT_TRUE(networks) << row.networks << ": " << networks.error().message;
    EXPECT_EQ(networks->contains(row.address), row.held) << row.networks << " " << row.address;
  }
}

TEST(Networks, a_bad_entry_is_named) {
  const struct {
    std::string text;
    std::string word;
  } rows[] = {
      {"localhost", "\"localhost\""},
      {"10.0.0.0/8,10.0.0/8", "\"10.0.0/8\""},
      {"10.0.0.0/8,,::1", "\"\""},
      {"10.0.0.0/8,", "\"\""},
      {" 10.0.0.1", "\" 10.0.0.1\""},
      {"10.0.0.0/33", "from 0 to 32"},
      {"10.0.0.0/", "from 0 to 32"},
      {"10.0.0.0/-1", "from 0 to 32"},
      {"10.0.0.0/08", "from 0 to 32"},
      {"10.0.0.0/8/8", "from 0 to 32"},
      {"10.0.0.0/99999999999999999999", "from 0 to 32"},
      {"::/129", "from 0 to 128"},
      {"010.0.0.1", "\"010.0.0.1\""},
      {"1", "\"1\""},
      {"256.0.0.1", "\"256.0.0.1\""},
      {"2001:db8:::/32", "\"2001:db8:::/32\""},
      {"fe80::1%eth0", "\"fe80::1%eth0\""},
      {std::string("10.0.0.1\0", 9), "is not a network"},
      {"203.0.113.5/24", "203.0.113.0/24?"},
      {"2001:db8::1/32", "2001:db8::/32?"},
  };
  for (const auto& row : rows) {
    const auto networks = Networks::parse(row.text);
    ASSERT_FALSE(networks) << row.text;
    EXPECT_EQ(networks.error().reason, "network_invalid");
    EXPECT_NE(networks.error().message.find(row.word), std::string::npos)
        << networks.error().message;
  }
}

TEST(Networks, are_written_in_one_form) {
  const struct {
    const char* text;
    const char* written;
  } rows[] = {
      {"", ""},
      {"192.0.2.7/32", "192.0.2.7"},
      {"2001:0DB8:0::/32,10.0.0.0/8", "2001:db8::/32,10.0.0.0/8"},
      {"::1/128", "::1"},
      {"::ffff:10.0.0.0/104", "10.0.0.0/8"},
      {"::/0,0.0.0.0/0", "::/0,0.0.0.0/0"},
  };
  for (const auto& row : rows) EXPECT_EQ(Networks::parse(row.text)->to_text(), row.written);
}

TEST(Networks, a_key_has_so_many) {
  std::string text = "10.0.0.0";
  for (size_t i = 1; i < Networks::count_max; ++i) text += ",10.0.0." + std::to_string(i);
  EXPECT_TRUE(Networks::parse(text));
  EXPECT_FALSE(Networks::parse(text + ",10.0.1.0"));
}

TEST(SourceOf, is_an_ipv4_address_or_the_64_bits_of_an_ipv6_one) {
  const struct {
    const char* address;
    const char* source;
  } rows[] = {
      {"192.0.2.1", "192.0.2.1"},
      {"192.0.2.2", "192.0.2.2"},
      {"::ffff:192.0.2.1", "192.0.2.1"},
      {"2001:db8:1:2::1", "2001:db8:1:2::/64"},
      {"2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"},
      {"2001:db8:1:3::1", "2001:db8:1:3::/64"},
      {"fe80::1%eth0", "fe80::/64"},
      {"::1", "::/64"},
      {"", ""},
      {"unix", "unix"},
  };
  for (const auto& row : rows) EXPECT_EQ(source_of(row.address), row.source) << row.address;
}

// What is held is told by comparing whole numbers.
RC_GTEST_PROP(NetworksProperty, hold_an_ipv4_address_if_its_first_bits_are_theirs,
              (uint32_t one, uint32_t other)) {
  const auto length = *rc::gen::inRange(0U, 33U);
  const auto bytes_differ = *rc::gen::inRange(0U, 33U);
  const uint32_t mask = length == 0 ? 0 : ~uint32_t{0} << (32 - length);
  // Near each other, so that both answers are met.
  const uint32_t near = bytes_differ == 32 ? other : one ^ (uint32_t{1} << bytes_differ);
  const auto text = [](uint32_t address) {
    return std::to_string(address >> 24U) + "." + std::to_string((address >> 16U) & 255U) + "." +
           std::to_string((address >> 8U) & 255U) + "." + std::to_string(address & 255U);
  };
  const auto networks = Networks::parse(text(one & mask) + "/" + std::to_string(length));
  RC_ASSERT(networks.has_value());
  RC_ASSERT(networks->contains(text(near)) == ((near & mask) == (one & mask)));
  RC_ASSERT(Networks::parse(networks->to_text())->to_text() == networks->to_text());
}

}  // namespace
}  // namespace payoutd::access
