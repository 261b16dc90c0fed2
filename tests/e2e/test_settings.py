"""Settings: file, environment and flags, who wins, and refusals that name what is wrong."""

import pytest

from list_model import console_payout
from payoutd_client import Console, RawConnection, console_error
from payoutd_program import run_program


@pytest.fixture
def config(installation):
    """Writes a TOML file and gives the flags that name it."""

    def write(text):
        return ("--config", str(installation.write_file(text, ".toml")))

    return write


BAD_FILES = [
    ('nonsense = 1\ndb = "sqlite:x.db"', "nonsense"),
    ("[limits]\nbody_bytes_maximum = 5", "body_bytes_maximum"),
    ("[limitz]\nbody_bytes_max = 5", "limitz"),
    ('[limits]\nbody_bytes_max = "many"', "body_bytes_max"),
    ("[limits]\nheader_timeout_ms = -1", "header_timeout_ms"),
    ("[limits]\nconnections_max = 1.5", "connections_max"),
    ('threads = "two"', "threads"),
    ("threads = -1", "threads"),
    ('log_level = "loud"', "log_level"),
    ('db = "mysql://x"', "db"),
    ('listen = "nowhere"', "listen"),
    ("listen = 8080", "listen"),
    ('[console]\norigins = "https://app.example.com/path"', "origins"),
    ('[console]\norigins = ["*"]', "origins"),
    ('[console]\norigins = ["app.example.com"]', "origins"),
    ('[console]\nsession_cookie = "two words"', "session_cookie"),
    ('[console]\nsession_cookie = ""', "session_cookie"),
    ('[console]\ncurrency = "ABC"', "currency"),
    ('[index]\nmemory_budget_bytes = "x"', "memory_budget_bytes"),
    ("[index]\noperators_memory_budget_bytes = -1", "operators_memory_budget_bytes"),
    ("[partner]\nrate_limit = 1000001", "rate_limit"),
    ("[partner]\nrate_limit_window_s = 0", "rate_limit_window_s"),
    ('[payouts]\nnetworks = "ethereum=evn"', "evm, solana, tron, bitcoin"),
    ('[payouts]\nnetworks = ["Ethereum=evm"]', "payouts.networks"),
    ('[smtp]\nhost = "mail.example.com"', "smtp.from"),
    ('[smtp]\ntls = "maybe"', "smtp.tls"),
    ("[console]\nrate_limit = -1", "rate_limit"),
    ("[console]\nrate_limit_window_s = 86401", "rate_limit_window_s"),
    ('[auth]\nstarts_per_source = "few"', "starts_per_source"),
    ("[auth]\nverifies_per_source = 1.5", "verifies_per_source"),
]


@pytest.mark.parametrize("text, name", BAD_FILES, ids=lambda value: value.replace("\n", " "))
def test_bad_setting_in_the_file_is_named(installation, config, text, name):
    finished = run_program("serve", *config(text), timeout=20, cwd=installation.folder)
    assert finished.code == 2, finished
    assert name in finished.stderr


BAD_ENVIRONMENT = [
    ("PAYOUTD_LIMITS_HEADER_TIMEOUT_MS", "soon"),
    ("PAYOUTD_LIMITS_BODY_BYTES_MAX", "-5"),
    ("PAYOUTD_LIMITS_CONNECTIONS_MAX", "99999999999999999999"),
    ("PAYOUTD_THREADS", "1.5"),
    ("PAYOUTD_LOG_LEVEL", "loud"),
    ("PAYOUTD_LISTEN", "nowhere"),
    ("PAYOUTD_CONSOLE_CURRENCY", "ABC"),
    ("PAYOUTD_PAYOUTS_NETWORKS", "ethereum=evm,"),
    ("PAYOUTD_CONSOLE_ORIGINS", "https://ok.example.com,nonsense"),
]


@pytest.mark.parametrize("name, value", BAD_ENVIRONMENT)
def test_bad_setting_in_the_environment_is_named(installation, name, value):
    finished = installation.run("serve", env={name: value}, timeout=20)
    assert finished.code == 2, finished
    words = name.removeprefix("PAYOUTD_").lower().split("_", 1)
    assert name in finished.stderr or words[-1] in finished.stderr


def test_broken_or_missing_file_is_named(installation, config):
    flags = config("[limits\nbody_bytes_max = 5")
    missing = ("--config", str(installation.folder / "missing.toml"))
    for each in (flags, missing):
        finished = installation.run("verify", *each, timeout=20)
        assert finished.code == 2, finished
        assert each[1] in finished.stderr


def test_flags_win_over_environment_and_environment_over_file(installation, config):
    folder = installation.folder
    flags = config(f'db = "sqlite:{folder}/file.db"')
    env = {"PAYOUTD_DB": f"sqlite:{folder}/environment.db"}
    create = ("client", "create", "--name", "x", *flags)
    assert run_program(*create).code == 0
    assert (folder / "file.db").exists() and not (folder / "environment.db").exists()
    assert run_program(*create, env=env).code == 0
    assert (folder / "environment.db").exists() and not (folder / "flag.db").exists()
    assert run_program(*create, "--db", f"sqlite:{folder}/flag.db", env=env).code == 0
    assert (folder / "flag.db").exists()


def test_every_documented_setting_is_taken_from_a_file(installation, config):
    user = installation.create_user()
    installation.import_rows(user, [console_payout()])
    session = installation.create_session(user)
    text = """
        threads = 2
        log_level = "warn"
        [limits]
        body_bytes_max = 1000
        header_bytes_max = 9000
        target_bytes_max = 500
        connections_max = 100
        header_timeout_ms = 5000
        body_timeout_ms = 5000
        idle_timeout_ms = 5000
        write_timeout_ms = 5000
        stop_timeout_ms = 5000
        [console]
        session_cookie = "nl_session"
        csrf_cookie = "nl_csrf"
        origins = ["https://app.example.com", "http://localhost:5173"]
        currency = "EUR"
        [index]
        memory_budget_bytes = 100000000
        operators_memory_budget_bytes = 50000000
    """
    server = installation.serve(*config(text))
    console = Console(server, session, cookie="nl_session")
    assert len(console.items()) == 1
    for origin in ("https://app.example.com", "http://localhost:5173"):
        response = console.get(headers={"Origin": origin})
        assert response.headers["Access-Control-Allow-Origin"] == origin
    with RawConnection(server) as connection:
        assert connection.exchange("/v1/" + "a" * 500).status_code == 414


def test_environment_wins_over_file_for_the_server(installation, config):
    user = installation.create_user()
    session = installation.create_session(user)
    flags = config('[console]\nsession_cookie = "from_file"')
    server = installation.serve(*flags, settings={"console.session_cookie": "from_environment"})
    assert Console(server, session, cookie="from_environment").items() == []
    console_error(Console(server, session, cookie="from_file").get(), 401, "unauthenticated")


def test_currency_of_console_payouts_is_a_setting(installation):
    currencies = []
    for env in ({}, {"PAYOUTD_CONSOLE_CURRENCY": "EUR"}):
        user = installation.create_user(f"user{len(currencies)}@example.com")
        path = installation.write_csv([console_payout()])
        assert installation.run("import", *user.flags, path, env=env).code == 0
        with installation.edit_database() as database:
            query = "SELECT currency FROM payouts ORDER BY owner_key DESC LIMIT 1"
            currencies += database.execute(query).fetchone()
    assert currencies == ["USD", "EUR"]


def test_listen_and_db_from_the_environment_are_enough(installation):
    installation.create_client()
    env = {"PAYOUTD_DB": f"sqlite:{installation.database}"}
    finished = run_program("verify", "--json", env=env)
    assert finished.code == 0
    assert finished.json()["owners"] == 1


def test_quiet_log_level_logs_no_requests(installation):
    quiet = installation.serve(settings={"log_level": "error"})
    Console(quiet).get()
    quiet.stop()
    assert quiet.log() == []
