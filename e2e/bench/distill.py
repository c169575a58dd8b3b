"""
distill: students beside what they are without a teacher
  digits: a network of 12,456 parameters on MNIST, accuracy on 10,000 others. ours: taught by a ResNet-8 of 77,754 on 1,000 digits
  with their classes and 53,000 without; peer: the same network and number of steps on the 1,000 alone. 5 seeds, each with other
  weights to begin with and another 1,000. gain: points, mean and ends of the paired interval of 95 %.
  encoder: MiniLM with 3 of its 6 layers by training/distill-encoder.yaml, on e-mails without labels; cosine of the mean-pooled
  embedding to the source's on 200 others, before and after. latency: ONNX Runtime, 1 thread, batch 1, 128 tokens, taking turns.
"""

import json
import math
import re
import shutil
import subprocess
from statistics import mean, stdev

from line import Bar, Line, at_least, at_most, cosine, millis, seconds, share
from measure import run
from places import EXAMPLES, FIXTURES, JOBS, MINILM, SCRATCH, apply, peer

SEEDS = (1, 2, 3, 4, 5)
# Student's t for 95 % and 4 degrees of freedom.
QUANTILE = 2.776
ENCODER = EXAMPLES / "training/distill-encoder.yaml"


def lines(wanted):
    if wanted("distill.digits"):
        yield from digits()
    if wanted("distill.encoder"):
        yield from encoder()


def points(value):
    return f"{value:+.2f}"


def digits():
    teacher = taught_digits(fresh("teacher"))
    pairs = [of_seed(seed, teacher) for seed in SEEDS]
    students = [model for pair in pairs for model in pair]
    judged = judge("judge_digits.py", FIXTURES / "mnist", "evaluation", teacher, *students)
    of_teacher, taught, alone = judged[0], judged[1::2], judged[2::2]
    yield Line("distill.digits.teacher", share, of_teacher)
    for seed, ours, without in zip(SEEDS, taught, alone, strict=True):
        yield Line(f"distill.digits.seed{seed}", share, ours, without)
    gains = [100 * (ours - without) for ours, without in zip(taught, alone, strict=True)]
    beside = QUANTILE * stdev(gains) / math.sqrt(len(gains))
    yield Line("distill.digits.gain", points, mean(gains), bar=at_least(2, points))
    yield Line("distill.digits.gain.from", points, mean(gains) - beside)
    yield Line("distill.digits.gain.to", points, mean(gains) + beside)


def fresh(name):
    folder = SCRATCH / f"distill-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def taught_digits(folder):
    (folder / "mnist").symlink_to(FIXTURES / "mnist")
    (folder / "resnet8.onnx").symlink_to(FIXTURES / "untrained/resnet8.onnx")
    teacher = folder / "teacher.onnx"
    run(apply(JOBS / "digits-teacher.yaml", teacher, folder))
    return teacher


def of_seed(seed, teacher):
    """The student with its teacher, and without."""
    folder = fresh(f"digits-{seed}")
    run(peer("draw_student.py", FIXTURES / "mnist", FIXTURES / "untrained/resnet8-student.onnx", seed, folder))
    (folder / "teacher.onnx").symlink_to(teacher)
    models = []
    for name in ("digits-taught", "digits-alone"):
        job, model = folder / f"{name}.yaml", folder / f"{name}.onnx"
        job.write_text((JOBS / job.name).read_text().replace("SEED", str(seed)))
        run(apply(job, model, folder))
        models.append(model)
    for images in folder.glob("*-images"):
        images.unlink()
    return models


def encoder():
    original, student, untaught = MINILM / "model.onnx", SCRATCH / "distill-encoder.onnx", SCRATCH / "distill-untaught.onnx"
    job = SCRATCH / "distill-untaught.yaml"
    job.write_text(without_learning(ENCODER.read_text()))
    run(apply(job, untaught, MINILM))
    taken = run(apply(ENCODER, student, MINILM))
    found = judge("judge_embeddings.py", MINILM, original, student, untaught)
    times = found["millis"]["1"]
    yield Line("distill.encoder.untaught", cosine, found["cosineMean"][2])
    yield Line("distill.encoder.cosine", cosine, found["cosineMean"][1], bar=at_least(0.9, cosine))
    yield Line("distill.encoder.cosine.min", cosine, found["cosineMin"][1])
    yield Line("distill.encoder.time", seconds, taken.seconds, bar=at_most(900, seconds))
    yield Line("distill.encoder.latency", millis, times[1], times[0], Bar(True, True, 1 / 1.9, "1.9 × faster"))


def without_learning(job):
    """The job with a single step that moves nothing."""
    once = re.sub(r"\bsteps: \d+", "steps: 1", job)
    return re.sub(r'learningRate: "[^"]+"', 'learningRate: "1e-12"', once)


def judge(*command):
    return json.loads(subprocess.run([str(word) for word in peer(*command)], stdout=subprocess.PIPE, check=True).stdout)
