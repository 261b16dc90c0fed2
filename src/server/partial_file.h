// server/partial_file.h: a database file that is there whole or not at all: it is made as
// FILE.partial, and gets its name when it is finished and proved.
#pragma once

#include <string>

#include "base/result.h"

namespace payoutd::server {

// What may be at the name already.
enum class Target { absent, absent_or_empty };

// Removes what it has not kept, and whatever SQLite left beside it.
class PartialFile {
 public:
  // Refusals: `file_exists`: there is something of that name, a journal that belongs to it, or a
  // partial file of it that another command is making or has left behind.
  static base::Result<PartialFile> begin(const std::string& file, Target target);
  PartialFile(PartialFile&& other) noexcept;
  ~PartialFile();

  // Where to make it; nothing is there yet.
  const std::string& path() const { return path_; }

  // Gives the finished file its name, durably. Refusals: `file_exists`. Errors: `store_unavailable`
  // (the system refuses; then there is no file).
  base::Status keep();

 private:
  PartialFile(std::string file, Target target)
      : file_(std::move(file)), path_(file_ + ".partial"), target_(target) {}

  std::string file_;
  std::string path_;
  Target target_;
  bool ours_ = true;
};

}  // namespace payoutd::server
