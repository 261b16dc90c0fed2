#include "server/partial_file.h"

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace payoutd::server {
namespace {

namespace fs = std::filesystem;

base::Status system_error(const std::string& what) {
  return base::unavailable("store_unavailable",
                           what + ": " + std::error_code(errno, std::generic_category()).message());
}

base::Status sync(const std::string& path, int flags) {
  const int descriptor = open(path.c_str(), flags | O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return system_error(path);
  base::Status synced = fsync(descriptor) == 0 ? base::Status() : system_error(path);
  close(descriptor);
  return synced;
}

bool is_free(const std::string& file, Target target) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(file, ignored))) return true;
  return target == Target::absent_or_empty && fs::is_regular_file(file, ignored) &&
         fs::file_size(file, ignored) == 0;
}

}  // namespace

base::Result<PartialFile> PartialFile::begin(const std::string& file, Target target) {
  if (!is_free(file, target)) {
    return base::refused("file_exists", file + " exists already; nothing was written");
  }
  // A journal without its database would become that of the next file of its name.
  for (const char* suffix : {"-wal", "-journal"}) {
    if (is_free(file + suffix, Target::absent_or_empty)) continue;
    return base::refused("file_exists", file + suffix +
                                            " belongs to another database of that name;"
                                            " move it away, with its database");
  }
  PartialFile partial(file, target);
  if (!is_free(partial.path_, Target::absent)) {
    const std::string path = partial.path_;
    partial.ours_ = false;
    return base::refused("file_exists", path +
                                            " exists: another command makes it, or one was ended"
                                            " halfway; then remove it");
  }
  return partial;
}

PartialFile::PartialFile(PartialFile&& other) noexcept
    : file_(std::move(other.file_)),
      path_(std::move(other.path_)),
      target_(other.target_),
      ours_(std::exchange(other.ours_, false)) {}

PartialFile::~PartialFile() {
  if (!ours_) return;
  std::error_code ignored;
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) fs::remove(path_ + suffix, ignored);
}

base::Status PartialFile::keep() {
  if (auto synced = sync(path_, 0); !synced) return synced;
  // Not every file system can rename without replacing; then what was there a moment ago counts.
  int renamed = renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, file_.c_str(), RENAME_NOREPLACE);
  if (renamed != 0 && is_free(file_, target_)) renamed = rename(path_.c_str(), file_.c_str());
  if (renamed != 0 && errno == EEXIST) {
    return base::refused("file_exists", file_ + " exists already; it was left alone");
  }
  if (renamed != 0) return system_error(file_);
  ours_ = false;
  const fs::path folder = fs::path(file_).parent_path();
  return sync(folder.empty() ? "." : folder.string(), O_DIRECTORY);
}

}  // namespace payoutd::server
