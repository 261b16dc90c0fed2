// base/scratch_folder.h: an empty folder that goes away, with all that is in it, when this does.
// For tests and fuzzers only.
#pragma once

#include <filesystem>
#include <string>

#include <unistd.h>

#include "base/check.h"

namespace payoutd::base {

class ScratchFolder {
 public:
  // Where the system keeps what is temporary (TMPDIR).
  ScratchFolder() : path_(std::filesystem::temp_directory_path() / "payoutd_XXXXXX") {
    check(mkdtemp(path_.data()) != nullptr, "a test has a folder");
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace payoutd::base
