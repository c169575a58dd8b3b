"""
aware: a network of depthwise and pointwise convolutions on MNIST, trained by PyTorch with batch normalizations and folded, then
  rounded to weights of 4 bits, one scale a tensor, and bytes between layers; points of accuracy lost on 10,000 others, mean of
  3 seeds.  rounded: after training.  trained: while trained for 3 epochs more, beside torch.ao.quantization: the same
  network, epochs, data and optimizer. Takes half an hour.
"""

import json
import shutil
import subprocess
import sys

from line import Bar, Line
from measure import run
from places import JOBS, MINILM, ROOT, SCRATCH, apply, peer

SEEDS = (1, 2, 3)


def lines(wanted):
    subprocess.run([sys.executable, ROOT / "e2e/cpu_torch.py"], check=True)
    mnist = MINILM.parent / "mnist"
    losses = [of_seed(seed, mnist) for seed in SEEDS]
    rounded, ours, theirs = (100 * sum(loss) / len(SEEDS) for loss in zip(*losses, strict=True))
    yield Line("aware.rounded", points, rounded, bar=Bar(False, False, 1, f"ours ≥ {points(1)}"))
    yield Line("aware.trained", points, ours, theirs, Bar(False, True, 0.3, f"ours ≤ {points(0.3)}"))
    yield Line("aware.difference", points, ours - theirs, bar=Bar(False, True, 0, f"ours ≤ {points(0)}"))


def points(value):
    return f"{value:.2f}"


def of_seed(seed, mnist):
    """What is lost by rounding, by ours and by the peer's training, as shares of 1."""
    folder = SCRATCH / f"digits-{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "mnist").symlink_to(mnist)
    model = folder / "digits.onnx"
    told("float", mnist, seed, model)
    text = (JOBS / "digits.yaml").read_text().replace("SEED", str(seed))
    trained, rounded = folder / "aware.yaml", folder / "rounded.yaml"
    trained.write_text(text)
    rounded.write_text(without_training(text))
    results = [folder / "rounded.onnx", folder / "trained.onnx"]
    for job, result in zip((rounded, trained), results, strict=True):
        run(apply(job, result, folder))
    theirs = told("aware", mnist, seed, model)["accuracy"]
    exact, after, ours = json.loads(output(peer("judge_digits.py", mnist, model, *results)))
    return exact - after, exact - ours, exact - theirs


def without_training(job):
    """A job that rounds and does not train."""
    head, data = job.split("    training:\n", 1)
    return head + data[data.index("    calibration:") : data.index("      aware:")]


def told(what, mnist, seed, model):
    return json.loads(output(peer("aware_digits.py", what, mnist, seed, model)))


def output(command):
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, check=True, text=True).stdout
