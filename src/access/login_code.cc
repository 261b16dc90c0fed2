#include "access/login_code.h"

#include <array>
#include <string>

namespace payoutd::access {
namespace {

constexpr uint32_t code_count = 1'000'000;
constexpr size_t code_digits = 6;
// The key seals other things too: what is made for one purpose is of no use for another.
constexpr std::string_view purpose = "payoutd login code";

}  // namespace

base::Secret make_login_code(base::Random& random) {
  // 24 bits hold a million sixteen times and a rest, which is thrown again.
  constexpr uint32_t fair_below = (uint32_t{1} << 24U) / code_count * code_count;
  std::array<unsigned char, 3> bytes{};
  uint32_t drawn = fair_below;
  while (drawn >= fair_below) {
    random.fill(bytes);
    drawn = (uint32_t{bytes[0]} << 16U) | (uint32_t{bytes[1]} << 8U) | uint32_t{bytes[2]};
  }
  std::string digits = std::to_string(drawn % code_count);
  digits.insert(0, code_digits - digits.size(), '0');
  return base::Secret(std::move(digits));
}

base::Sha256 login_code_hash(const base::SealKey& key, const base::Uuid& request_id,
                             std::string_view code) {
  std::string text(purpose);
  text.append(reinterpret_cast<const char*>(request_id.bytes.data()), request_id.bytes.size());
  text.append(code);
  return base::hmac_sha256({reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()},
                           text);
}

}  // namespace payoutd::access
