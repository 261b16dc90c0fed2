#include "rails/sandbox/file_book.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/scratch_folder.h"
#include "rails/sandbox/book_line.h"

namespace payoutd::rails::sandbox {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view title = "payoutd sandbox book 1\n";

class FileBookTest : public testing::Test {
 protected:
  FileBookTest() { path_ = folder_.file("book"); }

  std::unique_ptr<SandboxBook> open() { return open_at(now); }
  std::unique_ptr<SandboxBook> open_at(base::Timestamp time) {
    auto book = open_file_book(path_, time);
    EXPECT_TRUE(book) << book.error().message;
    return std::move(*book);
  }
  std::string reason_of_opening() {
    const auto book = open_file_book(path_, now);
    return book ? "" : book.error().reason;
  }

  BookEvent first(const AttemptKey& key, const char* scenario = "ok") {
    BookEvent event{.at = now, .key = key};
    event.submission = Submission{{new_id()}, {5'000'000, *money::find_currency("USD")}};
    event.attempt = begin_attempt(*parse_scenario(scenario), {}, false, now);
    return event;
  }
  BookEvent repeated(BookEvent event) {
    event.kind = EventKind::repeated;
    event.attempt.reset();
    return event;
  }
  base::Uuid new_id() { return base::make_uuid_v7(now, random_); }

  // Writes it if the key is new, as the bank does.
  static bool find_or_write(SandboxBook& book, const BookEvent& event) {
    bool wrote = false;
    EXPECT_TRUE(book.write([&](const BookContents& contents) -> std::optional<BookEvent> {
      wrote = contents.find(event.key) == nullptr;
      return wrote ? std::optional(event) : std::nullopt;
    }));
    return wrote;
  }
  static bool has(SandboxBook& book, const AttemptKey& key) {
    bool found = false;
    EXPECT_TRUE(book.write([&](const BookContents& contents) -> std::optional<BookEvent> {
      found = contents.find(key) != nullptr;
      return std::nullopt;
    }));
    return found;
  }
  static base::Status add(SandboxBook& book, const BookEvent& event) {
    return book.write([&](const BookContents& /*contents*/) { return event; });
  }

  std::string text() const {
    std::ifstream file(path_);
    std::stringstream read;
    read << file.rdbuf();
    return read.str();
  }
  void put(std::string_view text) const { std::ofstream(path_) << text; }
  void append(std::string_view text) const { std::ofstream(path_, std::ios::app) << text; }

  const base::Timestamp now{1'705'314'600'123'456};
  base::SeededRandom random_{1};
  base::ScratchFolder folder_;
  std::string path_;
};

TEST_F(FileBookTest, its_lines_are_as_documented) {
  const AttemptKey key{*base::parse_uuid("018d0cf5-63c0-7abc-8def-0123456789ab")};
  BookEvent event{.at = now, .key = key};
  event.submission = Submission{{key.value}, {5'000'000, *money::find_currency("USD")}};
  event.attempt = begin_attempt(*parse_scenario("fail_other"), {}, true, now);
  const auto book = open();
  ASSERT_TRUE(add(*book, event));
  ASSERT_TRUE(add(*book, repeated(event)));
  ASSERT_TRUE(add(*book, {.kind = EventKind::told, .at = now, .key = key}));
  ASSERT_TRUE(add(*book, {.kind = EventKind::cancelled, .at = now, .key = key}));
  event.key = {new_id()};
  event.kind = EventKind::lost;
  event.attempt.reset();
  ASSERT_TRUE(add(*book, event));
  const std::string time = "2024-01-15T10:30:00.123456Z ";
  const std::string text_key = "018d0cf5-63c0-7abc-8def-0123456789ab";
  const std::string submission = " " + payouts::to_partner_text({key.value}) + " 5000000 USD";
  const std::string at_end = "2024-01-15T10:30:01.123456Z";
  EXPECT_EQ(text(), std::string(title) + time + "first " + text_key + submission +
                        " fail_other chain " + at_end + " " + at_end + "\n" + time + "repeated " +
                        text_key + submission + "\n" + time + "told " + text_key + "\n" + time +
                        "cancelled " + text_key + "\n" + time + "lost " +
                        base::to_text(event.key.value) + submission + "\n");
}

TEST_F(FileBookTest, each_line_reads_back) {
  for (const Scenario& scenario : all_scenarios()) {
    const BookEvent event = first({new_id()}, to_text(scenario).c_str());
    EXPECT_EQ(parse_line(to_line(event)), event) << to_line(event);
    EXPECT_EQ(parse_line(to_line(repeated(event))), repeated(event));
  }
  const std::string line = to_line(first({new_id()}));
  for (size_t length = 0; length < line.size(); ++length) {
    EXPECT_FALSE(parse_line(line.substr(0, length))) << line.substr(0, length);
  }
  EXPECT_FALSE(parse_line(line + " "));
  EXPECT_FALSE(parse_line(" " + line));
}

TEST_F(FileBookTest, is_made_for_its_owner_alone) {
  find_or_write(*open(), first({new_id()}));
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(FileBookTest, two_on_one_file_are_one_bank) {
  const auto one = open();
  const auto two = open();
  for (int i = 0; i < 10; ++i) {
    const AttemptKey key{new_id()};
    EXPECT_TRUE(find_or_write(i % 2 == 0 ? *one : *two, first(key)));
    EXPECT_FALSE(find_or_write(i % 2 == 0 ? *two : *one, first(key)));
  }
  EXPECT_EQ(std::ranges::count(text(), '\n'), 11);
}

TEST_F(FileBookTest, processes_that_race_write_each_key_once) {
  std::vector<BookEvent> events;
  for (int i = 0; i < 300; ++i) events.push_back(first({new_id()}));
  std::vector<pid_t> children;
  for (int i = 0; i < 4; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      const auto book = open();
      for (const BookEvent& event : events) find_or_write(*book, event);
      _exit(HasFailure() ? 1 : 0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(std::ranges::count(text(), '\n'), 301);
  const auto book = open();
  for (const BookEvent& event : events) EXPECT_TRUE(has(*book, event.key));
}

TEST_F(FileBookTest, a_torn_last_line_counts_for_nothing) {
  const BookEvent kept = first({new_id()});
  const BookEvent torn = first({new_id()});
  find_or_write(*open(), kept);
  const std::string before = text();
  const std::string line = to_line(torn);
  for (const size_t length : {size_t{1}, line.size() / 2, line.size()}) {
    put(before + line.substr(0, length));
    const auto other = open();
    const auto book = open();
    EXPECT_TRUE(has(*book, kept.key));
    EXPECT_FALSE(has(*book, torn.key));
    EXPECT_TRUE(find_or_write(*book, torn));
    EXPECT_EQ(text(), before + line + "\n");
    EXPECT_TRUE(has(*other, torn.key)) << "it saw the torn line, too";
  }
}

TEST_F(FileBookTest, a_torn_title_is_no_title) {
  for (size_t length = 0; length < title.size(); ++length) {
    put(title.substr(0, length));
    const BookEvent event = first({new_id()});
    EXPECT_TRUE(find_or_write(*open(), event));
    EXPECT_EQ(text(), std::string(title) + to_line(event) + "\n");
  }
}

TEST_F(FileBookTest, leaves_other_files_alone) {
  for (const std::string& other :
       {std::string("SQLite format 3\0", 16), std::string("x"), std::string("\n"),
        std::string(200'000, 'x'), std::string("payoutd sandbox book 2\n")}) {
    put(other);
    EXPECT_EQ(reason_of_opening(), "not_a_sandbox_book");
    EXPECT_EQ(text(), other);
  }
  path_ = folder_.path();
  EXPECT_EQ(reason_of_opening(), "sandbox_book_unavailable");
  path_ = folder_.file("no/book");
  EXPECT_EQ(reason_of_opening(), "sandbox_book_unavailable");
}

TEST_F(FileBookTest, a_line_that_makes_no_sense_is_named) {
  const BookEvent event = first({new_id()});
  const std::string good = std::string(title) + to_line(event) + "\n";
  const BookEvent unknown{.kind = EventKind::cancelled, .at = now, .key = {new_id()}};
  for (const std::string& bad :
       {std::string("nonsense\n"), std::string("\n"), to_line(event) + "\n",
        to_line(unknown) + "\n", std::string(2000, 'x')}) {
    put(good + bad);
    const auto book = open_file_book(path_, now);
    ASSERT_FALSE(book) << bad;
    EXPECT_EQ(book.error().reason, "sandbox_book_damaged");
    EXPECT_EQ(book.error().message, path_ + ": line 3 makes no sense");
    EXPECT_EQ(text(), good + bad);
  }
  put(good);
  const auto book = open();
  append("nonsense\n");
  const auto written = add(*book, repeated(event));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().reason, "sandbox_book_damaged");
}

TEST_F(FileBookTest, what_does_not_fit_on_the_disk_was_not_written) {
  const auto book = open();
  const BookEvent kept = first({new_id()});
  find_or_write(*book, kept);
  const std::string before = text();
  rlimit usual{};
  getrlimit(RLIMIT_FSIZE, &usual);
  const rlimit small{before.size() + 10, usual.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &small);
  const BookEvent more = first({new_id()});
  const auto written = add(*book, more);
  setrlimit(RLIMIT_FSIZE, &usual);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().reason, "sandbox_book_unavailable");
  EXPECT_TRUE(base::may_retry(written.error()));
  EXPECT_EQ(text(), before);
  EXPECT_FALSE(has(*book, more.key));
  EXPECT_TRUE(find_or_write(*book, more));
}

TEST_F(FileBookTest, forgets_what_is_long_over_when_it_is_opened) {
  const BookEvent settled = first({new_id()});
  const BookEvent cancelled = first({new_id()}, "stuck");
  const BookEvent stuck = first({new_id()}, "stuck");
  BookEvent lost = repeated(first({new_id()}, "lost_request"));
  lost.kind = EventKind::lost;
  const auto user = open();
  ASSERT_TRUE(add(*user, settled) && add(*user, repeated(settled)) && add(*user, cancelled));
  ASSERT_TRUE(add(*user, {.kind = EventKind::cancelled, .at = now, .key = cancelled.key}));
  ASSERT_TRUE(add(*user, stuck) && add(*user, repeated(stuck)) && add(*user, lost));
  append("torn");
  const std::string before = text();
  const int64_t days30 = book_keeps_days * 86'400'000'000;
  const auto before_it_is_time = open_at({now.micros + days30});
  EXPECT_EQ(text(), before);
  const auto book = open_at({now.micros + days30 + 1});
  EXPECT_EQ(text(), std::string(title) + to_line(stuck) + "\n" + to_line(repeated(stuck)) + "\n");
  EXPECT_FALSE(has(*book, settled.key));
  EXPECT_TRUE(has(*book, stuck.key));
  EXPECT_FALSE(has(*user, settled.key)) << "who had it open sees the new file";
  EXPECT_TRUE(find_or_write(*user, settled));
  EXPECT_TRUE(has(*book, settled.key));
  EXPECT_FALSE(fs::exists(path_ + ".new"));
}

TEST_F(FileBookTest, a_file_that_was_removed_or_emptied_is_a_bank_that_knows_nothing) {
  const auto book = open();
  const BookEvent event = first({new_id()});
  find_or_write(*book, event);
  fs::remove(path_);
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(has(*book, event.key));
    EXPECT_TRUE(find_or_write(*book, event));
    EXPECT_EQ(text(), std::string(title) + to_line(event) + "\n");
    put("");
  }
}

}  // namespace
}  // namespace payoutd::rails::sandbox
