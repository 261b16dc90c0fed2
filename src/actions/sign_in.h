// actions/sign_in.h: signing in by a code that was sent by mail (docs/CONSOLE_API.md).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "actions/code_sender.h"
#include "actions/create_session.h"
#include "base/clock.h"
#include "base/in_flight.h"
#include "base/seal.h"
#include "store/writer.h"

namespace payoutd::actions {

// What became of a wish for a code: it has an id, or the address has had too many.
struct CodeRequest {
  std::optional<base::Uuid> request_id;
  int64_t retry_after_seconds = 0;  // at least 1 if there is no id
};

// What somebody says who has a code.
struct CodeAnswer {
  base::Uuid request_id;
  std::string code;
  std::string ref_code;  // who invited them; empty: nobody
  SessionOrigin origin;
};

struct SignedIn {
  OpenedSession session;
  store::UserProfile user;
};

// Safe from any thread.
class SignIn {
 public:
  // What else a new user needs, in the transaction that makes them; `ref_code` is what the browser
  // says, and may be empty or nonsense. It cannot refuse: nobody is kept out by it.
  using OnNewUser = std::function<void(store::Transaction& transaction,
                                       const store::Owner& new_user, std::string_view ref_code)>;

  // What is handed in must outlive it; `on_new_user` may be empty. The destructor waits for what
  // runs.
  SignIn(store::Writer& writer, const base::Clock& clock, base::Random& random,
         const base::SealKey& seal_key, CodeSender& sender, OnNewUser on_new_user)
      : writer_(writer),
        clock_(clock),
        random_(random),
        seal_key_(seal_key),
        sender_(sender),
        on_new_user_(std::move(on_new_user)) {}

  // Makes a code for the address, whether or not it is a user's: nothing here looks that up. `done`
  // gets the request once it is durable; the code is handed to the sender after that. Refusals:
  // `email_invalid`. Errors: the writer's.
  void start(std::string_view email, std::function<void(base::Result<CodeRequest>)> done);

  // Opens a new session for whoever has the right code, and makes the user if there is none.
  // Refusals: `invalid_request` (unknown, used, too old, or access::login_code_wrong_max wrong
  // codes before), `invalid_code` (this one is wrong, and counts). Errors: the writer's; the code
  // is good still.
  void verify(CodeAnswer answer, std::function<void(base::Result<SignedIn>)> done);

 private:
  struct StartJob;
  struct VerifyJob;

  void keep_code(store::Transaction& transaction, StartJob& job) const;
  base::Status judge(store::Transaction& transaction, VerifyJob& job) const;
  base::Status open(store::Transaction& transaction, const std::string& email, base::Timestamp now,
                    VerifyJob& job) const;

  store::Writer& writer_;
  const base::Clock& clock_;
  base::Random& random_;
  const base::SealKey seal_key_;
  CodeSender& sender_;
  const OnNewUser on_new_user_;
  base::InFlight jobs_;  // last: it waits for what uses the rest
};

}  // namespace payoutd::actions
