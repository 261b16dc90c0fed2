"""`payoutd doctor`: one line for each check, and what to do about it."""

import time

import pytest

from partner_writes import FundedClient
from payoutd_program import run_program, settings_environment
from smtp_server import SmtpServer

SILENT = {"log_level": "warn"}
ALL = [
    *["settings", "safety", "tls", "smtp", "database", "disk", "open_files", "integrity", "wal"],
    *["modes", "seal_key", "clock"],
]


@pytest.fixture
def sound(installation):
    """An installation in which there is nothing to mend."""
    acme = FundedClient(installation, settings=SILENT)
    acme.create()
    acme.server.stop()
    installation.database.chmod(0o600)
    return installation


def examine(place, code, **options):
    """check → what was found."""
    finished = place.run("doctor", "--json", **options)
    assert finished.code == code, finished
    told = finished.json()
    assert told["ok"] is (code == 0)
    for each in told["checks"]:
        assert set(each) - {"advice"} == {"check", "health", "message"}
        assert each["health"] in ("ok", "warn", "fail")
        assert ("advice" in each) == (each["health"] != "ok"), each
    return {each["check"]: each for each in told["checks"]}


def key_file(place):
    return place.database.with_name("payoutd.db.key")


def test_a_sound_installation(sound):
    found = examine(sound, 0)
    assert list(found) == ALL
    del found["disk"], found["open_files"]  # the machine's
    assert found.pop("smtp")["health"] == "warn", "there is no mail server"
    assert {each["health"] for each in found.values()} == {"ok"}, found
    lines = sound.run("doctor").stdout.splitlines()
    assert [line.split()[1] for line in lines] == ALL


def test_settings_are_told_with_where_they_come_from(sound):
    message = examine(sound, 0, env={"PAYOUTD_LOG_LEVEL": "warn"})["settings"]["message"]
    assert message == "db from --db, log_level from PAYOUTD_LOG_LEVEL; the rest by default"


def test_it_changes_nothing(sound):
    before = {path.name: path.read_bytes() for path in sound.folder.iterdir()}
    examine(sound, 0)
    assert {path.name: path.read_bytes() for path in sound.folder.iterdir()} == before


def test_a_database_in_use(sound):
    sound.serve(settings=SILENT)
    found = examine(sound, 0)
    assert found["wal"]["message"].startswith("the write-ahead log has")


def test_no_database_yet(tmp_path):
    finished = run_program("doctor", "--db", f"sqlite:{tmp_path}/none.db")
    assert finished.code == 0
    assert "\nwarn  database" in finished.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database(tmp_path):
    path = tmp_path / "payoutd.db"
    path.write_bytes(b"hello" * 1000)
    finished = run_program("doctor", "--db", f"sqlite:{path}")
    assert finished.code == 1
    assert "\nfail  database" in finished.stdout


@pytest.mark.parametrize(
    "change, code, health",
    [
        ("DELETE FROM schema_migrations WHERE version = "
         "(SELECT max(version) FROM schema_migrations)", 0, "warn"),
        ("INSERT INTO schema_migrations VALUES (999, 'newer', 0)", 1, "fail"),
    ],
)
def test_another_schema(sound, change, code, health):
    with sound.edit_database() as database:
        database.execute(change)
    assert examine(sound, code)["database"]["health"] == health


def test_a_damaged_database(sound):
    content = bytearray(sound.database.read_bytes())
    with sound.edit_database() as database:
        sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'history_by_event'"
        page = database.execute(sql).fetchone()[0]
    content[(page - 1) * 8192 : page * 8192] = b"\xff" * 8192
    sound.database.write_bytes(content)
    finished = sound.run("doctor")
    assert finished.code == 1
    assert "fail  integrity" in finished.stdout and "backup" in finished.stdout


@pytest.mark.parametrize("mode, of_key, health", [
    (0o644, False, "warn"), (0o606, False, "fail"), (0o640, True, "fail"), (0o400, True, "ok")])
def test_who_may_read(sound, mode, of_key, health):
    (key_file(sound) if of_key else sound.database).chmod(mode)
    assert examine(sound, 1 if health == "fail" else 0)["modes"]["health"] == health


def test_the_sealing_key(sound):
    key = key_file(sound).read_text()
    for content in ["0" * 64, "no key", ""]:
        key_file(sound).write_text(content)
        assert examine(sound, 1)["seal_key"]["health"] == "fail"
    key_file(sound).unlink()
    assert examine(sound, 1)["seal_key"]["health"] == "fail"
    assert not key_file(sound).exists()
    found = examine(sound, 0, env={"PAYOUTD_SEAL_KEY": key.strip()})
    assert found["seal_key"]["message"].startswith("the setting seal_key opens")


def test_a_clock_that_is_behind(sound):
    tomorrow = int((time.time() + 86400) * 1e6)
    with sound.edit_database() as database:
        database.execute("UPDATE history SET created_at = ? WHERE event_number ="
                         " (SELECT max(event_number) FROM history)", (tomorrow,))
    assert examine(sound, 1)["clock"]["health"] == "fail"


def test_the_mail_server_is_spoken_to_and_gets_no_mail(sound):
    with SmtpServer() as mail:
        assert examine(sound, 0, env=settings_environment(mail.settings))["smtp"]["health"] == "ok"
        assert not mail.tries
    found = examine(sound, 1, env=settings_environment(mail.settings))
    assert found["smtp"]["health"] == "fail"


def test_a_certificate_that_is_none(sound, tmp_path):
    file = tmp_path / "none.pem"
    names = {"tls.certificate_file": file, "tls.key_file": file}
    found = examine(sound, 1, env=settings_environment(names))
    assert found["tls"]["health"] == "fail" and str(file) in found["tls"]["message"]


def test_settings_that_are_unsafe(sound):
    found = examine(sound, 1, env={"PAYOUTD_LISTEN": "0.0.0.0:8080"})
    assert found["safety"]["health"] == "fail" and "listen" in found["safety"]["message"]
