#include "rails/sandbox/scenario.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace payoutd::rails::sandbox {
namespace {

payouts::Payout payout(const std::string& reference, const std::string& email) {
  payouts::Payout made{.amount = {1, *money::find_currency("USD")}};
  made.reference_id = reference;
  made.beneficiary_email = email;
  return made;
}

TEST(Scenario, is_chosen_by_the_payout) {
  const struct {
    const char* reference;
    const char* email;
    const char* scenario;
  } rows[] = {
      {"", "", "ok"},
      {"PAY_1", "jane@x.test", "ok"},
      {"sandbox_stuck", "", "stuck"},
      {"PAY_1-sandbox_stuck-2", "", "stuck"},
      {"PAY_1 SandBox_Stuck7", "", "stuck"},
      {"xsandbox_fail_account_closed", "", "fail_account_closed"},
      {"SANDBOX_LATE_FAIL_RETURNED", "", "late_fail_returned"},
      {"sandbox_refuse_otherwise", "", "refuse_other"},
      // Unknown words.
      {"sandbox_", "", "ok"},
      {"sandbox_fail", "", "ok"},
      {"sandbox_fail_", "", "ok"},
      {"sandbox_fail_bank_on_fire", "", "ok"},
      {"sandbox-stuck", "", "ok"},
      {"stuck", "", "ok"},
      {"sandbox_fail_bank_on_fire", "sandbox_slow@x.test", "slow"},
      // The address, before its last @.
      {"PAY_1", "jane+sandbox_no_cancel@x.test", "no_cancel"},
      {"PAY_1", "jane@sandbox_stuck.test", "ok"},
      {"PAY_1", "\"a@sandbox_slow\"@sandbox_stuck.test", "slow"},
      {"PAY_1", "Sandbox_Lost_Cancel@x.test", "lost_cancel"},
      // The reference goes first.
      {"sandbox_slow", "sandbox_stuck@x.test", "slow"},
      {"sandbox_ok", "sandbox_stuck@x.test", "ok"},
      // The longest, else the first.
      {"sandbox_slow sandbox_action_required", "", "action_required"},
      {"sandbox_action_required sandbox_slow", "", "action_required"},
      {"sandbox_stuck sandbox_refuse_other sandbox_slow", "", "refuse_other"},
      {"sandbox_no_cancel sandbox_late_fail", "", "no_cancel"},
      {"sandbox_lost_answer sandbox_lost_cancel", "", "lost_answer"},
      {"sandbox_lost_cancel sandbox_lost_answer", "", "lost_cancel"},
      {"sandbox_sandbox_stuck", "", "stuck"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(to_text(choose_scenario(payout(row.reference, row.email))), row.scenario)
        << row.reference << " " << row.email;
  }
}

TEST(Scenario, each_is_there_by_its_name) {
  const auto all = all_scenarios();
  EXPECT_EQ(all.size(), 9 + 3 * payouts::all_failure_codes().size());
  for (const Scenario& each : all) {
    const std::string name = to_text(each);
    EXPECT_EQ(parse_scenario(name), each) << name;
    EXPECT_EQ(choose_scenario(payout("sandbox_" + name, "")), each) << name;
    EXPECT_EQ(choose_scenario(payout("", "sandbox_" + name + "@x.test")), each) << name;
  }
  for (const char* name : {"", "fail", "fail_", "OK", "ok ", "stuck_other", "fail_Other"}) {
    EXPECT_FALSE(parse_scenario(name)) << name;
  }
}

TEST(Scenario, any_text_chooses_one) {
  EXPECT_TRUE(rc::check([](const std::string& reference, const std::string& email) {
    const Scenario chosen = choose_scenario(payout(reference, email));
    RC_ASSERT(parse_scenario(to_text(chosen)) == chosen);
  }));
}

}  // namespace
}  // namespace payoutd::rails::sandbox
