#include "access/operator_token.h"

#include <algorithm>

#include "base/check.h"

namespace payoutd::access {
namespace {

constexpr std::string_view token_prefix = "adm_";
constexpr size_t token_length = 40;  // 238 bits
constexpr size_t name_length_max = 64;

}  // namespace

std::string_view to_text(Role role) {
  switch (role) {
    case Role::read:
      return "read";
    case Role::queue:
      return "queue";
    case Role::money:
      return "money";
    case Role::admin:
      return "admin";
  }
  base::fail_check("a role is one of four", __FILE__, __LINE__);
}

std::optional<Role> parse_role(std::string_view text) {
  for (const Role role : all_roles) {
    if (to_text(role) == text) return role;
  }
  return std::nullopt;
}

Roles Roles::all() {
  Roles roles;
  for (const Role role : all_roles) roles.add(role);
  return roles;
}

std::optional<Roles> Roles::from_bits(int64_t bits) {
  if ((bits & ~all().bits_) != 0) return std::nullopt;
  Roles roles;
  roles.bits_ = bits;
  return roles;
}

std::vector<std::string_view> Roles::words() const {
  std::vector<std::string_view> found;
  for (const Role role : all_roles) {
    if (has(role)) found.push_back(to_text(role));
  }
  return found;
}

base::Secret make_operator_token(base::Random& random) {
  return base::Secret(std::string(token_prefix) + base::random_token(token_length, random));
}

bool is_operator_name(std::string_view text) {
  if (text.empty() || text.size() > name_length_max || text == first_operator) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

}  // namespace payoutd::access
