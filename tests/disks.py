"""Means to take the disk away from a running server and to give it back (tests/faults)."""

import errno
import resource
import signal
import subprocess

import pytest

MEGABYTE = 1 << 20


class SmallDisk:
    """A file system of a few megabytes that can be filled to its last byte."""

    def __init__(self, folder):
        self.folder = folder
        self.filler = folder / "filler"

    def fill(self):
        """Takes what is left; may be called again when something was freed."""
        with self.filler.open("ab", buffering=0) as file:
            for size in (MEGABYTE, 4096, 512, 1):
                try:
                    while True:
                        file.write(b"\xa5" * size)
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def free(self):
        self.filler.unlink()


class Immutable:
    """`chattr +i`: the kernel refuses writes through files that are open already."""

    def __init__(self, server, database):
        self.files = [database, database.with_name(database.name + "-wal")]
        probe = database.with_name("probe")
        with probe.open("wb", buffering=0) as file:
            try:
                self._change("+i", [probe])
                file.write(b"x")
                pytest.skip("this file system lets open files be written in spite of +i")
            except PermissionError:
                pass
            except subprocess.CalledProcessError:
                pytest.skip("chattr +i needs root and a file system that knows it")
            finally:
                subprocess.run(["chattr", "-i", str(probe)], capture_output=True, check=False)

    def take(self):
        self._change("+i", self.files)

    def give_back(self):
        self._change("-i", self.files)

    @staticmethod
    def _change(flag, files):
        subprocess.run(["chattr", flag, *map(str, files)], check=True, capture_output=True)


class NoFileMayBeWritten:
    """RLIMIT_FSIZE of the running server: every write to a file fails."""

    def __init__(self, server, database):
        self.pid = server.process.pid
        self.before = resource.prlimit(self.pid, resource.RLIMIT_FSIZE)

    def take(self):
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (0, self.before[1]))

    def give_back(self):
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, self.before)


def ignore_size_signal():
    """For the server to be: a write over RLIMIT_FSIZE is an error then, not the end."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
