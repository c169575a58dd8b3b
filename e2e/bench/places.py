"""Where things are."""

import os
import re
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent.parent
PEERS = BENCH / "peers"
JOBS = BENCH / "jobs"
EXAMPLES = ROOT / "crds/src/main/examples"
LATHE = ROOT / "compressor-image/target/lathe/bin/lathe"
LIBRARIES = LATHE.parent.parent / "lib"
RESULTS = ROOT / "target/bench/results.json"
SCRATCH = RESULTS.parent / "scratch"

_CACHE = Path(os.environ.get("LATHE_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lathe")
FIXTURES = _CACHE / "fixtures"
MINILM = FIXTURES / "minilm"
DIRECTION = FIXTURES / "direction"


def peer(script, *arguments):
    """The command line of a program of the peers'."""
    return [sys.executable, "-B", PEERS / script, *arguments]


def apply(job, result, data):
    """The command line that applies a job's recipe to the model in a folder and writes what comes out, unjudged."""
    return [LATHE, "apply", job, result, "--base", data]


def compiled():
    """The classes of ours, compiled against what was built."""
    classes = SCRATCH / "classes"
    sources = sorted((BENCH / "ours").glob("*.java"))
    subprocess.run([jdk("javac"), "-d", classes, "-cp", f"{LIBRARIES}/*", *sources], check=True)
    return classes


def launched(main, classes, *arguments):
    """The command line, and variables, of a program of Lathe's classes, started as the launcher starts Lathe."""
    variables = dict(re.findall(r"^export (\w+)=\$\{\w+:-(\w+)\}$", LATHE.read_text(), re.MULTILINE))
    return [jdk("java"), f"@{LIBRARIES}/jvm.options", "-cp", f"{classes}:{LIBRARIES}/*", main, *arguments], variables


def jdk(program):
    home = os.environ.get("JAVA_HOME")
    return Path(home, "bin", program) if home else program


def kube_api_test():
    """Where kube-api-test looks for an API server's programs."""
    return os.environ.get("KUBE_API_TEST_DIR") or _CACHE / "kube-api-test"
