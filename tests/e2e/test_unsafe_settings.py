"""Settings with which the server would run and should not: it does not start and says why."""

import pytest

from payoutd_program import require_error, settings_environment


def refuse(installation, settings, *flags, listen="127.0.0.1:0"):
    env = settings_environment(settings)
    return installation.run("serve", "--listen", listen, *flags, env=env)


@pytest.mark.parametrize(
    "listen, settings, flags, words",
    [
        ("0.0.0.0:0", {}, [], ["listen", "tls.certificate_file", "http.allow_plain"]),
        ("[::]:0", {}, [], ["listen", "http.trusted_proxies"]),
        ("0.0.0.0:0", {"http.allow_plain": "true"}, ["--demo"], ["listen", "--demo"]),
        ("127.0.0.1:0", {"console.origins": "http://app.example.com"}, [], ["console.origins"]),
        ("127.0.0.1:0", {"admin_token": "x" * 31}, [], ["PAYOUTD_ADMIN_TOKEN", "32"]),
    ],
    ids=str,
)
def test_what_is_unsafe_does_not_start(installation, listen, settings, flags, words):
    finished = refuse(installation, settings, *flags, listen=listen)
    assert "x" * 31 not in finished.stderr
    require_error(finished, 2, *words)
    assert list(installation.folder.iterdir()) == []


def test_a_key_file_that_others_can_read_is_not_used(installation):
    installation.create_client()
    key_file = installation.folder / "payoutd.db.key"
    for mode in (0o640, 0o604):
        key_file.chmod(mode)
        require_error(refuse(installation, {}), 2, "seal_key_file", key_file, "chmod 600")
    key_file.chmod(0o600)
    installation.serve()


def test_all_that_is_unsafe_is_said_at_once(installation):
    settings = {"console.origins": "http://a.test,http://b.test", "admin_token": "short"}
    finished = refuse(installation, settings, "--demo", listen="0.0.0.0:0")
    assert finished.code == 2
    lines = finished.stderr.splitlines()
    assert len(lines) == 5
    assert all(line.startswith("payoutd: ") for line in lines)


@pytest.mark.parametrize(
    "settings",
    [
        {"http.allow_plain": "true"},
        {"http.trusted_proxies": "10.0.0.0/8"},
        {"console.origins": "https://a.test,http://localhost:5173", "admin_token": "x" * 32},
        {"admin_token": ""},
    ],
    ids=str,
)
def test_what_is_safe_starts(installation, settings):
    installation.serve(settings=settings).stop()


def test_plain_http_may_be_allowed_in_the_file(installation):
    text = 'listen = "127.0.0.1:0"\n[http]\nallow_plain = true\n'
    config = installation.write_file(text, ".toml")
    installation.serve("--config", config).stop()
