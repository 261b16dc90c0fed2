#include "rails/sandbox/file_book.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/check.h"
#include "rails/sandbox/book_line.h"

namespace payoutd::rails::sandbox {
namespace {

constexpr std::string_view first_line = "payoutd sandbox book 1\n";

tl::unexpected<base::Error> cannot(const std::string& path, std::string_view what) {
  const std::string why = std::generic_category().message(errno);
  return base::unavailable("sandbox_book_unavailable",
                           path + " cannot be " + std::string(what) + ": " + why);
}

// All of the text in one call, or nothing of it.
bool write_whole(int file, std::string_view text) {
  for (;;) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written == static_cast<ssize_t>(text.size())) return true;
    if (written >= 0) errno = ENOSPC;  // the system gives no reason for what is cut short
    if (errno != EINTR) return false;
  }
}

// An open file and the lock on it; both end with it.
class File {
 public:
  explicit File(int descriptor = -1) : descriptor_(descriptor) {}
  ~File() { close(); }
  File(const File&) = delete;
  File& operator=(File&& other) noexcept {
    close();
    descriptor_ = std::exchange(other.descriptor_, -1);
    return *this;
  }
  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }
  void close() {
    if (is_open()) ::close(descriptor_);
    descriptor_ = -1;
  }

 private:
  int descriptor_;
};

class Unlock {
 public:
  explicit Unlock(const File& file) : file_(file) {}
  ~Unlock() {
    if (file_.is_open()) flock(file_.get(), LOCK_UN);
  }
  Unlock(const Unlock&) = delete;

 private:
  const File& file_;
};

class FileBook final : public SandboxBook {
 public:
  explicit FileBook(std::string path) : path_(std::move(path)) {}

  base::Status write(const Decide& decide) override {
    const std::lock_guard alone(mutex_);
    if (auto locked = lock(); !locked) return locked;
    const Unlock unlock(file_);
    if (auto caught_up = catch_up(); !caught_up) return caught_up;
    const auto event = decide(contents_);
    if (!event) return {};
    if (auto appended = append(to_line(*event) + "\n"); !appended) return appended;
    base::check(contents_.apply(*event), "what is written follows from what is there");
    return {};
  }

  // Drops what is old.
  base::Status tidy(base::Timestamp now) {
    const std::lock_guard alone(mutex_);
    if (auto locked = lock(); !locked) return locked;
    const Unlock unlock(file_);
    if (auto caught_up = catch_up(); !caught_up) return caught_up;
    const base::Timestamp oldest{now.micros - book_keeps_days * 86'400'000'000};
    if (!contents_.has_older(oldest, now)) return {};
    auto kept = lines_since(oldest, now);
    return kept ? write_anew(*kept) : base::forward(std::move(kept));
  }

 private:
  // A rail answers in time, whoever else holds its book.
  bool lock_in_time() const {
    constexpr std::chrono::milliseconds pause{5};
    constexpr int attempts_max = 1000;
    for (int attempt = 0; attempt < attempts_max; ++attempt) {
      if (flock(file_.get(), LOCK_EX | LOCK_NB) == 0) return true;
      if (errno != EWOULDBLOCK && errno != EINTR) return false;
      std::this_thread::sleep_for(pause);
    }
    errno = EWOULDBLOCK;
    return false;
  }

  // Takes the file for this process and this book, as the path leads to it now: whoever wrote it
  // anew put another in its place, and the lock on the old one means nothing.
  base::Status lock() {
    for (;;) {
      if (!file_.is_open()) {
        forget();
        file_ = File(::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
        if (!file_.is_open()) return cannot(path_, "opened");
      }
      if (!lock_in_time()) return cannot(path_, "locked");
      struct stat held {};
      struct stat named {};
      if (fstat(file_.get(), &held) != 0) {
        const auto failure = cannot(path_, "looked at");
        file_.close();
        return failure;
      }
      const bool is_there = stat(path_.c_str(), &named) == 0;
      if (is_there && held.st_ino == named.st_ino && held.st_dev == named.st_dev) {
        if (held.st_size < static_cast<off_t>(read_bytes_)) forget();  // somebody emptied it
        return {};
      }
      file_.close();
    }
  }

  void forget() {
    contents_ = BookContents();
    read_bytes_ = 0;
    lines_ = 0;
    torn_.clear();
  }

  // Reads what was appended since the last time, by whomever.
  base::Status catch_up() {
    torn_.clear();
    for (;;) {
      char buffer[65536];
      const auto from = static_cast<off_t>(read_bytes_ + torn_.size());
      const ssize_t read = pread(file_.get(), buffer, sizeof buffer, from);
      if (read < 0 && errno == EINTR) continue;
      if (read < 0) return cannot(path_, "read");
      if (read == 0) return {};
      torn_.append(buffer, static_cast<size_t>(read));
      if (auto taken = take_lines(); !taken) return taken;
    }
  }

  // Takes the whole lines out of what was read.
  base::Status take_lines() {
    size_t begin = 0;
    for (size_t end = torn_.find('\n'); end != std::string::npos; end = torn_.find('\n', begin)) {
      const std::string_view line = std::string_view(torn_).substr(begin, end + 1 - begin);
      if (auto taken = take_line(line); !taken) return taken;
      begin = end + 1;
      ++lines_;
      read_bytes_ += line.size();
    }
    torn_.erase(0, begin);
    if (lines_ == 0 && !first_line.starts_with(torn_)) return not_a_book();
    // Nothing that this program began to write is as long.
    if (torn_.size() > book_line_bytes_max) return damaged();
    return {};
  }

  base::Status take_line(std::string_view line) {
    if (lines_ == 0) return line == first_line ? base::Status() : not_a_book();
    const auto event = parse_line(line.substr(0, line.size() - 1));
    return event && contents_.apply(*event) ? base::Status() : damaged();
  }

  base::Status append(const std::string& line) {
    if (!torn_.empty() && ftruncate(file_.get(), static_cast<off_t>(read_bytes_)) != 0) {
      return cannot(path_, "mended");
    }
    torn_.clear();
    const std::string text = lines_ == 0 ? std::string(first_line) + line : line;
    if (!write_whole(file_.get(), text)) {
      const auto failure = cannot(path_, "written");
      // If this fails too, the half line stays and counts for nothing.
      [[maybe_unused]] const int cut = ftruncate(file_.get(), static_cast<off_t>(read_bytes_));
      return failure;
    }
    lines_ += lines_ == 0 ? 2 : 1;
    read_bytes_ += text.size();
    return {};
  }

  base::Result<std::string> lines_since(base::Timestamp oldest, base::Timestamp now) const {
    std::string kept(first_line);
    std::ifstream file(path_);
    std::string line;
    size_t bytes = 0;
    while (bytes < read_bytes_ && std::getline(file, line)) {
      bytes += line.size() + 1;
      const auto event = parse_line(line);
      if (!event || contents_.is_older(event->key, oldest, now)) continue;
      if (event->kind == EventKind::lost && event->at < oldest) continue;
      kept.append(line).append("\n");
    }
    if (bytes != read_bytes_) return cannot(path_, "read");
    return kept;
  }

  // In one step for whoever looks: the lock is held until the new file has the name.
  base::Status write_anew(const std::string& text) {
    const std::string path = path_ + ".new";
    File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file.is_open() || !write_whole(file.get(), text) || fsync(file.get()) != 0 ||
        std::rename(path.c_str(), path_.c_str()) != 0) {
      const auto failure = cannot(path, "written");
      unlink(path.c_str());
      return failure;
    }
    file_.close();  // the next call opens the new one
    return {};
  }

  tl::unexpected<base::Error> not_a_book() const {
    return base::refused("not_a_sandbox_book", path_ + " is not a book of the sandbox");
  }
  tl::unexpected<base::Error> damaged() const {
    return base::refused("sandbox_book_damaged",
                         path_ + ": line " + std::to_string(lines_ + 1) + " makes no sense");
  }

  const std::string path_;
  std::mutex mutex_;
  File file_;
  BookContents contents_;
  size_t read_bytes_ = 0;  // of whole lines
  size_t lines_ = 0;
  std::string torn_;  // what stands after the last whole line
};

}  // namespace

base::Result<std::unique_ptr<SandboxBook>> open_file_book(const std::string& path,
                                                          base::Timestamp now) {
  auto book = std::make_unique<FileBook>(path);
  if (auto tidied = book->tidy(now); !tidied) return base::forward(std::move(tidied));
  return book;
}

}  // namespace payoutd::rails::sandbox
