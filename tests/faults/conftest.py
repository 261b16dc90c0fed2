"""Fixtures of the tests that take the disk away."""

import os
import subprocess

import pytest

from disks import Immutable, NoFileMayBeWritten, SmallDisk


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False)
    if not mounted or mounted.returncode != 0:
        pytest.skip("a small disk needs a root who may mount")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(params=[Immutable, NoFileMayBeWritten], ids=["immutable", "no writes"])
def taken_disk(request):
    """A class: make it with server and database, then take() and give_back()."""
    made = []

    def make(server, database):
        made.append(request.param(server, database))
        return made[0]

    yield make
    for each in made:
        if isinstance(each, Immutable):
            each.give_back()
