"""
quantize: MiniLM (90 MB) to INT8; `lathe apply` beside onnxruntime.quantization, each reading, quantizing and writing
  dynamic: quantize_dynamic, per channel.  static: quantize_static of MatMul and Gather on the same 64 e-mails.
  calibrated: dynamic with 64 e-mails to scale and round by, which onnxruntime cannot; beside its quantize_dynamic.
"""

from line import Line, ratio_at_most, seconds, size
from machine import weights
from measure import interleaved
from places import EXAMPLES, JOBS, MINILM, SCRATCH, apply, peer


def lines(wanted):
    model, result = MINILM / "model.onnx", SCRATCH / "quantized.onnx"
    dynamic = peer("quantize_dynamic.py", model, result, weights())
    static = peer(
        "quantize_static.py", model, result, weights(), "MatMul,Gather",
        "text", MINILM / "calibration.jsonl", MINILM / "tokenizer.json",
    )  # fmt: skip
    for name, job, other, bar in (
        ("dynamic", JOBS / "dynamic.yaml", dynamic, ratio_at_most(0.7)),
        ("static", JOBS / "static.yaml", static, ratio_at_most(0.7)),
        ("calibrated", EXAMPLES / "demo-minilm.yaml", dynamic, None),
    ):
        if not wanted(f"quantize.{name}"):
            continue
        ours, theirs = interleaved(apply(job, SCRATCH / f"{name}.onnx", MINILM), other)
        yield Line(f"quantize.{name}.time", seconds, ours.seconds, theirs.seconds, bar)
        yield Line(f"quantize.{name}.processor", seconds, ours.processor_seconds, theirs.processor_seconds)
        yield Line(f"quantize.{name}.memory", size, ours.peak_bytes, theirs.peak_bytes, bar)
