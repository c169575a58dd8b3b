"""
files: `lathe convert` beside onnx.load + onnx.save: a model is read and written again
  inside: MiniLM, 90 MB in one file.  beside: 1 GB of weights in a file of their own.
  growth: our peak with 1 GB of weights beside the model, and in the peer's column ours with 256 MB.
"""

from line import Line, at_most, ratio_at_most, seconds, size
from measure import interleaved, run
from places import LATHE, MINILM, SCRATCH, peer

MEBI = 1 << 20


def lines(wanted):
    if wanted("files.inside"):
        model, result = MINILM / "model.onnx", SCRATCH / "copy.onnx"
        ours, theirs = interleaved([LATHE, "convert", model, result], peer("copy_model.py", model, result, "inside"))
        limit = 1.5 * model.stat().st_size
        yield Line("files.inside.time", seconds, ours.seconds, theirs.seconds, ratio_at_most(1))
        yield Line("files.inside.processor", seconds, ours.processor_seconds, theirs.processor_seconds)
        yield Line("files.inside.memory", size, ours.peak_bytes, theirs.peak_bytes, at_most(limit, size))
    if wanted("files.beside"):
        yield from beside()


def beside():
    folders = {mebibytes: SCRATCH / f"beside-{mebibytes}" for mebibytes in (256, 1024)}
    for mebibytes, folder in folders.items():
        run(peer("make_model.py", folder / "model.onnx", mebibytes))
    small, large = (folder / "model.onnx" for folder in folders.values())
    copy = SCRATCH / "copy/model.onnx"
    copy.parent.mkdir(exist_ok=True)
    try:
        ours, theirs = interleaved(
            [LATHE, "convert", "--external-data", large, copy], peer("copy_model.py", large, copy, "beside")
        )
        ours_small, ours_large = interleaved(
            *([LATHE, "convert", "--external-data", model, copy] for model in (small, large))
        )
    finally:
        for file in (*small.parent.iterdir(), *large.parent.iterdir(), *copy.parent.iterdir()):
            file.unlink()
    yield Line("files.beside.time", seconds, ours.seconds, theirs.seconds, ratio_at_most(1))
    yield Line("files.beside.processor", seconds, ours.processor_seconds, theirs.processor_seconds)
    yield Line("files.beside.memory", size, ours.peak_bytes, theirs.peak_bytes)
    yield Line("files.beside.growth", size, ours_large.peak_bytes, ours_small.peak_bytes, ratio_at_most(1.1))
