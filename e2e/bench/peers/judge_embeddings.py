"""Runs models of sentence embeddings side by side: judge_embeddings.py FOLDER ORIGINAL MODEL...

Prints JSON: for each model, the original first, the mean and least cosine of its embeddings to the original's on 200
e-mails, and its median run time for batches of 1 and 32 e-mails of 128 tokens. Only the first three are timed, each in
several sessions, made in turn: where one's memory happens to lie is worth some percent.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

E_MAILS = 200
SESSIONS = 12
ROUNDS = {1: 40, 32: 4}


def session(model):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def feed(rows):
    ids = np.array(rows, np.int64)
    return {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}


def embedding(model, ids):
    mean = model.run(None, feed([ids]))[0][0].mean(axis=0, dtype=np.float64)
    return mean / np.linalg.norm(mean)


def median_millis(paths, inputs, rounds):
    taken = [[] for _ in paths]
    for first in range(SESSIONS):
        models = {}
        for index in range(len(paths)):
            turn = (index + first) % len(paths)
            models[turn] = session(paths[turn])
        for round in range(-2, rounds):
            for index in range(len(paths)):
                turn = (index + round) % len(paths)
                started = time.perf_counter()
                models[turn].run(None, inputs)
                if round >= 0:
                    taken[turn].append(1e3 * (time.perf_counter() - started))
    return [float(np.median(times)) for times in taken]


folder, *paths = sys.argv[1:]
cut = Tokenizer.from_file(f"{folder}/tokenizer.json")
cut.no_padding()
cut.enable_truncation(128)
lines = Path(folder, "evaluation.jsonl").read_text().splitlines()
rows = [cut.encode(json.loads(line)["text"]).ids for line in lines]

models = [session(path) for path in paths]
embeddings = np.array([[embedding(model, ids) for ids in rows[:E_MAILS]] for model in models])
cosines = (embeddings * embeddings[0]).sum(axis=2)
long = [ids for ids in rows if len(ids) == 128]
print(
    json.dumps(
        {
            "cosineMean": cosines.mean(axis=1).tolist(),
            "cosineMin": cosines.min(axis=1).tolist(),
            "millis": {
                batch: median_millis(paths[:3], feed(long[:batch]), rounds) for batch, rounds in ROUNDS.items()
            },
        }
    )
)
