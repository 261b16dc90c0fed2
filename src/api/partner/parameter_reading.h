// api/partner/parameter_reading.h: the parameters of one request for a list, taken one by one; what
// is wrong is collected, so that all faults are told at once. Pure.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/query_string.h"
#include "base/result.h"

namespace payoutd::api::partner {

// Which page of a list was asked for.
struct AskedPage {
  uint64_t page = 1;
  uint32_t limit = 20;    // as answered: what was asked for, at most what the list allows
  std::string other_raw;  // the query without `page`, as received but fit for a link

  // Of the page's first row. What databases cannot count to is the most that they can.
  uint64_t offset() const;
};

struct LimitRule {
  uint32_t otherwise;  // if there is none
  uint32_t max;        // more is answered with this
};

// Rules: `unknown`, `duplicate`, `encoding` (percent-encoding, UTF-8, NUL), `number`, `minimum`,
// `maximum`, `one_of`, `max_bytes`, and what a list adds by refuse().
class ParameterReading {
 public:
  // A word of a parameter and what it means.
  template <class Meaning>
  using Word = std::pair<std::string_view, Meaning>;

  // Notes what is unknown, repeated or badly encoded right away. `query` and `names`, what a list
  // may be asked, must outlive it.
  ParameterReading(std::string_view query, std::span<const std::string_view> names);

  // Each takes one of the names, and gives nothing for what is not given or is at fault. Of a
  // repeated parameter it is the first.
  std::optional<std::string_view> value(std::string_view name) const;
  // A whole number of at least 1; one that does not fit 64 bits is the largest that does.
  std::optional<uint64_t> number(std::string_view name);
  // Up to 256 bytes.
  std::optional<std::string_view> search();
  // Any letter case.
  template <class Meaning>
  std::optional<Meaning> one_of(std::string_view name, std::span<const Word<Meaning>> words);
  // `sort_order`; nothing given: descending.
  bool is_descending();
  // `page` and `limit`.
  AskedPage page(LimitRule rule);

  void refuse(std::string_view name, std::string_view rule, std::string_view message);
  bool is_refused() const { return !faults_.empty(); }
  // `invalid_parameters` with every fault.
  tl::unexpected<base::Error> refusal();

 private:
  // Its place among `words`; nothing, and a fault, if it is none of them.
  std::optional<size_t> place_of(std::string_view name, std::span<const std::string_view> words);
  void append_for_link(std::string_view raw);

  std::vector<Parameter> given_;  // good ones, each once
  std::string other_raw_;
  std::vector<base::FieldError> faults_;
};

template <class Meaning>
std::optional<Meaning> ParameterReading::one_of(std::string_view name,
                                                std::span<const Word<Meaning>> words) {
  std::vector<std::string_view> texts;
  for (const auto& [text, meaning] : words) texts.push_back(text);
  const auto place = place_of(name, texts);
  if (!place) return std::nullopt;
  return words[*place].second;
}

}  // namespace payoutd::api::partner
