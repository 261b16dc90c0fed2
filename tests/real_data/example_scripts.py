"""The converters below examples/ as programs."""

import subprocess
import sys
from functools import partial

from payoutd_program import REPOSITORY, Finished


def _convert(example: str, *arguments: object, code: int = 0) -> Finished:
    """Runs an example's converter, which must end with that exit code."""
    script = REPOSITORY / "examples" / example / "convert.py"
    done = subprocess.run([sys.executable, script, *map(str, arguments)], capture_output=True)
    finished = Finished(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert finished.code == code, finished
    return finished


convert_oxford = partial(_convert, "oxford_spending")
convert_balancer = partial(_convert, "balancer_rewards")
