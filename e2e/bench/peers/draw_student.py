"""Makes what a student of one seed learns from: draw_student.py MNIST STUDENT SEED FOLDER, of MNIST's 54,000 training pictures.

student.onnx     the network with other random weights
labelled-*       1,000 pictures, drawn by the seed, and their classes
all-*            those, over and over, and each of the others once without its class, which is told by -1: half and half
"""

import struct
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

LABELLED = 1000


def read(path, axes):
    content = path.read_bytes()
    extents = struct.unpack(f">{axes}i", content[4 : 4 + 4 * axes])
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(extents)


def write(path, array, code):
    path.write_bytes(bytes([0, 0, code, array.ndim]) + struct.pack(f">{array.ndim}i", *array.shape) + array.tobytes())


def redrawn(model, random):
    for tensor in model.graph.initializer:
        array = numpy_helper.to_array(tensor)
        if array.ndim > 1:
            drawn = (random.standard_normal(array.shape) * array.std()).astype(array.dtype)
            tensor.CopyFrom(numpy_helper.from_array(drawn, tensor.name))
    return model


mnist, student, seed, folder = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
random = np.random.default_rng(seed)
images, classes = read(mnist / "training-images", 3), read(mnist / "training-labels", 1).astype(np.int8)
order = random.permutation(len(images))
known, others = order[:LABELLED], order[LABELLED:]
mixed = np.concatenate([np.resize(known, len(others)), others])
labels = np.concatenate([np.resize(classes[known], len(others)), np.full(len(others), -1, np.int8)])
write(folder / "labelled-images", images[known], 8)
write(folder / "labelled-labels", classes[known], 9)
write(folder / "all-images", images[mixed], 8)
write(folder / "all-labels", labels, 9)
onnx.save(redrawn(onnx.load(student), random), folder / "student.onnx")
