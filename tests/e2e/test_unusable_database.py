"""A database that cannot be used: every command and the server end with exit code 3, one sentence
that says which file, and leave what they found as it was.
"""

import os
import shutil
import sqlite3
import tempfile

import pytest

from payoutd_program import BINARY, Installation, require_error, require_json_error, run_program

NOBODY = 65534
UNKNOWN_ID = "0190f3c2-7b7e-7cc0-98c4-dc0c0c07398f"
USES = [
    ("client", "create", "--name", "x"),
    ("user", "create", "--email", "a@example.com"),
    ("session", "create", "--user", UNKNOWN_ID),
    ("generate", "--client", UNKNOWN_ID, "--count", "1"),
    ("verify",),
    ("backup", "copy-of-nothing.db"),
    ("serve", "--listen", "127.0.0.1:0"),
]
any_use = pytest.mark.parametrize("use", USES, ids=lambda use: use[0])


def require_unusable(use, database, *words, **options):
    finished = run_program(*use, "--db", f"sqlite:{database}", timeout=20, **options)
    require_error(finished, 3, *words)
    if use[0] != "serve":
        with_json = (*use, "--json", "--db", f"sqlite:{database}")
        require_json_error(run_program(*with_json, timeout=20, **options), 3)


@any_use
def test_missing_folder(tmp_path, use):
    require_unusable(use, tmp_path / "missing" / "payoutd.db", tmp_path / "missing")
    assert list(tmp_path.iterdir()) == []


@any_use
def test_directory_instead_of_a_file(tmp_path, use):
    require_unusable(use, tmp_path, tmp_path)


@any_use
@pytest.mark.parametrize("content", [b"hello, I am no database\n" * 100, b"\0" * 8192, b"x"])
def test_file_that_is_no_database(tmp_path, use, content):
    path = tmp_path / "payoutd.db"
    path.write_bytes(content)
    require_unusable(use, path, path)
    assert path.read_bytes() == content


@any_use
def test_database_of_another_program(tmp_path, use):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE notes (text TEXT)")
    require_unusable(use, path, path)
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT name FROM sqlite_schema").fetchall() == [("notes",)]


@any_use
def test_newer_schema(installation, use):
    installation.create_client()
    with installation.edit_database() as database:
        database.execute("INSERT INTO schema_migrations VALUES (999, 'from the future', 0)")
    require_unusable(use, installation.database, "999")


@any_use
def test_damaged_database(installation, use):
    installation.create_client()
    with installation.edit_database() as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = installation.database.read_bytes()
    installation.database.write_bytes(content[:100] + b"\xa5" * (len(content) - 100))
    require_unusable(use, installation.database, installation.database)


def as_unprivileged(path):
    """Options under which a file's mode binds the program: root is not asked.

    The program is copied into the folder too: this repository may lie where only root can look.
    """
    if os.geteuid() != 0:
        return {}
    binary = shutil.copy(BINARY, path / "payoutd")
    for each in [path, *path.rglob("*")]:
        os.chown(each, NOBODY, NOBODY)
    return {"binary": binary, "user": NOBODY, "group": NOBODY, "extra_groups": []}


@pytest.fixture
def open_installation():
    """An installation in a folder that another user of the machine can reach."""
    with tempfile.TemporaryDirectory() as folder, Installation(folder) as place:
        yield place


@any_use
def test_read_only_database(open_installation, use):
    place = open_installation
    place.create_client()
    options = as_unprivileged(place.folder)
    place.database.chmod(0o444)
    place.folder.chmod(0o555)
    try:
        require_unusable(use, place.database, place.database, **options)
    finally:
        place.folder.chmod(0o755)


@any_use
def test_folder_where_nothing_can_be_created(use):
    require_unusable(use, "/proc/payoutd.db", "/proc/payoutd.db")
