// access/operator_token.h: operators' tokens and what each may do (docs/OPERATOR_API.md). Pure but
// for the randomness handed in.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/secret.h"

namespace payoutd::access {

// DO NOT CHANGE THESE NUMBERS: their bits are in every database.
enum class Role : uint8_t { read = 0, queue = 1, money = 2, admin = 3 };
inline constexpr std::array all_roles = {Role::read, Role::queue, Role::money, Role::admin};

std::string_view to_text(Role role);  // as in the enum
std::optional<Role> parse_role(std::string_view text);

// Every token may read, and an admin may do everything, whatever else they were given.
class Roles {
 public:
  Roles() = default;
  static Roles all();
  // Nothing for bits that no role has.
  static std::optional<Roles> from_bits(int64_t bits);

  void add(Role role) { bits_ |= bit_of(role); }
  bool has(Role role) const { return (bits_ & bit_of(role)) != 0; }
  bool may(Role needed) const { return needed == Role::read || has(needed) || has(Role::admin); }
  bool empty() const { return bits_ == 0; }
  int64_t bits() const { return bits_; }
  std::vector<std::string_view> words() const;  // in the order of the enum
  friend bool operator==(const Roles&, const Roles&) = default;

 private:
  static int64_t bit_of(Role role) { return int64_t{1} << static_cast<unsigned>(role); }
  int64_t bits_ = 0;
};

// `adm_` and 40 characters (238 random bits).
base::Secret make_operator_token(base::Random& random);

// The name of the token that is a setting; no other has it.
inline constexpr std::string_view first_operator = "first";
// What audit lines say of what was done by command. No operator can be called so.
inline constexpr std::string_view command_line_operator = "command line";

// 1 to 64 of A-Z a-z 0-9 . _ - and not `first`.
bool is_operator_name(std::string_view text);

}  // namespace payoutd::access
