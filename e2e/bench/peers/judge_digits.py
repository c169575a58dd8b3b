"""The share of digits that models in ONNX Runtime get right: judge_digits.py MNIST PICTURES MODEL... prints a JSON list."""

import json
import sys

import numpy as np
import onnxruntime

folder, pictures, *models = sys.argv[1:]
images = np.fromfile(f"{folder}/{pictures}-images", np.uint8, offset=16).reshape(-1, 1, 28, 28)
labels = np.fromfile(f"{folder}/{pictures}-labels", np.uint8, offset=8)
x = (images.astype(np.float32) / 255 - np.float32(0.1307)) / np.float32(0.3081)
found = []
for model in models:
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    said = [session.run(None, {name: x[start : start + 500]})[0].argmax(axis=1) for start in range(0, len(x), 500)]
    found.append(float(np.mean(np.concatenate(said) == labels)))
print(json.dumps(found))
