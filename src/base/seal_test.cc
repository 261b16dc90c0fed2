#include "base/seal.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/scratch_folder.h"

namespace payoutd::base {
namespace {

TEST(Seal, opens_only_with_its_key_and_context_and_unaltered) {
  SystemRandom random;
  SealKey key;
  random.fill(key.bytes);
  const Secret secret("whsec_abc");
  const std::string sealed = seal(secret, "sk_live_1", key, random);
  EXPECT_EQ(sealed.find("whsec"), std::string::npos);
  EXPECT_EQ(unseal(sealed, "sk_live_1", key)->reveal(), "whsec_abc");
  EXPECT_FALSE(unseal(sealed, "sk_live_2", key));
  SealKey other = key;
  other.bytes[0] ^= 1U;
  EXPECT_FALSE(unseal(sealed, "sk_live_1", other));
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string altered = sealed;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE(unseal(altered, "sk_live_1", key)) << i;
    EXPECT_FALSE(unseal(sealed.substr(0, i), "sk_live_1", key)) << i;
  }
}

TEST(Seal, same_secret_never_looks_the_same) {
  SystemRandom random;
  const SealKey key;
  EXPECT_NE(seal(Secret("x"), "c", key, random), seal(Secret("x"), "c", key, random));
}

TEST(SealKey, is_made_once_and_for_the_owner_only) {
  const ScratchFolder folder;
  const std::string path = folder.file("seal.key");
  SystemRandom random;
  const auto made = load_or_make_seal_key(path, random);
  ASSERT_TRUE(made);
  EXPECT_EQ(load_or_make_seal_key(path, random)->bytes, made->bytes);
  struct stat info {};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);

  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1)
      << "no draft is left";

  std::ofstream(path) << "short\n";
  EXPECT_EQ(load_or_make_seal_key(path, random).error().reason, "seal_key_unusable");
  EXPECT_FALSE(load_or_make_seal_key(folder.file("no/such/key"), random));
}

TEST(SealKey, is_the_same_for_all_who_make_it_at_once) {
  const ScratchFolder folder;
  for (int round = 0; round < 50; ++round) {
    const std::string path = folder.file(std::to_string(round));
    std::array<std::optional<SealKey>, 4> keys;
    std::vector<std::thread> makers;
    for (auto& key : keys) {
      makers.emplace_back([&path, slot = &key] {
        SystemRandom random;
        if (const auto made = load_or_make_seal_key(path, random)) *slot = *made;
      });
    }
    for (std::thread& maker : makers) maker.join();
    for (const auto& key : keys) {
      ASSERT_TRUE(key);
      EXPECT_EQ(key->bytes, keys[0]->bytes);
    }
  }
}

}  // namespace
}  // namespace payoutd::base
