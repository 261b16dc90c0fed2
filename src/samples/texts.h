// samples/texts.h: the words that generated payouts are made of. Private to samples.
#pragma once

#include <cstdint>

namespace payoutd::samples {

template <class Choice>
struct Weighted {
  Choice choice;
  uint64_t weight;
};

// As people write it, and as it stands in their address.
struct Name {
  const char* shown;
  const char* ascii;
};

struct Failure {
  const char* code;
  const char* reason;
};

inline constexpr Name first_names[] = {
    {"James", "james"},   {"Mary", "mary"},   {"Robert", "robert"},   {"Patricia", "patricia"},
    {"John", "john"},     {"Jane", "jane"},   {"Michael", "mike"},    {"Linda", "linda"},
    {"David", "david"},   {"Susan", "susan"}, {"Zoë", "zoe"},         {"José", "jose"},
    {"Łukasz", "lukasz"}, {"Aïcha", "aicha"}, {"Wanjiru", "wanjiru"}, {"Amara", "amara"},
    {"Priya", "priya"},   {"Arjun", "arjun"}, {"Haruto", "haruto"},   {"さくら", "sakura"},
    {"Fatima", "fatima"}, {"Omar", "omar"},   {"Chloé", "chloe"},     {"Søren", "soren"},
    {"Mateo", "mateo"},   {"Lucía", "lucia"}, {"Nguyễn", "nguyen"},   {"Σοφία", "sofia"},
};

inline constexpr Name last_names[] = {
    {"Doe", "doe"},
    {"Smith", "smith"},
    {"Johnson", "johnson"},
    {"O'Neil", "oneil"},
    {"García", "garcia"},
    {"Müller", "mueller"},
    {"Schmidt", "schmidt"},
    {"Rossi", "rossi"},
    {"Kamau", "kamau"},
    {"Otieno", "otieno"},
    {"Okafor", "okafor"},
    {"Sharma", "sharma"},
    {"Patel", "patel"},
    {"Tanaka", "tanaka"},
    {"Santos", "santos"},
    {"Silva", "silva"},
    {"Hernández", "hernandez"},
    {"Nowak", "nowak"},
    {"Jensen", "jensen"},
    {"Al-Sabah", "alsabah"},
    {"van Dijk", "vandijk"},
    {"Dubois", "dubois"},
    {"Kowalczyk", "kowalczyk"},
    {"Reyes", "reyes"},
    {"Παπαδόπουλος", "papadopoulos"},
    {"Ivanov", "ivanov"},
};

inline constexpr const char* mail_domains[] = {"example.com", "example.org", "example.net",
                                               "mail.example", "work.example"};

inline constexpr const char* countries[] = {"US", "US", "US", "DE", "FR", "GB", "IN", "KE",
                                            "JP", "PH", "BR", "MX", "NG", "KW", "GR", "PL"};

inline constexpr const char* descriptions[] = {
    "Bonus Payment",         "Q1 2024 Bonus Payment",
    "Referral reward",       "Affiliate commission",
    "Creator earnings",      "Expense reimbursement",
    "Survey reward",         "Contractor invoice",
    "Prize \"Spring Draw\"", "Cashback",
};

inline constexpr Failure failures[] = {
    {"account_closed", "The beneficiary's account is closed"},
    {"account_not_found", "The bank knows no such account"},
    {"beneficiary_name_mismatch", "The name does not belong to the account"},
    {"limit_exceeded", "The beneficiary's wallet limit would be exceeded"},
    {"rejected_by_bank", "The bank rejected the transfer"},
    {"compliance_hold", "Held back by a compliance check"},
};

inline constexpr const char* networks[] = {"ethereum", "polygon", "polygon", "solana",
                                           "solana",   "bsc",     "base",    "arbitrum"};

}  // namespace payoutd::samples
