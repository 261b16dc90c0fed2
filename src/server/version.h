// server/version.h: which payoutd this is.
#pragma once

namespace payoutd::server {

inline constexpr const char* program_version = "0.1.0";

}  // namespace payoutd::server
