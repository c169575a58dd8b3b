"""Writes a chain of products with random weights beside it: make_model.py MODEL MEBIBYTES"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

WIDTH = 4096
LAYER_MEBIBYTES = WIDTH * WIDTH * 4 >> 20

path, mebibytes = Path(sys.argv[1]), int(sys.argv[2])
path.parent.mkdir(parents=True, exist_ok=True)
random = np.random.default_rng(0)
weights, nodes = [], []
with open(path.with_suffix(".data"), "wb") as data:
    for layer in range(mebibytes // LAYER_MEBIBYTES):
        weight = TensorProto(name=f"w{layer}", data_type=TensorProto.FLOAT, dims=[WIDTH, WIDTH])
        weight.data_location = TensorProto.EXTERNAL
        place = {"location": path.with_suffix(".data").name, "offset": data.tell(), "length": WIDTH * WIDTH * 4}
        for key, value in place.items():
            weight.external_data.add(key=key, value=str(value))
        random.standard_normal((WIDTH, WIDTH), np.float32).tofile(data)
        weights.append(weight)
        nodes.append(helper.make_node("MatMul", [f"x{layer}", weight.name], [f"x{layer + 1}"]))
shape = ["n", WIDTH]
graph = helper.make_graph(
    nodes,
    "chain",
    [helper.make_tensor_value_info("x0", TensorProto.FLOAT, shape)],
    [helper.make_tensor_value_info(f"x{len(nodes)}", TensorProto.FLOAT, shape)],
    weights,
)
path.write_bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]).SerializeToString())
