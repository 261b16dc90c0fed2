// server/output.h: what a command prints: its result for people or, with --json, for programs;
// errors as one sentence on standard error. Exit codes are the command line's contract.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "base/result.h"

namespace payoutd::server {

enum ExitCode : int {
  exit_done = 0,
  exit_refused = 1,      // what was asked was refused, or verify found a breach
  exit_bad_command = 2,  // command line or settings
  exit_database_unusable = 3,
};

class Output {
 public:
  explicit Output(bool json) : json_(json) {}

  bool json() const { return json_; }

  // Prints one JSON object, made by `write`, or what `tell` prints.
  template <class Write, class Tell>
  void result(const Write& write, const Tell& tell) const {
    if (!json_) {
      tell();
      return;
    }
    std::string text;
    base::JsonWriter writer(text);
    writer.begin_object();
    write(writer);
    writer.end_object();
    print(text + "\n");
  }

  // To standard output; ends the process with exit_refused if that cannot be written.
  static void print(std::string_view text);

  // Prints the error and gives the exit code.
  int fail(const base::Error& error, ExitCode code) const;
  // exit_refused, or exit_database_unusable if the store failed.
  int fail(const base::Error& error) const;

 private:
  bool json_;
};

}  // namespace payoutd::server
