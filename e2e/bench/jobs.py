"""
operator: on a real API server, alone with its etcd on this machine, by the operator's integration tests
  burst: from when the API server has taken a job to its Job, p99 of 100 jobs; the operator is a process as its image starts it.
  first: just started; inTurn: 100 jobs by one client, as kubectl applies a file; atOnce: by 100 clients, each with a connection of its own; medians of 9.
  sent: the latter from when they are sent, so with what the API server and 100 clients need by themselves on these cores.
  memory: peak resident, with them all.
  writes: requests that change anything while jobs of all states are looked at again (SteadyStateIT).
"""

import os
import re
import subprocess

from line import Line, at_most, count, millis
from places import ROOT, kube_api_test

TESTS = "BurstIT,SteadyStateIT"
FIGURE = re.compile(r"^bench: (\w+) (\d+)(?: ms \((\d+) ms from sending)?", re.MULTILINE)


def lines(wanted):
    found = figures()
    for name in ("first", "inTurn", "atOnce"):
        bar = None if name == "first" else at_most(500, millis)
        yield Line(f"operator.burst.{name}", millis, found[name][0], bar=bar)
    yield Line("operator.burst.sent", millis, found["atOnce"][1])
    yield Line("operator.memory", lambda value: f"{value:.0f} MiB", found["memory"][0])
    yield Line("operator.writes", count, found["writes"][0], bar=at_most(0, count))


def figures():
    """Runs the tests and returns what they print."""
    environment = {"KUBE_API_TEST_DIR": str(kube_api_test()), **os.environ}
    subprocess.run([ROOT / "e2e/api-server.sh"], env=environment, check=True)
    command = ["mvn", "--batch-mode", "--quiet", "verify", "-pl", "crds,operator"]
    options = ["-Dtest=none", "-Dsurefire.failIfNoSpecifiedTests=false"]
    options += [f"-Dit.test={TESTS}", "-Dfailsafe.failIfNoSpecifiedTests=false"]
    tests = subprocess.run(
        command + options, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if tests.returncode != 0:
        raise SystemExit(f"bench: {TESTS} failed:\n{tests.stdout[-3000:]}")
    return {name: [float(value) for value in values if value] for name, *values in FIGURE.findall(tests.stdout)}
