#include "index/check/questions.h"

#include <algorithm>
#include <array>

#include "index/check/words.h"
#include "index/sizes.h"

namespace payoutd::index {
namespace {

constexpr size_t asked_max = 10;
constexpr int64_t far = 4'000'000'000'000'000;

// Is there a value? Then it is added to the text.
template <class Value, class ToText>
void add(std::string& text, const char* name, const std::optional<Value>& value,
         const ToText& to_text) {
  if (value) text += std::string(" ") + name + "=" + to_text(*value);
}

}  // namespace

payouts::ListQuery Questions::next() {
  payouts::ListQuery query;
  if (!asked_.empty() && !dice_.one_in(3)) {
    query = dice_.pick(asked_);
    vary(query);
  } else {
    query = make();
  }
  if (asked_.size() < asked_max) {
    asked_.push_back(query);
  } else if (dice_.one_in(4)) {
    dice_.pick(asked_) = query;
  }
  return query;
}

payouts::ListQuery Questions::near_end(const payouts::ListQuery& query, uint64_t total) {
  payouts::ListQuery other = query;
  const uint64_t back = dice_.below(2 * uint64_t{query.limit} + 3);
  other.offset = total + 1 - std::min(total + 1, back);
  return other;
}

payouts::ListFilter Questions::some_filter() {
  return make().filter;
}

payouts::ListQuery Questions::make() {
  payouts::ListQuery query;
  choose_order(query);
  // None, one, a few, or most at once.
  const uint64_t rarity = dice_.one_in(4) ? 1000 : dice_.one_in(3) ? 2 : 5;
  payouts::ListFilter& filter = query.filter;
  if (dice_.one_in(rarity)) choose_categories(filter);
  if (dice_.one_in(rarity)) filter.search = some_term();
  if (dice_.one_in(rarity)) choose_times(filter);
  if (dice_.one_in(rarity + 1)) filter.beneficiary_id = some_beneficiary();
  if (dice_.one_in(rarity * 3)) filter.reference_id = some_reference();
  choose_place(query);
  return query;
}

void Questions::vary(payouts::ListQuery& query) {
  switch (dice_.below(6)) {
    case 0:
      choose_order(query);
      break;
    case 1:
      query.filter.statuses.reset();
      query.filter.currencies.clear();
      choose_categories(query.filter);
      break;
    case 2:
      query.sort_order = query.sort_order == payouts::SortOrder::ascending
                             ? payouts::SortOrder::descending
                             : payouts::SortOrder::ascending;
      break;
    default:
      break;
  }
  choose_place(query);
}

void Questions::choose_order(payouts::ListQuery& query) {
  query.sort_field = static_cast<payouts::SortField>(dice_.below(payouts::sort_field_count));
  query.sort_order =
      dice_.one_in(2) ? payouts::SortOrder::ascending : payouts::SortOrder::descending;
  query.tie_break = payouts::TieBreak::creation;
  if (dice_.one_in(2)) query.tie_break = payouts::TieBreak::creation_and_id;
  if (dice_.one_in(3)) query.tie_break = payouts::TieBreak::id;
}

void Questions::choose_place(payouts::ListQuery& query) {
  query.limit = static_cast<uint32_t>(dice_.one_in(30) ? dice_.below(2000) : dice_.below(30));
  switch (dice_.below(5)) {
    case 0:
      query.offset = 0;
      break;
    case 1: {  // around the borders of leaves and branches
      const uint64_t leaf = leaf_numbers_max / (dice_.one_in(2) ? 1 : 2);
      const uint64_t node = dice_.one_in(3) ? leaf * branch_leaves_max / 2 : leaf;
      const uint64_t border = node * dice_.below(world_.size() / node + 2);
      query.offset = border + 2 - std::min(border + 2, dice_.below(5));
      break;
    }
    default:
      query.offset = dice_.below(world_.size() + uint64_t{20});
  }
  if (dice_.one_in(200)) query.offset = ~uint64_t{0} - dice_.below(3);
}

void Questions::choose_categories(payouts::ListFilter& filter) {
  const uint64_t what = dice_.below(4);
  if (what != 0) {
    for (uint64_t i = 1 + dice_.below(4); i > 0; --i) {
      filter.statuses.set(dice_.below(payouts::status_count));
    }
  }
  if (what == 1) return;
  const bool many = dice_.one_in(5);
  for (uint64_t i = 1 + dice_.below(many ? 60 : 3); i > 0; --i) {
    const auto any = static_cast<uint16_t>(dice_.below(money::currency_count()));
    filter.currencies.push_back(dice_.one_in(6) ? money::currency_at(any)
                                                : dice_.pick(world_.shape().currencies));
  }
}

void Questions::choose_times(payouts::ListFilter& filter) {
  const uint64_t which = dice_.below(3);
  if (which != 0) filter.created_from = world_.some_creation();
  if (which != 1) filter.created_to = world_.some_creation();
  if (dice_.one_in(12)) filter.created_from = base::Timestamp{-far};
  if (dice_.one_in(12)) filter.created_to = base::Timestamp{far};
  // A span that begins after its end has nothing in it, but is seldom asked for.
  if (filter.created_from && filter.created_to && !dice_.one_in(8) &&
      *filter.created_to < *filter.created_from) {
    std::swap(filter.created_from, filter.created_to);
  }
}

std::string Questions::some_term() {
  const auto& rows = world_.model().rows;
  if (rows.empty() || dice_.one_in(8)) return make_text(dice_, 3);
  const size_t at = dice_.below(rows.size());
  const bool emails = dice_.one_in(2);
  const auto text_of = [&](const payouts::Payout& row) -> std::string_view {
    return emails ? row.beneficiary_email : row.reference_id;
  };
  std::string_view text = part_of(text_of(rows[at]), dice_);
  std::string term(text);
  if (dice_.one_in(8) && at + 1 < rows.size()) {  // what stands in two texts is in none
    term = std::string(text_of(rows[at])) + std::string(part_of(text_of(rows[at + 1]), dice_));
  }
  if (dice_.one_in(4)) {  // short ones are in many
    term = part_of(part_of(part_of(term, dice_), dice_), dice_);
  }
  if (dice_.one_in(12)) term += make_text(dice_, 1);
  return dice_.one_in(2) ? in_other_case(term, dice_) : term;
}

std::string Questions::some_reference() {
  const auto& rows = world_.model().rows;
  if (rows.empty() || dice_.one_in(6)) return "no such";
  std::string reference = dice_.pick(rows).reference_id;
  if (dice_.one_in(8)) reference = part_of(reference, dice_);
  if (dice_.one_in(8)) reference = in_other_case(reference, dice_);
  return reference;
}

std::string Questions::some_beneficiary() {
  if (dice_.one_in(40)) return dice_.one_in(2) ? "ben_x" : "";
  std::string id = to_text(world_.some_beneficiary());
  if (dice_.one_in(40)) id = "ben_" + in_other_case(id.substr(4), dice_);
  return id;
}

std::string describe(const payouts::ListFilter& filter) {
  std::string text;
  if (filter.statuses.any()) text += " statuses=" + filter.statuses.to_string();
  if (!filter.currencies.empty()) text += " currencies=";
  for (const money::Currency currency : filter.currencies) {
    text += std::string(currency.code()) + ",";
  }
  if (!filter.search.empty()) text += " search=\"" + filter.search + "\"";
  const auto micros = [](base::Timestamp time) { return std::to_string(time.micros); };
  const auto same = [](const std::string& value) { return "\"" + value + "\""; };
  add(text, "created_from", filter.created_from, micros);
  add(text, "created_to", filter.created_to, micros);
  add(text, "reference_id", filter.reference_id, same);
  add(text, "beneficiary_id", filter.beneficiary_id, same);
  return text;
}

namespace {

std::string_view describe(payouts::TieBreak tie_break) {
  switch (tie_break) {
    case payouts::TieBreak::creation:
      return " ties=creation";
    case payouts::TieBreak::id:
      return " ties=id";
    case payouts::TieBreak::creation_and_id:
      return " ties=creation_and_id";
  }
  return "";
}

}  // namespace

std::string describe(const payouts::ListQuery& query) {
  return "sort_by=" + std::string(to_text(query.sort_field)) +
         (query.sort_order == payouts::SortOrder::ascending ? " ascending" : " descending") +
         std::string(describe(query.tie_break)) + " offset=" + std::to_string(query.offset) +
         " limit=" + std::to_string(query.limit) + describe(query.filter);
}

std::vector<payouts::ListQuery> simpler_ones(const payouts::ListQuery& query) {
  std::vector<payouts::ListQuery> simpler;
  const auto without = [&](bool is_there, const auto& take_out) {
    if (!is_there) return;
    simpler.push_back(query);
    take_out(simpler.back());
  };
  const payouts::ListFilter& filter = query.filter;
  without(filter.statuses.any(), [](auto& each) { each.filter.statuses.reset(); });
  without(!filter.currencies.empty(), [](auto& each) { each.filter.currencies.clear(); });
  without(!filter.search.empty(), [](auto& each) { each.filter.search.clear(); });
  without(filter.created_from.has_value(), [](auto& each) { each.filter.created_from.reset(); });
  without(filter.created_to.has_value(), [](auto& each) { each.filter.created_to.reset(); });
  without(filter.reference_id.has_value(), [](auto& each) { each.filter.reference_id.reset(); });
  without(filter.beneficiary_id.has_value(),
          [](auto& each) { each.filter.beneficiary_id.reset(); });
  without(query.tie_break != payouts::TieBreak::creation,
          [](auto& each) { each.tie_break = payouts::TieBreak::creation; });
  without(query.sort_order == payouts::SortOrder::descending,
          [](auto& each) { each.sort_order = payouts::SortOrder::ascending; });
  without(query.sort_field != payouts::SortField::created_at,
          [](auto& each) { each.sort_field = payouts::SortField::created_at; });
  without(query.offset > 0, [](auto& each) { each.offset = 0; });
  without(query.limit > 1, [](auto& each) { each.limit /= 2; });
  return simpler;
}

}  // namespace payoutd::index
