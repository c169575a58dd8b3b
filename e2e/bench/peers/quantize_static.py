"""onnxruntime's static quantization as its guide has it: a newer operator set, preparation, calibration.

quantize_static.py MODEL RESULT full|reduced OPERATORS text TEXTS TOKENIZER    JSON lines with a field "text"
quantize_static.py MODEL RESULT full|reduced OPERATORS arrays SAMPLES          an .npz with an array "x"
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process


def texts(file, tokenizer):
    """Each text by itself: nothing is padded, which is the least work."""
    from tokenizers import Tokenizer

    cut = Tokenizer.from_file(tokenizer)
    cut.no_padding()
    cut.enable_truncation(128)
    for line in Path(file).read_text().splitlines():
        ids = np.array([cut.encode(json.loads(line)["text"]).ids], np.int64)
        yield {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}


def arrays(file):
    for sample in np.load(file)["x"]:
        yield {"x": sample[np.newaxis]}


class Reader(CalibrationDataReader):
    def __init__(self, feeds):
        self.feeds = iter(feeds)

    def get_next(self):
        return next(self.feeds, None)


source, result, weights, operators, kind, *data = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    newer, prepared = f"{folder}/newer.onnx", f"{folder}/prepared.onnx"
    # Scales by channel exist from operator set 13 on; below it they are lost without a word.
    model = onnx.version_converter.convert_version(onnx.load(source), 13)
    model.ir_version = max(model.ir_version, 7)
    onnx.save(model, newer)
    del model
    quant_pre_process(newer, prepared, skip_symbolic_shape=True)
    quantize_static(
        prepared,
        result,
        Reader({"text": texts, "arrays": arrays}[kind](*data)),
        per_channel=True,
        reduce_range=weights == "reduced",
        op_types_to_quantize=operators.split(","),
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
    )
