"""Runs classifiers side by side: judge_classifier.py SAMPLES MODEL...

SAMPLES is an .npz with arrays "x" and "y". Prints JSON: of each model the accuracy and the median time of a sample.
"""

import json
import sys
import time

import numpy as np
import onnxruntime

ROUNDS = 500


def session(model):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


samples = np.load(sys.argv[1])
x, y = samples["x"], samples["y"]
models = [session(path) for path in sys.argv[2:]]
name = models[0].get_inputs()[0].name

accuracy = []
for model in models:
    said = [model.run(None, {name: x[start : start + 50]})[0].argmax(axis=1) for start in range(0, len(x), 50)]
    accuracy.append(float((np.concatenate(said) == y).mean()))

taken = [[] for _ in models]
for round in range(-10, ROUNDS):
    for index in range(len(models)):
        turn = (index + round) % len(models)
        started = time.perf_counter()
        models[turn].run(None, {name: x[round % len(x)][np.newaxis]})
        if round >= 0:
            taken[turn].append(1e3 * (time.perf_counter() - started))
print(json.dumps({"accuracy": accuracy, "millis": [float(np.median(times)) for times in taken]}))
