"""
train: steps of AdamW by Lathe's trainer beside PyTorch in Python, eager: the same weights, batches and thread, in turns
  resnet8: batches of 128 digits.  mlp: of 64 digits.  minilm: MiniLM with a head, 16 e-mails of 64 tokens.
  loss: the largest difference of losses over the first 50 steps, of the larger of both.
  flat, lengths: growth of resident memory from step 500 to 5,000 with 500 validations; the latter in batches of any length.
  finetune: MiniLM's head and weights on 2,000 e-mails, two epochs on all cores, beside the same in PyTorch; accuracy on 1,000
  others.  frozen: of a head fitted to the embedding as it is.  all: on 4,282 e-mails, three epochs; a goal.
"""

import json
import shutil
import subprocess
import sys
from statistics import median

import finetuning
import measure
from line import Line, at_most, millis, ratio_at_most, share, size
from places import FIXTURES, ROOT, SCRATCH, compiled, launched, peer

ROUNDS = 5
WARM_UP = 5
# Steps of a run; learning rate.
TASKS = {"resnet8": (40, "1e-4"), "mlp": (300, "1e-4"), "minilm": (15, "5e-5")}
RECORDED = 50
THREADS = 1


def lines(wanted):
    if any(wanted(f"train.{name}") for name in (*TASKS, "finetune")):
        subprocess.run([sys.executable, ROOT / "e2e/cpu_torch.py"], check=True)
    classes = compiled()
    for name, (steps, rate) in TASKS.items():
        if wanted(f"train.{name}"):
            yield from beside(name, steps, rate, classes)
    for name, task in (("flat", "mlp"), ("lengths", "lengths")):
        if wanted(f"train.{name}"):
            found = trained(classes, task, 5000, "1e-5", SCRATCH / f"{name}.json", validate_every=10)[1]
            grown = max(found["resident"][500:]) / found["resident"][499] - 1
            yield Line(f"train.{name}.growth", share, grown, bar=at_most(0.02, share))
    if wanted("train.finetune"):
        yield from finetuning.lines(wanted)


def beside(name, steps, rate, classes):
    batches, result = SCRATCH / f"batches-{name}", SCRATCH / f"{name}.json"
    shutil.rmtree(batches, ignore_errors=True)
    batches.mkdir(parents=True)
    ours = trained(classes, name, RECORDED, rate, result, record=batches)[1]["losses"]
    theirs = taught(name, RECORDED, rate, batches)[1]["losses"]
    apart = max(abs(a - b) / max(abs(a), abs(b)) for a, b in zip(ours, theirs, strict=True))
    yield Line(f"train.{name}.loss", relative, apart, bar=at_most(1e-3, relative))
    sides = [[], []]
    for _ in range(ROUNDS):
        sides[0].append(trained(classes, name, steps, rate, result))
        sides[1].append(taught(name, steps, rate, batches))
    times = [1000 * median(median(told["seconds"][WARM_UP:]) for _, told in side) for side in sides]
    peaks = [median(run.peak_bytes for run, _ in side) for side in sides]
    yield Line(f"train.{name}.step", millis, *times, ratio_at_most(1.05))
    yield Line(f"train.{name}.memory", size, *peaks, ratio_at_most(1.1))


def relative(value):
    return f"{value:.0e}"


def trained(classes, task, steps, rate, result, validate_every=0, record=None):
    """Trains by Lathe and returns the Run and what was written of it."""
    arguments = [task, FIXTURES, steps, THREADS, rate, validate_every, result, *([record] if record else [])]
    run = measure.run(*launched("TrainingSteps", classes, *arguments))
    return run, json.loads(result.read_text())


def taught(task, steps, rate, batches):
    result = SCRATCH / f"{task}-peer.json"
    run = measure.run(peer("train_steps.py", task, FIXTURES, steps, THREADS, rate, batches, result))
    return run, json.loads(result.read_text())
