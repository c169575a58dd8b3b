"""
classifier: the text-direction classifier (586 kB) to INT8 by demo-classifier.yaml, beside quantize_static of Conv, MatMul, Gemm
  on the same 64 samples; accuracy on 1,000 others, of 586 kB in FP32.  latency: ONNX Runtime, 1 thread, batch 1.
  told: whether FP32 or INT8 is faster by the timings here, and what `lathe run` says of its model: SpeedUp or not.
"""

import json
import subprocess

from line import Line, at_least, at_most, millis, ratio_at_most, share, size
from machine import weights
from measure import run
from places import DIRECTION, EXAMPLES, LATHE, SCRATCH, apply, peer

JOB = EXAMPLES / "demo-classifier.yaml"


def lines(wanted):
    original, ours, theirs = DIRECTION / "model.onnx", SCRATCH / "classifier-ours.onnx", SCRATCH / "classifier-peer.onnx"
    run(apply(JOB, ours, DIRECTION))
    samples = DIRECTION / "calibration.npz"
    run(peer("quantize_static.py", original, theirs, weights(), "Conv,MatMul,Gemm", "arrays", samples))
    judged = subprocess.run(
        [str(word) for word in peer("judge_classifier.py", DIRECTION / "evaluation.npz", original, ours, theirs)],
        stdout=subprocess.PIPE,
        check=True,
    )
    found = json.loads(judged.stdout)
    accuracy, times = found["accuracy"], found["millis"]
    whole = original.stat().st_size

    yield Line("classifier.accuracy", share, accuracy[1], accuracy[2], at_least(accuracy[0] - 0.002, share))
    yield Line("classifier.size", size, ours.stat().st_size, theirs.stat().st_size, at_most(0.55 * whole, size))
    yield Line("classifier.latency", millis, times[1], times[2])
    yield Line("classifier.speedup", millis, times[1], times[0])
    yield told(times[1] / times[0])


def told(ratio):
    """Of ratios too near to 1 nothing is claimed, so that any verdict is right there."""
    out = SCRATCH / "classifier-out"
    run([LATHE, "run", JOB, "--base", DIRECTION, "--output", out])
    speed = json.loads((out / "report.json").read_text())["speed"]
    right = speed["verdict"] == "SpeedUp" if ratio < 0.95 else speed["verdict"] != "SpeedUp" if ratio > 1.05 else True
    return Line("classifier.told", lambda value: f"{value:.2f}×", speed["ratio"], ratio, _Told(right, speed["verdict"]))


class _Told:
    """Holds where the verdict says what the timings say."""

    of_ratio = False

    def __init__(self, right, verdict):
        self._right = right
        self.text = f"told: {verdict}"

    def holds(self, ours, ratio):
        return self._right
