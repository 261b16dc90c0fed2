// http/header_lines.h: an answer's headers, as they go over the wire: one text, which costs an
// answer one allocation, however many there are.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace payoutd::http {

class HeaderLines {
 public:
  HeaderLines() = default;
  HeaderLines(std::initializer_list<std::pair<std::string_view, std::string_view>> headers) {
    for (const auto& [name, value] : headers) add(name, value);
  }

  // Adds one, whether or not there is one of that name. Names and values must not hold CR, LF or
  // NUL (checked: a bug if they do). Content-Length, Transfer-Encoding, Date, Connection and
  // X-Request-Id are the server's to add and are left out.
  void add(std::string_view name, std::string_view value);
  void add(std::string_view name, uint64_t value);
  // Another one's behind its own.
  void add(const HeaderLines& others);

  // Of the first one of that name, in any case; empty: there is none. Lives as long as nothing is
  // added.
  std::string_view find(std::string_view name) const;
  bool has_policy() const { return has_policy_; }  // a Content-Security-Policy

  // `name: value`, CR and LF for each.
  std::string_view text() const { return text_; }

 private:
  std::string text_;
  bool has_policy_ = false;
};

}  // namespace payoutd::http
