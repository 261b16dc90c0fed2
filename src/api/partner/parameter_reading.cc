#include "api/partner/parameter_reading.h"

#include <array>
#include <limits>

#include "base/utf8.h"

namespace payoutd::api::partner {
namespace {

constexpr uint64_t page_max = (uint64_t{1} << 53U) - 1;  // what every JSON reader counts exactly to
constexpr size_t search_bytes_max = 256;

constexpr std::array<bool, 256> make_stands_in_links() {
  std::array<bool, 256> stands{};
  for (size_t i = 0x21; i < 0x7f; ++i) stands[i] = true;
  for (const char c : std::string_view("<>\"\\^`{|}"))
    stands[static_cast<unsigned char>(c)] = false;
  return stands;
}

constexpr std::array<bool, 256> stands_in_links = make_stands_in_links();

}  // namespace

uint64_t AskedPage::offset() const {
  constexpr auto offset_max = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  return page - 1 > offset_max / limit ? offset_max : (page - 1) * limit;
}

ParameterReading::ParameterReading(std::string_view query,
                                   std::span<const std::string_view> names) {
  for (Parameter& parameter : parse_query(query)) {
    if (parameter.name != "page") append_for_link(parameter.raw);
    if (!parameter.well_formed) {
      refuse(base::shown_name(parameter.raw.substr(0, parameter.raw.find('='))), "encoding",
             "must be percent-encoded UTF-8 without NUL");
    } else if (std::find(names.begin(), names.end(), parameter.name) == names.end()) {
      refuse(base::shown_name(parameter.name), "unknown", "is not a parameter of this list");
    } else if (value(parameter.name)) {
      refuse(parameter.name, "duplicate", "must be given once");
    } else {
      given_.push_back(std::move(parameter));
    }
  }
}

// What may not stand in a URI (RFC 3986 §2), but came in one all the same, would end a link early.
void ParameterReading::append_for_link(std::string_view raw) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  if (!other_raw_.empty()) other_raw_ += '&';
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    if (stands_in_links[byte]) {
      other_raw_ += c;
      continue;
    }
    other_raw_ += '%';
    other_raw_ += digits[byte >> 4U];
    other_raw_ += digits[byte & 15U];
  }
}

std::optional<std::string_view> ParameterReading::value(std::string_view name) const {
  for (const Parameter& parameter : given_) {
    if (parameter.name == name) return parameter.value;
  }
  return std::nullopt;
}

std::optional<uint64_t> ParameterReading::number(std::string_view name) {
  const auto text = value(name);
  if (!text) return std::nullopt;
  const bool negative = text->starts_with('-');
  const std::string_view digits = text->substr(negative ? 1 : 0);
  const bool is_number = !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
  if (!is_number) {
    refuse(name, "number", "must be a whole number");
    return std::nullopt;
  }
  uint64_t parsed = 0;
  for (const char c : digits) {
    const auto digit = static_cast<uint64_t>(c - '0');
    const bool fits = parsed <= (std::numeric_limits<uint64_t>::max() - digit) / 10;
    parsed = fits ? parsed * 10 + digit : std::numeric_limits<uint64_t>::max();
  }
  if (negative || parsed == 0) {
    refuse(name, "minimum", "must be at least 1");
    return std::nullopt;
  }
  return parsed;
}

std::optional<std::string_view> ParameterReading::search() {
  const auto text = value("search");
  if (!text || text->size() <= search_bytes_max) return text;
  refuse("search", "max_bytes", "must not be longer than 256 bytes");
  return std::nullopt;
}

std::optional<size_t> ParameterReading::place_of(std::string_view name,
                                                 std::span<const std::string_view> words) {
  const auto text = value(name);
  if (!text) return std::nullopt;
  const std::string folded = base::fold_case(*text);
  std::string all;
  for (size_t i = 0; i < words.size(); ++i) {
    if (base::fold_case(words[i]) == folded) return i;
    all += (all.empty() ? "" : ", ") + std::string(words[i]);
  }
  refuse(name, "one_of", "must be one of: " + all);
  return std::nullopt;
}

bool ParameterReading::is_descending() {
  constexpr Word<bool> words[] = {{"ASC", false}, {"DESC", true}};
  return one_of<bool>("sort_order", words).value_or(true);
}

AskedPage ParameterReading::page(LimitRule rule) {
  AskedPage asked{1, rule.otherwise, other_raw_};
  if (const auto number_of_page = number("page")) {
    asked.page = *number_of_page;
    if (asked.page > page_max) {
      refuse("page", "maximum", "must be at most " + std::to_string(page_max));
    }
  }
  if (const auto limit = number("limit")) {
    asked.limit = static_cast<uint32_t>(std::min<uint64_t>(*limit, rule.max));
  }
  return asked;
}

void ParameterReading::refuse(std::string_view name, std::string_view rule,
                              std::string_view message) {
  faults_.push_back(
      {std::string(name), std::string(rule), std::string(name) + " " + std::string(message)});
}

tl::unexpected<base::Error> ParameterReading::refusal() {
  base::Error error{base::ErrorKind::refused, "invalid_parameters", faults_[0].message, {}};
  error.fields = std::move(faults_);
  return tl::unexpected(std::move(error));
}

}  // namespace payoutd::api::partner
