"""Runs programs and says what each took. Imports no more than it needs: a child's peak counts its parent's until it starts."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from statistics import median

ROUNDS = 5
BACKED_BYTES = 3 << 30


class ProgramFailed(Exception):
    """A program that is measured did not end well."""


@dataclass(frozen=True)
class Run:
    """One run of a whole process, from its start to its end."""

    seconds: float
    processor_seconds: float
    peak_bytes: int


def run(command, environment=None):
    """Runs a program to its end. Its standard output is dropped, its errors are kept for the case that it fails."""
    words = [str(word) for word in command]
    variables = {**os.environ, **(environment or {})}
    started = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=variables)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode != 0:
        raise ProgramFailed(f"{command[0]} ended with {process.returncode}:\n{errors.decode(errors='replace')[-2000:]}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


@dataclass(frozen=True)
class Runs:
    """The runs of one program."""

    runs: tuple

    @property
    def seconds(self):
        return median(one.seconds for one in self.runs)

    @property
    def processor_seconds(self):
        return median(one.processor_seconds for one in self.runs)

    @property
    def peak_bytes(self):
        return median(one.peak_bytes for one in self.runs)


def back_memory():
    """
    Takes memory and frees it. A virtual machine gives what is free back to its host, and some seconds later the first to
    ask for it waits while it is fetched again, a second and more for each GB. So each program starts with memory at hand.
    """
    subprocess.run([sys.executable, "-c", f"b'.' * {BACKED_BYTES}"], check=True)


def interleaved(*commands):
    """Runs programs in turns, each ROUNDS times after one run that does not count, and returns the Runs of each."""
    taken = [[] for _ in commands]
    for round in range(ROUNDS + 1):
        for index in range(len(commands)):
            turn = (index + round) % len(commands)
            back_memory()
            taken[turn].append(run(commands[turn]))
    return [Runs(tuple(runs[1:])) for runs in taken]
