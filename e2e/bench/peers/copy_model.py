"""Reads a model and writes it again: copy_model.py MODEL RESULT inside|beside, which says where weights go."""

import sys
from pathlib import Path

import onnx

source, result, weights = sys.argv[1:]
Path(result).parent.mkdir(parents=True, exist_ok=True)
if weights == "beside":
    onnx.save(onnx.load(source), result, save_as_external_data=True, location=Path(result).name + ".data")
else:
    onnx.save(onnx.load(source), result)
