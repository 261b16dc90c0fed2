#include "referrals/code.h"

#include <algorithm>
#include <array>

namespace payoutd::referrals {
namespace {

constexpr size_t slug_min = 3;
constexpr size_t slug_max = 32;

// Sorted.
constexpr auto reserved = std::to_array<std::string_view>({
    "about",     "abuse",     "account",  "accounts",   "admin",     "administrator",
    "api",       "app",       "auth",     "billing",    "blog",      "console",
    "contact",   "dashboard", "default",  "docs",       "email",     "false",
    "finance",   "help",      "info",     "invite",     "legal",     "login",
    "logout",    "mail",      "me",       "moderator",  "news",      "nil",
    "null",      "official",  "operator", "owner",      "payment",   "payments",
    "payout",    "payoutd",   "payouts",  "postmaster", "privacy",   "referral",
    "referrals", "root",      "sales",    "security",   "settings",  "shop",
    "signin",    "signup",    "staff",    "status",     "support",   "system",
    "team",      "terms",     "test",     "true",       "undefined", "user",
    "users",     "webmaster", "www",
});
static_assert(std::ranges::is_sorted(reserved));

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string account_code(const payouts::OwnerId& user) {
  return base::to_crockford(user.value);
}

std::optional<payouts::OwnerId> parse_account_code(std::string_view code) {
  const auto id = base::parse_crockford(code);
  if (!id) return std::nullopt;
  return payouts::OwnerId{*id};
}

std::string normalised_slug(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  std::string slug(text.substr(begin, text.find_last_not_of(blanks) - begin + 1));
  for (char& c : slug) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return slug;
}

bool is_slug(std::string_view slug) {
  if (slug.size() < slug_min || slug.size() > slug_max) return false;
  if (slug.front() == '-' || slug.back() == '-') return false;
  return std::ranges::all_of(slug, [](char c) { return c == '-' || is_letter_or_digit(c); });
}

bool is_reserved_slug(std::string_view slug) {
  return std::ranges::binary_search(reserved, slug) || base::parse_crockford(slug).has_value();
}

}  // namespace payoutd::referrals
