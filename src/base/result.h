// base/result.h: how a function says that it did not do what was asked.
// Three kinds of trouble and no more: refused (the caller's fault, with a named reason),
// unavailable (a store or a peer did not answer; a retry may help), and bug (base/check.h, which
// does not return).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace payoutd::base {

enum class ErrorKind { refused, unavailable };

// One field that breaks one rule: {"amount", "positive", "amount must be greater than 0"}.
struct FieldError {
  std::string field;
  std::string rule;
  std::string message;
};

// `reason` is for programs: a lower-case word that never changes (`unknown_currency`).
// `message` is for people. `fields` is filled when single fields are at fault.
struct Error {
  ErrorKind kind = ErrorKind::refused;
  std::string reason;
  std::string message;
  std::vector<FieldError> fields;
};

// Does the same call with the same arguments stand a chance later?
inline bool may_retry(const Error& error) {
  return error.kind == ErrorKind::unavailable;
}

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> refused(std::string reason, std::string message) {
  return tl::unexpected<Error>(
      Error{ErrorKind::refused, std::move(reason), std::move(message), {}});
}

inline tl::unexpected<Error> refused_field(std::string field, std::string rule,
                                           std::string message) {
  FieldError detail{std::move(field), rule, message};
  return tl::unexpected<Error>(
      Error{ErrorKind::refused, std::move(rule), std::move(message), {std::move(detail)}});
}

inline tl::unexpected<Error> unavailable(std::string reason, std::string message) {
  return tl::unexpected<Error>(
      Error{ErrorKind::unavailable, std::move(reason), std::move(message), {}});
}

// Hands an error of one Result on as another's: `return forward(std::move(result));`
template <class T>
tl::unexpected<Error> forward(Result<T>&& failed) {
  return tl::unexpected<Error>(std::move(failed).error());
}

}  // namespace payoutd::base
