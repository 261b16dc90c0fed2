#include "sim/report.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

namespace payoutd::sim {
namespace {

constexpr size_t behaviour_count = 12;

// How many payouts of each scenario ended in each status.
std::string table_of(const Auditor& auditor) {
  std::array<std::array<uint64_t, payouts::status_count>, behaviour_count> counts{};
  for (const OwnerBook& book : auditor.books()) {
    for (const KnownPayout& each : book.payouts) {
      ++counts[static_cast<size_t>(each.behaviour)][static_cast<size_t>(each.status)];
    }
  }
  constexpr std::array<std::string_view, behaviour_count> names = {
      "ok",    "fail_…",      "refuse_…",     "late_fail_…",      "action_required", "slow",
      "stuck", "lost_answer", "lost_request", "duplicate_answer", "no_cancel",       "lost_cancel"};
  std::vector<payouts::Status> shown;
  for (const payouts::Status status : payouts::all_statuses) {
    const auto has = [status](const auto& row) { return row[static_cast<size_t>(status)] != 0; };
    if (std::ranges::any_of(counts, has)) shown.push_back(status);
  }
  std::string text = fmt::format("{:<17}", "scenario");
  for (const payouts::Status status : shown) text += fmt::format("{:>16}", to_text(status));
  text += "\n";
  for (size_t i = 0; i < behaviour_count; ++i) {
    text += fmt::format("{:<17}", names[i]);
    for (const payouts::Status status : shown) {
      text += fmt::format("{:>16}", counts[i][static_cast<size_t>(status)]);
    }
    text += "\n";
  }
  return text;
}

// What became of users' payouts and rewards.
std::string user_tables_of(const UserAuditor& auditor) {
  std::array<uint64_t, payouts::status_count> payouts{};
  std::array<uint64_t, 5> rewards{};
  for (const UserBook& book : auditor.books()) {
    for (const KnownRequest& each : book.requests) ++payouts[static_cast<size_t>(each.status)];
    for (const KnownReward& each : book.rewards()) ++rewards[static_cast<size_t>(each.status)];
  }
  std::string text;
  const auto line = [&text](const std::string& name, uint64_t count) {
    text += fmt::format("{:<44}{:>12}\n", name, count);
  };
  using payouts::Status;
  for (const Status status : {Status::completed, Status::failed, Status::cancelled}) {
    line("users' payouts " + std::string(to_text(status)), payouts[static_cast<size_t>(status)]);
  }
  using referrals::RewardStatus;
  for (const RewardStatus status : {RewardStatus::available, RewardStatus::spent,
                                    RewardStatus::paid_out, RewardStatus::reversed}) {
    line("rewards " + std::string(to_text(status)), rewards[static_cast<size_t>(status)]);
  }
  return text;
}

std::string user_counts_of(const World& world) {
  const UserCounts& users = world.users().counts();
  const StaffCounts& staff = world.staff().counts();
  std::string text = user_tables_of(world.user_auditor());
  const auto line = [&text](std::string_view name, uint64_t count) {
    text += fmt::format("{:<44}{:>12}\n", name, count);
  };
  line("payouts that users asked for", users.requests);
  line("of them, for too little money", users.poor);
  line("replays of users' answered requests", users.replays);
  line("users' keys used for something else", users.misuses);
  line("cancellations by users done", users.cancelled);
  line("cancellations by users not done", users.not_cancelled);
  line("invitations", users.invitations);
  line("answers to users that were lost", world.users().errands().lost());
  line("what users asked again after that", world.users().errands().retries());
  line("payments told", staff.payments);
  line("of them, once more", staff.told_again);
  line("payments told with other content", staff.differing);
  line("credits by hand", staff.credits);
  line("rewards unlocked by hand", staff.unlocked);
  line("rewards taken back", staff.reversed);
  line("rewards not taken back, being in use", staff.in_use);
  line("invoices covered", staff.spent);
  line("invoices that were covered already", staff.covered);
  line("invoices not covered, for too little money", staff.poor);
  line("tier changes", staff.tiers);
  line("moves of payouts by operators", staff.moves);
  line("payouts not sent for want of approval", staff.unapproved);
  line("moves not done", staff.not_moved);
  line("answers to operators that were lost", world.staff().errands().lost());
  line("what operators asked again after that", world.staff().errands().retries());
  return text;
}

std::string counts_of(const World& world) {
  const ClientCounts& clients = world.clients().counts();
  const WorldCounts& counts = world.counts();
  const FaultyRail& way = world.way();
  const BankWitness& bank = world.bank();
  std::string text;
  const auto line = [&text](std::string_view name, uint64_t count) {
    text += fmt::format("{:<44}{:>12}\n", name, count);
  };
  line("steps", counts.steps);
  line("audits", counts.audits);
  line("crashes", counts.crashes);
  line("commits that failed", counts.failed_commits);
  line("batches that were run a second time", counts.second_runs);
  line("fundings", counts.fundings);
  line("times that the clock was set", counts.clock_changes);
  line("requests to create", clients.requests);
  line("answers to them that a crash swallowed", clients.lost);
  line("retries after that", clients.retries);
  line("replays of answered requests", clients.replays);
  line("keys used for something else", clients.misuses);
  line("requests refused", clients.refused);
  line("of payouts, for too little money", clients.poor);
  line("cancellations done", clients.cancelled);
  line("cancellations not done", clients.not_cancelled);
  line("payouts resolved", clients.resolved);
  line("look-ups by id, reference and key", clients.found);
  line("submissions that the bank took", bank.received());
  line("submissions that it knew already", bank.repeated());
  line("attempts that it cancelled", bank.cancelled());
  line("requests lost on the way to it", way.lost_requests() + bank.lost());
  line("answers lost on the way back", way.lost_answers());
  line("submissions that came late", way.late_requests());
  line("answers that came after newer ones", way.late_answers());
  return text;
}

}  // namespace

std::string report_of(const Settings& settings, const World& world, int64_t milliseconds) {
  const uint64_t created = world.payouts();
  const int64_t per_second =
      static_cast<int64_t>(created) * 1'000 / std::max<int64_t>(1, milliseconds);
  std::string text = table_of(world.auditor()) + "\n" + counts_of(world) + user_counts_of(world);
  text +=
      fmt::format("\n{} payouts in {} s, {} a second\n", created, milliseconds / 1'000, per_second);
  for (const std::string& sentence : world.breaches().sentences()) {
    text += fmt::format("breach (seed {}, step {}): {}\n", settings.seed, world.counts().steps,
                        sentence);
  }
  text += fmt::format("seed {}: {}, digest {:016x}\n", settings.seed,
                      world.breaches().any() ? fmt::format("{} breaches", world.breaches().count())
                                             : std::string("everything is true"),
                      world.digest());
  return text;
}

}  // namespace payoutd::sim
