#include <cstdlib>

#include "server/command_line.h"

int main(int argc, char** argv) {
  return payoutd::server::run_command_line(
      argc, argv, [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): one thread
        if (value == nullptr) return std::nullopt;
        return value;
      });
}
