#include "base/uuid.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace payoutd::base {
namespace {

TEST(Uuid, carries_its_time_to_the_microsecond) {
  SeededRandom random(1);
  // 0x018d0cabc440 ms is 2024-01-15T10:30:00.000Z.
  const Uuid id = make_uuid_v7(Timestamp{1705314600'000000}, random);
  EXPECT_EQ(to_text(id).substr(0, 15), "018d0cab-c440-7");
  EXPECT_NE(std::string("89ab").find(to_text(id)[19]), std::string::npos) << "variant";
}

TEST(Uuid, sorts_as_its_time_does) {
  EXPECT_TRUE(rc::check([](uint64_t seed) {
    SeededRandom random(seed);
    const auto first = *rc::gen::inRange<int64_t>(0, end_of_time.micros);
    const auto later = first + *rc::gen::inRange<int64_t>(1, 5'000);
    RC_ASSERT(make_uuid_v7(Timestamp{first}, random) < make_uuid_v7(Timestamp{later}, random));
  }));
}

TEST(UuidSequence, grows_within_a_microsecond_and_stays_a_uuid) {
  SeededRandom random(9);
  UuidSequence sequence(random);
  Uuid last = sequence.next(Timestamp{5});
  for (int i = 0; i < 10'000; ++i) {
    const Timestamp time{5 + i / 1000};
    const Uuid next = sequence.next(time);
    ASSERT_LT(last, next);
    ASSERT_EQ(next.bytes[6] >> 4U, 7);
    ASSERT_EQ(next.bytes[8] >> 6U, 2);
    ASSERT_TRUE(std::equal(next.bytes.begin(), next.bytes.begin() + 8,
                           make_uuid_v7(time, random).bytes.begin()));
    last = next;
  }
}

TEST(Uuid, both_texts_are_read_back) {
  EXPECT_TRUE(rc::check([](uint64_t seed) {
    SeededRandom random(seed);
    Uuid id;
    random.fill(id.bytes);
    RC_ASSERT(parse_uuid(to_text(id)) == id);
    RC_ASSERT(parse_crockford(to_crockford(id)) == id);
  }));
}

TEST(Uuid, crockford_orders_as_bytes_do) {
  EXPECT_TRUE(rc::check([](uint64_t seed) {
    SeededRandom random(seed);
    Uuid left;
    Uuid right;
    random.fill(left.bytes);
    random.fill(right.bytes);
    RC_ASSERT((left < right) == (to_crockford(left) < to_crockford(right)));
  }));
}

TEST(Uuid, reads_look_alikes_and_upper_case) {
  const Uuid one = *parse_crockford("00000000000000000000000001");
  EXPECT_EQ(one.bytes[15], 1);
  EXPECT_EQ(parse_crockford("oOooooooooooooooooooooooOI"), one);
  EXPECT_EQ(parse_crockford("0000000000000000000000000l"), one);
  EXPECT_EQ(to_crockford(*parse_crockford("7ZZZZZZZZZZZZZZZZZZZZZZZZZ")),
            "7zzzzzzzzzzzzzzzzzzzzzzzzz");
}

TEST(Uuid, refuses_other_texts) {
  for (const char* text : {"", "0", "8zzzzzzzzzzzzzzzzzzzzzzzzz", "0000000000000000000000000u",
                           "000000000000000000000000011", "0000000000000000000000000-"}) {
    EXPECT_FALSE(parse_crockford(text)) << text;
  }
  for (const char* text :
       {"", "018d0caa-2740-7000-8000-00000000000", "018d0caa27407000800000000000000000000",
        "018d0caa-2740-7000-8000-00000000000g", "018d0caa-2740-7000-8000_000000000000",
        "{18d0caa-2740-7000-8000-00000000000}"}) {
    EXPECT_FALSE(parse_uuid(text)) << text;
  }
}

}  // namespace
}  // namespace payoutd::base
