"""PyTorch's fine-tuning of MiniLM with a head: finetune_classifier.py MINILM LABELLED THREADS RESULT.

Writes JSON: accuracy on the e-mails of evaluation.jsonl with the embedding frozen and a head fitted to it, accuracy of the
weights that were best on tuning.jsonl after two epochs in all weights, and how long those took.
"""

import json
import random
import sys
import time
from pathlib import Path

import torch
from networks import network
from tokenizers import Tokenizer
from torch.nn import functional

TOKENS, BATCH, EPOCHS = 96, 16, 2
RATE, HEAD_RATE = 5e-5, 1e-3


def read(file, tokenizer):
    mails = [json.loads(line) for line in file.read_text().splitlines()]
    codes = tokenizer.encode_batch([mail["text"] for mail in mails])
    return [(code.ids, mail["label"]) for code, mail in zip(codes, mails, strict=True)]


def batches(mails):
    for first in range(0, len(mails), BATCH):
        rows, labels = zip(*mails[first : first + BATCH], strict=True)
        longest = max(map(len, rows))
        ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        yield ids, mask, torch.tensor(labels)


def outputs(model, mails):
    model.eval()
    with torch.no_grad():
        found = [(model(ids, mask, torch.zeros_like(ids)), labels) for ids, mask, labels in batches(mails)]
    return tuple(torch.cat(parts) for parts in zip(*found, strict=True))


def accuracy(model, mails):
    logits, labels = outputs(model, mails)
    return (logits.argmax(1) == labels).double().mean().item()


def frozen(model, labelled, judged):
    """The accuracy of a head that is fitted to the embeddings as they are."""
    head, model.logits = model.logits, torch.nn.Identity()
    (x, y), (x_judged, y_judged) = outputs(model, labelled), outputs(model, judged)
    model.logits = head
    fitted = torch.nn.Linear(x.shape[1], 2)
    optimizer = torch.optim.LBFGS(fitted.parameters(), max_iter=200, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = functional.cross_entropy(fitted(x), y) + 1e-3 * fitted.weight.square().sum() / 2
        loss.backward()
        return loss

    optimizer.step(closure)
    return (fitted(x_judged).argmax(1) == y_judged).double().mean().item()


def trained(model, labelled, tuning):
    """Trains all weights, leaves the best of them in the model, and returns the seconds that took."""
    head = list(model.logits.parameters())
    rest = [one for name, one in model.named_parameters() if not name.startswith("logits.")]
    groups = [{"params": rest, "lr": RATE}, {"params": head, "lr": HEAD_RATE}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = EPOCHS * -(-len(labelled) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, [RATE, HEAD_RATE], steps, cycle_momentum=False)
    best, state = -1, None
    started = time.perf_counter()
    for _ in range(EPOCHS):
        random.shuffle(labelled)
        model.train()
        for ids, mask, labels in batches(labelled):
            optimizer.zero_grad()
            functional.cross_entropy(model(ids, mask, torch.zeros_like(ids)), labels).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1)
            optimizer.step()
            schedule.step()
        found = accuracy(model, tuning)
        if found > best:
            best, state = found, {name: tensor.clone() for name, tensor in model.state_dict().items()}
    seconds = time.perf_counter() - started
    model.load_state_dict(state)
    return seconds


def main(minilm, labelled_name, threads, result):
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    random.seed(0)
    minilm = Path(minilm)
    tokenizer = Tokenizer.from_file(str(minilm / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(TOKENS)
    labelled, tuning, judged = (read(minilm / f"{name}.jsonl", tokenizer) for name in (labelled_name, "tuning", "evaluation"))
    model = network("minilm", minilm.parent)
    before = frozen(model, labelled, judged)
    seconds = trained(model, labelled, tuning)
    told = {"frozen": before, "accuracy": accuracy(model, judged), "seconds": seconds}
    Path(result).write_text(json.dumps(told))


main(*sys.argv[1:])
