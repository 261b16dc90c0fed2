// server/command_line.h: words to a command and its settings (contract §6).
#pragma once

#include "server/settings.h"

namespace payoutd::server {

// Runs what the command line says and returns the process's exit code (server/output.h).
int run_command_line(int argc, char** argv, const Environment& environment);

}  // namespace payoutd::server
