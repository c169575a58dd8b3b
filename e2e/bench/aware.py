"""
aware: training for quantization.
  step: a step with learned scales beside one of ours in floating point, batch normalizations folded in both, on one thread in one
    process, in turns; processor time.  resnet8: batches of 128 digits.  digits: the network below, of 64.  mlp: of 64.
    minilm: MiniLM with a head, 16 e-mails of 64 tokens.
  A network of depthwise and pointwise convolutions on MNIST, trained by PyTorch with batch normalizations and folded, then
    rounded to weights of 4 bits, one scale a tensor, and bytes between layers: points of accuracy lost on 10,000 others, mean of
    3 seeds.  rounded: after training.  trained: while trained for an epoch more, beside torch.ao.quantization from the same
    weights, on the same data.  exported: share of pictures where ONNX Runtime names the digit that the trained graph names, least
    of the seeds. Takes ten minutes.
"""

import json
import os
import shutil
import subprocess
import sys
from statistics import mean, median

from line import Bar, Line, at_least, millis, ratio_at_most, share
from places import FIXTURES, ROOT, SCRATCH, compiled, launched, peer

# Learning rates of ours and of PyTorch's, chosen by choose_aware.py with seeds that are not these.
RATES = {"ours": "4e-3", "peer": "4e-3"}
EPOCHS = 1
SEEDS = (31, 32, 33)
MNIST = FIXTURES / "mnist"
# Steps of a round.
STEPS = {"resnet8": 24, "digits": 80, "mlp": 80, "minilm": 10}
ROUNDS = 6


def lines(wanted):
    subprocess.run([sys.executable, ROOT / "e2e/cpu_torch.py"], check=True)
    classes = compiled()
    for name, steps in STEPS.items():
        if wanted(f"aware.step.{name}"):
            yield Line(f"aware.step.{name}", millis, *reversed(steps_of(name, steps, classes)), ratio_at_most(1.5))
    parts = ("rounded", "trained", "exported", "difference")
    if any(wanted(f"aware.{part}") for part in parts):
        yield from accuracy(classes)


def accuracy(classes):
    exact, rounded, ours, theirs, same = zip(*(of_seed(seed, classes) for seed in SEEDS), strict=True)
    lost = [100 * (mean(exact) - mean(found)) for found in (rounded, ours, theirs)]
    yield Line("aware.rounded", points, lost[0], bar=at_least(1, points))
    yield Line("aware.trained", points, lost[1], lost[2], Bar(False, True, 0.3, "ours ≤ 0.30"))
    yield Line("aware.difference", points, lost[1] - lost[2], bar=Bar(False, True, 0, "ours ≤ 0.00"))
    yield Line("aware.exported", share, min(same), bar=at_least(0.999, share))


def of_seed(seed, classes):
    """The shares of the evaluation's pictures that are right in float, rounded, trained by ours and by the peer; and that agree."""
    folder = floating(seed)
    agreement = trained(folder, seed, EPOCHS, RATES["ours"], "evaluation", classes)
    theirs = by_peer(folder, seed, RATES["peer"], "evaluation")
    exact, rounded, ours = judged(folder, "evaluation", "float", "rounded", "trained")
    return exact, rounded, ours, theirs, agreement["same"] / agreement["of"]


def floating(seed):
    """The folder of a seed, with float.onnx."""
    folder = SCRATCH / f"digits-{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    output(peer("aware_digits.py", "float", MNIST, seed, folder / "float.onnx"))
    return folder


def trained(folder, seed, epochs, rate, pictures, classes):
    """Writes rounded.onnx and trained.onnx, and tells how trained graph and exported model agree."""
    arguments = (folder / "float.onnx", FIXTURES, seed, epochs, rate, pictures, folder)
    return json.loads(output(*launched("AwareDigits", classes, *arguments)))


def by_peer(folder, seed, rate, pictures):
    """The share of pictures that are right after the peer's training."""
    return float(output(peer("aware_digits.py", "aware", MNIST, seed, folder / "float.onnx", rate, pictures)))


def judged(folder, pictures, *models):
    """The shares of pictures that models in ONNX Runtime get right."""
    return json.loads(output(peer("judge_digits.py", MNIST, pictures, *(folder / f"{model}.onnx" for model in models))))


def steps_of(name, steps, classes):
    """Milliseconds of a step in floating point and of one for quantization, as of the round of the median ratio."""
    task = name
    if name == "digits":
        task = SCRATCH / "digits.onnx"
        output(peer("aware_digits.py", "untrained", MNIST, 0, task))
    printed = output(*launched("AwareSteps", classes, task, FIXTURES, steps, ROUNDS, SCRATCH / "native"))
    rounds = [json.loads(line) for line in printed.splitlines()][1:]
    return min(rounds, key=lambda pair: abs(pair[1] / pair[0] - median(b / a for a, b in rounds)))


def points(value):
    return f"{value:.2f}"


def output(command, environment=None):
    words = [str(word) for word in command]
    return subprocess.run(words, stdout=subprocess.PIPE, check=True, text=True, env={**os.environ, **(environment or {})}).stdout
