"""PyTorch's side of quantization-aware training: a network of depthwise and pointwise convolutions on MNIST.

aware_digits.py float MNIST SEED MODEL                trains it in floating point, with batch normalizations, which it folds
aware_digits.py untrained MNIST SEED MODEL            writes it as it is before
aware_digits.py aware MNIST SEED MODEL RATE JUDGED    trains that model for weights of 4 bits, one scale a tensor, and bytes between
                                                      layers, by torch.ao.quantization with its own observers; prints the share of
                                                      the pictures called JUDGED that it gets right
"""

import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.ao.quantization import FakeQuantize, MovingAverageMinMaxObserver, QConfig, QConfigMapping
from torch.ao.quantization.quantize_fx import prepare_qat_fx

BATCH = 64
EPOCHS = {"float": 2, "aware": 1}
FLOAT_RATE = 4e-3
WARMUP = 0.05
LAYERS = [(1, 16, 3, 1, 1)]
for inputs, outputs in ((16, 32), (32, 64), (64, 64)):
    LAYERS += [(inputs, inputs, 3, inputs, 2 if outputs > inputs else 1), (inputs, outputs, 1, 1, 1)]


def digits(folder, part):
    images = np.fromfile(f"{folder}/{part}-images", np.uint8, offset=16).reshape(-1, 1, 28, 28)
    labels = np.fromfile(f"{folder}/{part}-labels", np.uint8, offset=8)
    x = (images.astype(np.float32) / 255 - 0.1307) / 0.3081
    return torch.from_numpy(x), torch.from_numpy(labels.astype(np.int64))


def network(normalized):
    blocks = []
    for inputs, outputs, kernel, group, stride in LAYERS:
        convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=group, bias=not normalized)
        nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")
        blocks += [convolution, nn.BatchNorm2d(outputs), nn.ReLU()] if normalized else [convolution, nn.ReLU()]
    return nn.Sequential(*blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def share(step, steps):
    """Of the learning rate: up in a straight line, then down along a cosine."""
    rise = WARMUP * steps
    return (step + 1) / rise if step < rise else 0.5 * (1 + np.cos(np.pi * (step - rise) / (steps - rise)))


def train(model, data, epochs, rate, when_settled=lambda: None):
    x, y = data
    weights = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    optimizer = torch.optim.AdamW([{"params": weights, "weight_decay": 0.01}, {"params": others, "weight_decay": 0}], lr=rate)
    batches = len(x) // BATCH
    steps = epochs * batches
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: share(step, steps))
    for step in range(steps):
        if step % batches == 0:
            order = torch.randperm(len(x))
        rows = order[step % batches * BATCH :][:BATCH]
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[rows]), y[rows]).backward()
        optimizer.step()
        schedule.step()
        if step == 0.75 * steps // 1:
            when_settled()


def accuracy(model, data):
    x, y = data
    model.eval()
    with torch.no_grad():
        return float(np.mean([(model(x[i : i + 500]).argmax(1) == y[i : i + 500]).float().mean() for i in range(0, len(x), 500)]))


def folded(model):
    """The weights and biases of the convolutions with what follows folded into them, and those of the last layer."""
    pairs = []
    for layer, normalization in zip(model[0:-3:3], model[1:-3:3]):
        by = normalization.weight / torch.sqrt(normalization.running_var + normalization.eps)
        pairs.append((layer.weight * by[:, None, None, None], normalization.bias - normalization.running_mean * by))
    return [(w.detach().numpy(), b.detach().numpy()) for w, b in [*pairs, (model[-1].weight, model[-1].bias)]]


def write(pairs, path):
    nodes, initializers, value = [], [], "x"
    for i, ((weight, bias), (_, _, kernel, group, stride)) in enumerate(zip(pairs, LAYERS)):
        nodes.append(
            helper.make_node(
                "Conv", [value, f"conv{i}.weight", f"conv{i}.bias"], [f"c{i}"], f"conv{i}",
                group=group, strides=[stride] * 2, pads=[kernel // 2] * 4, kernel_shape=[kernel] * 2,
            )
        )  # fmt: skip
        nodes.append(helper.make_node("Relu", [f"c{i}"], [f"r{i}"], f"relu{i}"))
        initializers += [numpy_helper.from_array(weight, f"conv{i}.weight"), numpy_helper.from_array(bias, f"conv{i}.bias")]
        value = f"r{i}"
    nodes += [
        helper.make_node("GlobalAveragePool", [value], ["pooled"], "pool"),
        helper.make_node("Flatten", ["pooled"], ["flat"], "flatten"),
        helper.make_node("Gemm", ["flat", "head.weight", "head.bias"], ["logits"], "head", transB=1),
    ]
    initializers += [numpy_helper.from_array(pairs[-1][0], "head.weight"), numpy_helper.from_array(pairs[-1][1], "head.bias")]
    graph = helper.make_graph(
        nodes,
        "digits",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 1, 28, 28])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 10])],
        initializers,
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)


def read(path):
    model = network(False)
    found = {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in onnx.load(path).graph.initializer}
    with torch.no_grad():
        for i, layer in enumerate(model[0:-3:2]):
            layer.weight.copy_(found[f"conv{i}.weight"])
            layer.bias.copy_(found[f"conv{i}.bias"])
        model[-1].weight.copy_(found["head.weight"])
        model[-1].bias.copy_(found["head.bias"])
    return model


def prepared(model, sample):
    bytes_between = FakeQuantize.with_args(
        observer=MovingAverageMinMaxObserver, quant_min=0, quant_max=255, dtype=torch.quint8, qscheme=torch.per_tensor_affine
    )
    four_bits = FakeQuantize.with_args(
        observer=MovingAverageMinMaxObserver, quant_min=-7, quant_max=7, dtype=torch.qint8, qscheme=torch.per_tensor_symmetric
    )
    mapping = QConfigMapping().set_global(QConfig(activation=bytes_between, weight=four_bits))
    return prepare_qat_fx(model.train(), mapping, (sample,))


what, folder, seed, path, *more = sys.argv[1:]
torch.set_num_threads(1)
torch.manual_seed(int(seed))
training = digits(folder, "training")
if what in ("float", "untrained"):
    model = network(True).train()
    if what == "float":
        train(model, training, EPOCHS[what], FLOAT_RATE)
    write(folded(model.eval()), path)
else:
    model = prepared(read(path), training[0][:BATCH])
    train(model, training, EPOCHS[what], float(more[0]), lambda: model.apply(torch.ao.quantization.disable_observer))
    print(accuracy(model, digits(folder, more[1])))
