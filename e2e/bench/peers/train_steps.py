"""PyTorch's training on recorded batches: train_steps.py TASK FIXTURES STEPS THREADS RATE BATCHES RESULT."""

import json
import sys
import time
from pathlib import Path

import numpy
import torch
from networks import network
from torch.nn import functional

TYPES = {"x": numpy.float32}


def recorded(folder, step):
    """The tensors of one batch by name; files are named STEP.NAME.SHAPE."""
    tensors = {}
    for file in sorted(folder.glob(f"{step:04d}.*")):
        _, name, shape = file.name.split(".")
        array = numpy.fromfile(file, TYPES.get(name, numpy.int64))
        tensors[name] = torch.from_numpy(array.reshape([int(extent) for extent in shape.split("x")]))
    return tensors


def main(task, fixtures, steps, threads, rate, batches, result):
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    model = network(task, Path(fixtures)).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=float(rate), weight_decay=0.01)
    count = len({file.name.split(".")[0] for file in Path(batches).iterdir()})
    losses, finished = [], []
    for step in range(int(steps)):
        batch = recorded(Path(batches), step % count)
        labels = batch.pop("labels")
        started = time.perf_counter()
        optimizer.zero_grad()
        loss = functional.cross_entropy(model(**batch), labels)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        finished.append(time.perf_counter() - started)
    Path(result).write_text(json.dumps({"seconds": finished, "losses": losses}))


main(*sys.argv[1:])
