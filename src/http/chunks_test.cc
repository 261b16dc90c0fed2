#include "http/chunks.h"

#include <vector>

#include <gtest/gtest.h>

namespace payoutd::http {
namespace {

using State = ChunkReader::State;

struct Outcome {
  State state;
  size_t taken;
  std::string body;
  Fault fault;
};

Outcome read(const std::string& text, size_t piece) {
  ChunkReader reader(20, 30);
  std::string body;
  size_t taken = 0;
  for (size_t given = 0; given < text.size() && reader.state() == State::reading;) {
    given = std::min(given + piece, text.size());
    taken += reader.take(std::string_view(text).substr(taken, given - taken), body);
  }
  return {reader.state(), taken, body, reader.fault()};
}

TEST(ChunkReader, joins_chunks_in_any_pieces) {
  const std::string text = "3\r\nabc\r\n0A;x=\"y;\"\r\n0123456789\r\n000\r\nT: u\r\nV:\r\n\r\n";
  for (size_t piece = 1; piece <= text.size() + 4; ++piece) {
    const Outcome outcome = read(text + "next", piece);
    EXPECT_EQ(outcome.state, State::complete) << piece;
    EXPECT_EQ(outcome.taken, text.size()) << piece;
    EXPECT_EQ(outcome.body, "abc0123456789") << piece;
  }
}

TEST(ChunkReader, refuses_what_can_be_read_in_two_ways) {
  for (const char* text : {"\r\n",           "x\r\n",
                           "-1\r\n",         "+1\r\n",
                           "0x1\r\n",        " 1\r\n",
                           "1 \r\n",         "1\n",
                           ";a\r\n",         "fffffffffffffffff\r\n",
                           "1\r\nab\r\n",    "1\r\na\n",
                           "1\r\naX\r\n",    "1;\"\r\r\n",
                           "1;\"\n\"\r\n",   "0\r\nno colon\r\n",
                           "0\r\n: x\r\n",   "0\r\nA : x\r\n",
                           "0\r\n A: x\r\n", "0\r\nA: \x01\r\n"}) {
    for (const size_t piece : {size_t{1}, size_t{100}}) {
      const Outcome outcome = read(text, piece);
      EXPECT_EQ(outcome.state, State::failed) << text;
      EXPECT_EQ(outcome.fault, Fault::bad_request) << text;
    }
  }
}

TEST(ChunkReader, counts) {
  for (const size_t piece : {size_t{1}, size_t{7}, size_t{100}}) {
    EXPECT_EQ(read("15\r\n", piece).fault, Fault::body_too_large);
    EXPECT_EQ(read("a\r\n0123456789\r\nb\r\n", piece).fault, Fault::body_too_large);
    EXPECT_EQ(read("ffffffffffffffff\r\n", piece).fault, Fault::body_too_large);
    EXPECT_EQ(read("1;" + std::string(40, 'a') + "\r\n", piece).fault, Fault::headers_too_large);
    EXPECT_EQ(read("0\r\nA: 0123456789\r\nB: 0123456789\r\nC: 0123456789\r\n", piece).fault,
              Fault::headers_too_large);
  }
}

TEST(MakeChunk, gives_what_a_reader_takes_back) {
  std::string text;
  for (std::string data : std::vector<std::string>{"abc", "", std::string(300, 'x')}) {
    make_chunk(Place::within, text, data);
    text += data;
  }
  EXPECT_EQ(text, "3\r\nabc\r\n12c\r\n" + std::string(300, 'x') + "\r\n");
  const auto last = [](std::string data) {
    std::string before;
    make_chunk(Place::last, before, data);
    return before + data;
  };
  EXPECT_EQ(last(""), "0\r\n\r\n");
  EXPECT_EQ(last("0123456789abcdef"), "10\r\n0123456789abcdef\r\n0\r\n\r\n");
  ChunkReader reader(1000, 30);
  std::string body;
  text += last("z");
  EXPECT_EQ(reader.take(text, body), text.size());
  EXPECT_EQ(reader.state(), State::complete);
  EXPECT_EQ(body, "abc" + std::string(300, 'x') + "z");
}

}  // namespace
}  // namespace payoutd::http
