#include "access/signature.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace payoutd::access {
namespace {

constexpr std::string_view time_mark = "t=";
constexpr std::string_view code_mark = ",v1=";
constexpr size_t time_digits_max = 12;  // until the year 33658

std::optional<int64_t> parse_seconds(std::string_view text) {
  const bool plain =
      !text.empty() && text.size() <= time_digits_max && text.front() != '0' &&
      std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!plain) return std::nullopt;
  int64_t seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return seconds;
}

std::optional<unsigned char> lower_hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned char>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned char>(c - 'a' + 10);
  return std::nullopt;
}

std::optional<base::Sha256> parse_code(std::string_view hex) {
  base::Sha256 code{};
  if (hex.size() != 2 * code.size()) return std::nullopt;
  for (size_t i = 0; i < code.size(); ++i) {
    const auto high = lower_hex_digit(hex[2 * i]);
    const auto low = lower_hex_digit(hex[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    code[i] = static_cast<unsigned char>(*high * 16 + *low);
  }
  return code;
}

void append_sorted(std::string_view query, std::string& text) {
  std::vector<std::string_view> pairs;
  while (true) {
    const size_t end = query.find('&');
    pairs.push_back(query.substr(0, end));
    if (end == std::string_view::npos) break;
    query.remove_prefix(end + 1);
  }
  std::sort(pairs.begin(), pairs.end());  // char_traits compares bytes as unsigned
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (i > 0) text += '&';
    text += pairs[i];
  }
}

}  // namespace

std::optional<Signature> parse_signature(std::string_view header) {
  if (!header.starts_with(time_mark)) return std::nullopt;
  header.remove_prefix(time_mark.size());
  const size_t comma = header.find(code_mark);
  if (comma == std::string_view::npos) return std::nullopt;
  const std::string_view time_text = header.substr(0, comma);
  const auto seconds = parse_seconds(time_text);
  const auto code = parse_code(header.substr(comma + code_mark.size()));
  if (!seconds || !code) return std::nullopt;
  return Signature{time_text, *seconds, *code};
}

std::string text_to_sign(const SignedRequest& request, std::string_view time_text) {
  std::string text;
  constexpr size_t hash_and_breaks = 64 + 4;
  text.reserve(request.method.size() + request.path.size() + request.query.size() +
               time_text.size() + hash_and_breaks);
  text.append(request.method).append("\n").append(request.path).append("\n");
  append_sorted(request.query, text);
  text.append("\n").append(base::to_hex(base::sha256(request.body)));
  return text.append("\n").append(time_text);
}

base::Sha256 sign(const SignedRequest& request, std::string_view time_text,
                  const base::Secret& signing_secret) {
  return base::hmac_sha256(signing_secret.reveal(), text_to_sign(request, time_text));
}

bool is_of_this_time(const Signature& signature, base::Timestamp now) {
  const int64_t ahead = signature.time_seconds - now.micros / 1'000'000;
  return ahead >= -signature_skew_seconds && ahead <= signature_skew_seconds;
}

bool signature_matches(const Signature& signature, const SignedRequest& request,
                       const base::Secret& signing_secret) {
  return base::equal_in_constant_time(sign(request, signature.time_text, signing_secret),
                                      signature.code);
}

}  // namespace payoutd::access
