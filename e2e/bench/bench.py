"""Compares Lathe with its peers and prints a line for each figure; run.sh starts it.

bench.py [NAME...]: a comparison (quantize), or a line of one (quantize.static.time). All lines go to
target/bench/results.json too.
"""

import json
import sys

import aware
import classifier
import distill
import embeddings
import files
import jobs
import machine
import quantize
import training
from line import HEADING
from places import RESULTS, SCRATCH

COMPARISONS = {
    "quantize": quantize,
    "aware": aware,
    "distill": distill,
    "embeddings": embeddings,
    "classifier": classifier,
    "files": files,
    "train": training,
    "operator": jobs,
}


def wanted(name, only):
    """Whether a comparison or a line was asked for, or is part of what was."""
    return not only or any(name == one or name.startswith(one + ".") or one.startswith(name + ".") for one in only)


def heading(facts):
    print(
        f"Lathe beside its peers, on {facts['processor']}, {facts['cores']} cores, {' '.join(facts['features'])}, "
        f"{facts['memoryBytes'] / 2**30:.0f} GiB; load {facts['loadAtStart']:.1f} at the start"
    )
    print("ratio = ours / peer, measured in this run, taking turns; medians of 5 or more. A process is measured from its start,")
    print("with the JVM's or Python's: .time is wall time, .processor what it computed, .memory its peak resident size.\n")


def main(only):
    unknown = [name for name in only if name.split(".")[0] not in COMPARISONS]
    if unknown:
        sys.exit(f"bench.py: there is no {', '.join(unknown)}; there are: {', '.join(COMPARISONS)}")
    SCRATCH.mkdir(parents=True, exist_ok=True)
    facts = machine.described()
    heading(facts)
    lines = []
    for name, comparison in COMPARISONS.items():
        if not wanted(name, only):
            continue
        print(f"{comparison.__doc__.strip()}\n{HEADING}")
        for line in comparison.lines(lambda part: wanted(part, only)):
            if wanted(line.name, only):
                lines.append(line)
                print(line, flush=True)
        print(flush=True)
    RESULTS.write_text(json.dumps({"machine": facts, "lines": [line.to_json() for line in lines]}, indent=2) + "\n")
    short = [line.name for line in lines if line.verdict == "short"]
    held = sum(line.verdict == "holds" for line in lines)
    print(f"{held} hold, {len(short)} short{': ' + ', '.join(short) if short else ''}. All lines: {RESULTS}")


if __name__ == "__main__":
    main(sys.argv[1:])
