"""Prints a model's accuracy on an .npz of arrays x and y, by ONNX Runtime's Python package."""
import sys

import numpy
import onnxruntime

model, data = sys.argv[1:]
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
arrays = numpy.load(data)
name = session.get_inputs()[0].name
right = 0
for start in range(0, len(arrays["y"]), 50):
    (scores,) = session.run(None, {name: arrays["x"][start : start + 50]})
    right += int((scores.argmax(1) == arrays["y"][start : start + 50]).sum())
print(right / len(arrays["y"]))
