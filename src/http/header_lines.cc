#include "http/header_lines.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/check.h"
#include "http/request.h"

namespace payoutd::http {
namespace {

// Most answers' fit.
constexpr size_t initial_bytes = 480;

// Would the text break the header that it is part of, or begin another one?
bool breaks_lines(std::string_view text) {
  constexpr std::string_view breaks("\r\n\0", 3);
  const auto has = [text](char c) { return text.find(c) != std::string_view::npos; };
  return std::any_of(breaks.begin(), breaks.end(), has);
}

bool is_servers_own(std::string_view name) {
  switch (name.size()) {
    case 4:
      return equal_ignoring_case(name, "Date");
    case 10:
      return equal_ignoring_case(name, "Connection");
    case 12:
      return equal_ignoring_case(name, "X-Request-Id");
    case 14:
      return equal_ignoring_case(name, "Content-Length");
    case 17:
      return equal_ignoring_case(name, "Transfer-Encoding");
    default:
      return false;
  }
}

}  // namespace

void HeaderLines::add(std::string_view name, std::string_view value) {
  base::check(!name.empty() && !breaks_lines(name) && !breaks_lines(value),
              "an answer's header is one line");
  if (is_servers_own(name)) return;
  if (text_.empty()) text_.reserve(initial_bytes);
  text_.append(name).append(": ").append(value).append("\r\n");
  constexpr std::string_view policy = "Content-Security-Policy";
  if (name.size() == policy.size() && equal_ignoring_case(name, policy)) has_policy_ = true;
}

void HeaderLines::add(std::string_view name, uint64_t value) {
  std::array<char, 20> digits;
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  add(name, std::string_view(digits.data(), static_cast<size_t>(end - digits.data())));
}

void HeaderLines::add(const HeaderLines& others) {
  text_ += others.text_;
  has_policy_ = has_policy_ || others.has_policy_;
}

std::string_view HeaderLines::find(std::string_view name) const {
  for (std::string_view rest = text_; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\r'));
    rest.remove_prefix(line.size() + 2);
    const size_t name_end = line.find(": ");
    if (equal_ignoring_case(line.substr(0, name_end), name)) return line.substr(name_end + 2);
  }
  return {};
}

}  // namespace payoutd::http
