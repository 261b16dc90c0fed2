// base/utf8.h: questions about text.
#pragma once

#include <string>
#include <string_view>

namespace payoutd::base {

// Well-formed UTF-8 (no surrogates, nothing above U+10FFFF, no overlong form).
bool is_utf8(std::string_view text);

// C0 controls, DEL, or U+0080–U+009F somewhere in well-formed UTF-8.
bool has_control(std::string_view text);
// The same, but for tab, line feed and carriage return, which text of several lines has.
bool has_control_but_line_breaks(std::string_view text);

// May a text have line breaks and tabs?
enum class Lines { one, several };
// A control that a text of so many lines may not have.
inline bool has_control(std::string_view text, Lines lines) {
  return lines == Lines::one ? has_control(text) : has_control_but_line_breaks(text);
}

// The text, fit to be shown on one line: if it is not UTF-8 every byte above ASCII becomes `?`, and
// so does each control, line separator, and character that turns the direction of reading.
std::string to_printable(std::string_view text);

// A name of somebody else's making, fit to be told in an error: what is longer than 64 bytes is cut
// and ends in `…`; `(unreadable)` if it is not UTF-8 or has controls.
std::string shown_name(std::string_view name);

// Unicode simple case folding (CaseFolding.txt, C + S): for comparing without regard to case.
// From the first malformed byte on, the text is kept as it is. The result may be a byte or two
// longer or shorter.
std::string fold_case(std::string_view text);
// Appends to `out` what fold_case would return.
void append_folded(std::string_view text, std::string& out);

}  // namespace payoutd::base
