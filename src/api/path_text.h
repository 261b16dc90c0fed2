// api/path_text.h: the text that a segment of a path stands for: a client's own reference or key.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace payoutd::api {

// Percent-decodes one segment; a plus is a plus. Nothing for a broken encoding, a NUL or what is
// not UTF-8: nothing of ours has such a name.
std::optional<std::string> path_text(std::string_view segment);

}  // namespace payoutd::api
