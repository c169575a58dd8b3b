"""Lines of the comparison train: the e-mail classifier fine-tuned by demo-finetune.yaml, judged on 1,000 others."""

import json
import os
import shutil

from line import Line, at_least, ratio_at_most, seconds, share
from measure import run
from places import EXAMPLES, LATHE, MINILM, SCRATCH, peer

JOB = EXAMPLES / "demo-finetune.yaml"
FEW, ALL = "labelled", "everything"


def lines(wanted):
    few = "train.finetune"
    if any(wanted(f"{few}.{part}") for part in ("frozen", "accuracy", "time")):
        result = SCRATCH / "finetune-peer.json"
        run(peer("finetune_classifier.py", MINILM, FEW, os.cpu_count(), result))
        theirs = json.loads(result.read_text())
        accuracy, taken = finetuned("finetune", JOB.read_text())
        yield Line(f"{few}.frozen", share, theirs["frozen"])
        yield Line(f"{few}.accuracy", share, accuracy, theirs["accuracy"], at_least(0.972, share))
        yield Line(f"{few}.time", seconds, taken, theirs["seconds"], ratio_at_most(1))
    if wanted(f"{few}.all.accuracy") or wanted(f"{few}.all.time"):
        accuracy, taken = finetuned("finetune-all", of_all(JOB.read_text()))
        yield Line(f"{few}.all.accuracy", share, accuracy, bar=at_least(0.98, share))
        yield Line(f"{few}.all.time", seconds, taken)


def of_all(job):
    """The job with all e-mails that are neither to tune nor to judge with, and one epoch more."""
    return job.replace(f"file:{FEW}.jsonl", f"file:{ALL}.jsonl").replace("epochs: 2", "epochs: 3")


def finetuned(name, text):
    """Runs a job and returns its accuracy and the seconds that its training took."""
    job, out = SCRATCH / f"{name}.yaml", SCRATCH / name
    shutil.rmtree(out, ignore_errors=True)
    job.write_text(text)
    run([LATHE, "run", job, "--base", MINILM, "--output", out])
    report = json.loads((out / "report.json").read_text())
    accuracy = next(one["compressed"] for one in report["metrics"] if one["metric"] == "Accuracy")
    return accuracy, report["training"][0]["seconds"]
