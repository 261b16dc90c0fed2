// server/application.h: the composition root: every part of a serving payoutd, built in order and
// taken down in reverse. Reading application.cc teaches the system.
#pragma once

#include <cstdint>
#include <memory>

#include "actions/authenticate.h"
#include "actions/authenticate_operator.h"
#include "actions/beneficiaries.h"
#include "actions/dispatch_payouts.h"
#include "actions/export_payouts.h"
#include "actions/fresh_index.h"
#include "actions/keep_operators.h"
#include "actions/list_all_payouts.h"
#include "actions/list_payouts.h"
#include "actions/list_transactions.h"
#include "actions/list_wallets.h"
#include "actions/operate_referrals.h"
#include "actions/partner_payouts.h"
#include "actions/referrals.h"
#include "actions/request_payout.h"
#include "actions/sessions.h"
#include "actions/sign_in.h"
#include "actions/summarize_payouts.h"
#include "actions/unlock_rewards.h"
#include "api/console/cookies.h"
#include "api/console/gate.h"
#include "api/operators/routes.h"
#include "api/page_cache.h"
#include "api/partner/authentication.h"
#include "base/clock.h"
#include "base/seal.h"
#include "http/server.h"
#include "index/index_cache.h"
#include "server/code_sending.h"
#include "server/metrics.h"
#include "server/settings.h"
#include "store/batching_writer.h"
#include "workers/dispatcher.h"
#include "workers/reward_unlocker.h"

namespace payoutd::server {

class Application {
 public:
  // What is handed in must outlive it. `seal_key` is the installation's (server/open_store.h).
  // With `tls` it speaks TLS.
  Application(const Settings& settings, store::Store& store, const base::Clock& clock,
              base::Random& random, const base::SealKey& seal_key, const actions::RailChoice& rails,
              std::shared_ptr<const http::TlsIdentity> tls = nullptr);
  Application(const Application&) = delete;

  base::Status listen() { return server_.listen(); }  // see http::Server
  uint16_t port() const { return server_.port(); }
  void run() { server_.run(); }
  void stop() { server_.stop(); }
  // See http::Server.
  void use_tls(std::shared_ptr<const http::TlsIdentity> tls) { server_.use_tls(std::move(tls)); }
  // For tests that need no socket.
  const http::Router& router() const { return router_; }

 private:
  void add_routes(const Settings& settings, store::Store& store, const base::Clock& clock);

  index::IndexCache index_cache_;
  index::IndexCache everybody_cache_;
  Metrics metrics_;
  actions::Authenticate authenticate_;
  api::partner::Gate partner_gate_;
  api::console::Gate console_gate_;
  actions::AuthenticateOperator authenticate_operator_;
  api::operators::Gate operator_gate_;
  actions::OperatorChanges operator_changes_;
  actions::KeepOperators keep_operators_;
  actions::OperatePayouts operate_payouts_;
  actions::LookAtPayouts look_at_payouts_;
  actions::KeepAccounts keep_accounts_;
  // These outlive every answer, also those that index threads still give while it is taken
  // down.
  http::Router router_;
  api::PageCache page_cache_;
  actions::ExportStates export_states_;
  base::WorkerPool lists_from_store_;
  actions::FreshIndex fresh_index_;
  actions::FreshIndex everybody_index_;
  actions::ListPayouts list_payouts_;
  actions::ListAllPayouts list_all_payouts_;
  actions::SummarizePayouts summarize_payouts_;
  actions::ExportPayouts export_payouts_;
  api::Quota sign_in_starts_;
  api::Quota sign_in_verifies_;
  api::console::SessionCookies session_cookies_;
  workers::Bell bell_;
  store::BatchingWriter writer_;
  CodeSending code_sending_;
  actions::SignIn sign_in_;
  actions::Sessions sessions_;
  actions::Beneficiaries beneficiaries_;
  actions::ListWallets list_wallets_;
  actions::ListTransactions list_transactions_;
  base::WorkerPool scanning_lists_;
  base::WorkerPool rail_calls_;
  actions::PartnerPayouts partner_payouts_;
  actions::RequestPayout request_payout_;
  actions::Referrals referrals_;
  actions::OperateReferrals operate_referrals_;
  actions::DispatchPayouts dispatch_;
  workers::Dispatcher dispatcher_;
  actions::UnlockRewards unlock_rewards_;
  workers::RewardUnlocker reward_unlocker_;
  http::Server server_;
  // Last: what it still answers asks all of the above.
  base::WorkerPool metrics_thread_{1};
};

}  // namespace payoutd::server
