// api/partner/body_text.h: bodies for tests, member by member.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_value.h"
#include "base/result.h"

namespace payoutd::api::partner {

// Names with the JSON of their values.
using Members = std::vector<std::pair<std::string, std::string>>;

inline std::string in_quotes(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

inline std::string object_of(const Members& members) {
  std::string text = "{";
  for (const auto& [name, value] : members) {
    if (text.size() > 1) text += ',';
    text += in_quotes(name) + ":" + value;
  }
  return text + "}";
}

// An object of `count` members, each n0, n1 … with the same value.
inline std::string object_of_many(size_t count, std::string_view value) {
  Members members;
  for (size_t i = 0; i < count; ++i) {
    members.emplace_back("n" + std::to_string(i), std::string(value));
  }
  return object_of(members);
}

// Members of the same name are replaced, others added; what is replaced by nothing is gone.
inline Members changed(Members members, const Members& changes) {
  for (const auto& [name, value] : changes) {
    bool found = false;
    for (size_t i = 0; i < members.size() && !found; ++i) {
      if (members[i].first != name) continue;
      found = true;
      members[i].second = value;
      if (value.empty()) members.erase(members.begin() + static_cast<ptrdiff_t>(i));
    }
    if (!found && !value.empty()) members.emplace_back(name, value);
  }
  return members;
}

// "amount:positive currency:currency", in their order; "" for what was accepted.
template <class T>
std::string faults_of(const base::Result<T>& result) {
  if (result) return "";
  if (result.error().reason != "invalid_fields") return result.error().reason;
  std::string told;
  for (const base::FieldError& fault : result.error().fields) {
    told += (told.empty() ? "" : " ") + fault.field + ":" + fault.rule;
  }
  return told;
}

}  // namespace payoutd::api::partner
