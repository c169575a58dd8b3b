"""
embeddings: MiniLM's INT8 models on 200 e-mails that no step saw, each by itself; cosine of the mean-pooled embedding to FP32's
  ours: demo-minilm.yaml (dynamic, 64 other e-mails to scale and round by).  peer: quantize_dynamic, per channel.
  avx2: both for processors without VNNI, weights in 7 bits.  latency: ONNX Runtime, 1 thread, e-mails of 128 tokens.
"""

import json
import subprocess

from line import Line, at_least, at_most, cosine, millis, ratio_at_most, size
from machine import weights
from measure import run
from places import EXAMPLES, JOBS, MINILM, SCRATCH, apply, peer


def lines(wanted):
    original = MINILM / "model.onnx"
    ours, ours_avx2, theirs, theirs_avx2 = (
        SCRATCH / f"embeddings-{name}.onnx" for name in ("ours", "ours-avx2", "peer", "peer-avx2")
    )
    run(apply(EXAMPLES / "demo-minilm.yaml", ours, MINILM))
    run(apply(JOBS / "calibrated-avx2.yaml", ours_avx2, MINILM))
    run(peer("quantize_dynamic.py", original, theirs, weights()))
    run(peer("quantize_dynamic.py", original, theirs_avx2, "reduced"))
    models = [original, ours, theirs, ours_avx2, theirs_avx2]
    judged = subprocess.run(
        [str(word) for word in peer("judge_embeddings.py", MINILM, *models)], stdout=subprocess.PIPE, check=True
    )
    found = json.loads(judged.stdout)

    mean, least = found["cosineMean"], found["cosineMin"]
    yield Line("embeddings.cosine.mean", cosine, mean[1], mean[2], at_least(0.9957, cosine))
    yield Line("embeddings.cosine.min", cosine, least[1], least[2], at_least(0.990, cosine))
    yield Line("embeddings.avx2.mean", cosine, mean[3], mean[4], at_least(0.9957, cosine))
    yield Line("embeddings.avx2.min", cosine, least[3], least[4], at_least(0.990, cosine))
    yield Line("embeddings.size", size, ours.stat().st_size, theirs.stat().st_size, at_most(23_200_000, size))
    for batch, times in found["millis"].items():
        yield Line(f"embeddings.latency.b{batch}", millis, times[1], times[2], ratio_at_most(1.03))
    for batch, times in found["millis"].items():
        yield Line(f"embeddings.speedup.b{batch}", millis, times[1], times[0])
