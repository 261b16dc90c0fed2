#include "api/partner/list_parameters.h"

#include <algorithm>
#include <limits>

#include "api/query_string.h"
#include "base/utf8.h"

namespace payoutd::api::partner {
namespace {

constexpr uint32_t limit_max = 100;
constexpr uint64_t page_max = (uint64_t{1} << 53U) - 1;  // what every JSON reader counts exactly to
constexpr size_t search_bytes_max = 256;

// Reads parameters one by one and collects what is wrong.
class Reading {
 public:
  ListParameters parameters;
  std::vector<base::FieldError> faults;

  void take(const Parameter& parameter);

 private:
  using Take = void (Reading::*)(std::string_view value);
  struct Known {
    std::string_view name;
    Take take;
  };
  static const Known known[];

  void refuse(std::string_view rule, std::string message) {
    faults.push_back({field_, std::string(rule), field_ + " " + std::move(message)});
  }

  std::optional<uint64_t> number(std::string_view value);
  void page(std::string_view value);
  void limit(std::string_view value);
  void status(std::string_view value);
  void currency(std::string_view value);
  void search(std::string_view value);
  void sort_by(std::string_view value);
  void sort_order(std::string_view value);
  std::optional<base::Timestamp> time(std::string_view value);
  void created_from(std::string_view value) { filter().created_from = time(value); }
  void created_to(std::string_view value) { filter().created_to = time(value); }
  void beneficiary_id(std::string_view value) { filter().beneficiary_id = std::string(value); }
  void reference_id(std::string_view value) { filter().reference_id = std::string(value); }

  payouts::ListFilter& filter() { return parameters.query.filter; }

  std::string field_;  // the one at hand
  std::vector<std::string> seen_;
};

const Reading::Known Reading::known[] = {
    {"page", &Reading::page},
    {"limit", &Reading::limit},
    {"status", &Reading::status},
    {"currency", &Reading::currency},
    {"search", &Reading::search},
    {"sort_by", &Reading::sort_by},
    {"sort_order", &Reading::sort_order},
    {"created_from", &Reading::created_from},
    {"created_to", &Reading::created_to},
    {"beneficiary_id", &Reading::beneficiary_id},
    {"reference_id", &Reading::reference_id},
};

// Calls take(piece) for the pieces between commas; an empty text is one empty piece.
template <class Take>
void for_each_piece(std::string_view text, const Take& take) {
  for (;;) {
    const size_t comma = text.find(',');
    take(text.substr(0, comma));
    if (comma == std::string_view::npos) return;
    text.remove_prefix(comma + 1);
  }
}

// What may not stand in a URI (RFC 3986 §2), but came in one all the same, would end a link early.
void append_for_link(std::string_view raw, std::string& out) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f &&
        std::string_view("<>\"\\^`{|}").find(c) == std::string_view::npos) {
      out += c;
      continue;
    }
    out += '%';
    out += digits[byte >> 4U];
    out += digits[byte & 15U];
  }
}

void Reading::take(const Parameter& parameter) {
  const auto* found = std::find_if(std::begin(known), std::end(known),
                                   [&](const Known& each) { return each.name == parameter.name; });
  const bool is_known = found != std::end(known);
  field_ = parameter.well_formed
               ? base::shown_name(parameter.name)
               : base::shown_name(parameter.raw.substr(0, parameter.raw.find('=')));
  if (!parameter.well_formed) {
    refuse("encoding", "must be percent-encoded UTF-8 without NUL");
  } else if (!is_known) {
    refuse("unknown", "is not a parameter of this list");
  } else if (std::find(seen_.begin(), seen_.end(), parameter.name) != seen_.end()) {
    refuse("duplicate", "must be given once");
  } else {
    seen_.push_back(parameter.name);
    (this->*found->take)(parameter.value);
  }
  if (parameter.name != "page") {
    std::string& other = parameters.other_raw;
    if (!other.empty()) other += '&';
    append_for_link(parameter.raw, other);
  }
}

// A whole number of at least 1; one that does not fit 64 bits is the largest that does.
std::optional<uint64_t> Reading::number(std::string_view value) {
  const bool negative = value.starts_with('-');
  const std::string_view digits = value.substr(negative ? 1 : 0);
  const bool is_number = !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) {
    return c >= '0' && c <= '9';
  });
  if (!is_number) {
    refuse("number", "must be a whole number");
    return std::nullopt;
  }
  uint64_t parsed = 0;
  for (const char c : digits) {
    const auto digit = static_cast<uint64_t>(c - '0');
    const bool fits = parsed <= (std::numeric_limits<uint64_t>::max() - digit) / 10;
    parsed = fits ? parsed * 10 + digit : std::numeric_limits<uint64_t>::max();
  }
  if (negative || parsed == 0) {
    refuse("minimum", "must be at least 1");
    return std::nullopt;
  }
  return parsed;
}

void Reading::page(std::string_view value) {
  const auto parsed = number(value);
  if (!parsed) return;
  if (*parsed > page_max) {
    refuse("maximum", "must be at most " + std::to_string(page_max));
  } else {
    parameters.page = *parsed;
  }
}

void Reading::limit(std::string_view value) {
  if (const auto parsed = number(value)) {
    parameters.limit = static_cast<uint32_t>(std::min<uint64_t>(*parsed, limit_max));
  }
}

void Reading::status(std::string_view value) {
  bool all_known = true;
  for_each_piece(value, [&](std::string_view piece) {
    const auto parsed = payouts::parse_status(piece);
    if (parsed) filter().statuses.set(static_cast<size_t>(*parsed));
    all_known = all_known && parsed.has_value();
  });
  if (all_known) return;
  std::string words;
  for (const payouts::Status each : payouts::all_statuses) {
    words += (words.empty() ? "" : ", ") + std::string(to_text(each));
  }
  refuse("one_of", "must be one or several (separated by commas) of: " + words);
}

void Reading::currency(std::string_view value) {
  bool all_known = true;
  for_each_piece(value, [&](std::string_view piece) {
    const auto parsed = money::find_currency(piece);
    if (parsed) filter().currencies.push_back(*parsed);
    all_known = all_known && parsed.has_value();
  });
  if (!all_known) refuse("currency", "must be one or several ISO 4217 codes, separated by commas");
}

void Reading::search(std::string_view value) {
  if (value.size() > search_bytes_max) {
    refuse("max_bytes", "must not be longer than 256 bytes");
  } else {
    filter().search = std::string(value);
  }
}

void Reading::sort_by(std::string_view value) {
  if (const auto parsed = payouts::parse_sort_field(value)) {
    parameters.query.sort_field = *parsed;
    return;
  }
  std::string words;
  for (size_t i = 0; i < payouts::sort_field_count; ++i) {
    words += (words.empty() ? "" : ", ") + std::string(to_text(static_cast<payouts::SortField>(i)));
  }
  refuse("one_of", "must be one of: " + words);
}

void Reading::sort_order(std::string_view value) {
  const std::string folded = base::fold_case(value);
  if (folded == "asc") {
    parameters.query.sort_order = payouts::SortOrder::ascending;
  } else if (folded == "desc") {
    parameters.query.sort_order = payouts::SortOrder::descending;
  } else {
    refuse("one_of", "must be one of: ASC, DESC");
  }
}

std::optional<base::Timestamp> Reading::time(std::string_view value) {
  const auto parsed = base::parse_rfc3339(value);
  if (!parsed) refuse("rfc3339", "must be a time like 2024-01-15T10:30:00Z");
  return parsed;
}

}  // namespace

base::Result<ListParameters> parse_list_parameters(std::string_view query) {
  Reading reading;
  for (const Parameter& parameter : parse_query(query)) reading.take(parameter);
  if (!reading.faults.empty()) {
    base::Error error{
        base::ErrorKind::refused, "invalid_parameters", reading.faults[0].message, {}};
    error.fields = std::move(reading.faults);
    return tl::unexpected(std::move(error));
  }
  ListParameters& parameters = reading.parameters;
  parameters.query.limit = parameters.limit;
  parameters.query.offset = (parameters.page - 1) * parameters.limit;  // below 2^60
  return std::move(parameters);
}

}  // namespace payoutd::api::partner
