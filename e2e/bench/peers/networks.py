"""The fixtures as PyTorch modules, with the weights of their ONNX files."""

import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional


def weights(file):
    """The FLOAT initializers by name, and the second input of each MatMul by the node's name."""
    graph = onnx.load(file).graph
    found = {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in graph.initializer}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in found:
            found[node.name] = found[node.input[1]]
    return found


def linear(weight, bias):
    layer = nn.Linear(weight.shape[1], weight.shape[0])
    layer.weight = nn.Parameter(weight.contiguous())
    layer.bias = nn.Parameter(bias)
    return layer


class ConvBatchNorm(nn.Module):
    def __init__(self, of, name, stride):
        super().__init__()
        weight = of[name + ".weight"]
        outputs, inputs, kernel, _ = weight.shape
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.conv.weight = nn.Parameter(weight)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return self.norm(self.conv(x))


class Block(nn.Module):
    def __init__(self, of, name):
        super().__init__()
        changes = name + ".shortcut.weight" in of
        self.first = ConvBatchNorm(of, name + ".first", 2 if changes else 1)
        self.second = ConvBatchNorm(of, name + ".second", 1)
        self.shortcut = ConvBatchNorm(of, name + ".shortcut", 2) if changes else nn.Identity()

    def forward(self, x):
        return torch.relu(self.second(torch.relu(self.first(x))) + self.shortcut(x))


class ResNet8(nn.Module):
    def __init__(self, of):
        super().__init__()
        self.stem = ConvBatchNorm(of, "stem", 1)
        self.blocks = nn.Sequential(*(Block(of, f"block{i}") for i in (1, 2, 3)))
        self.logits = linear(of["logits.weight"], of["logits.bias"])

    def forward(self, x):
        return self.logits(self.blocks(torch.relu(self.stem(x))).mean((2, 3)))


class Mlp(nn.Module):
    def __init__(self, of):
        super().__init__()
        self.layers = nn.ModuleList(linear(of[name + ".weight"], of[name + ".bias"]) for name in ("fc1", "fc2", "logits"))

    def forward(self, x):
        x = x.flatten(1)
        for layer in self.layers[:-1]:
            x = torch.relu(layer(x))
        return self.layers[-1](x)


class Layer(nn.Module):
    """A layer of BERT, 12 heads."""

    def __init__(self, of, index):
        super().__init__()
        prefix = f"encoder.layer.{index}."

        def dense(name):
            matrix = of[f"/encoder/layer.{index}/{name.replace('.', '/')}/MatMul"]
            return linear(matrix.T, of[prefix + name + ".bias"])

        def norm(name):
            layer = nn.LayerNorm(384, eps=1e-12)
            layer.weight = nn.Parameter(of[prefix + name + ".LayerNorm.weight"])
            layer.bias = nn.Parameter(of[prefix + name + ".LayerNorm.bias"])
            return layer

        self.query, self.key, self.value = (dense("attention.self." + name) for name in ("query", "key", "value"))
        self.mixed, self.attended = dense("attention.output.dense"), norm("attention.output")
        self.wide, self.narrow, self.put = dense("intermediate.dense"), dense("output.dense"), norm("output")

    def forward(self, x, mask):
        samples, length, width = x.shape
        heads = [one(x).view(samples, length, 12, 32).transpose(1, 2) for one in (self.query, self.key, self.value)]
        seen = functional.scaled_dot_product_attention(*heads, attn_mask=mask)
        x = self.attended(x + self.mixed(seen.transpose(1, 2).reshape(samples, length, width)))
        return self.put(x + self.narrow(functional.gelu(self.wide(x))))


class Classifier(nn.Module):
    """MiniLM, the mean of its tokens, and a linear layer."""

    def __init__(self, of):
        super().__init__()
        self.words, self.positions, self.types = (
            nn.Parameter(of[f"embeddings.{name}_embeddings.weight"]) for name in ("word", "position", "token_type")
        )
        self.norm = nn.LayerNorm(384, eps=1e-12)
        self.norm.weight = nn.Parameter(of["embeddings.LayerNorm.weight"])
        self.norm.bias = nn.Parameter(of["embeddings.LayerNorm.bias"])
        self.layers = nn.ModuleList(Layer(of, index) for index in range(6))
        self.logits = linear(of["logits.weight"], of["logits.bias"])

    def forward(self, input_ids, attention_mask, token_type_ids):
        at = torch.arange(input_ids.shape[1])
        embedded = functional.embedding(input_ids, self.words) + functional.embedding(token_type_ids, self.types)
        x = self.norm(embedded + functional.embedding(at, self.positions))
        mask = attention_mask[:, None, None, :].bool()
        for layer in self.layers:
            x = layer(x, mask)
        kept = attention_mask[..., None].float()
        mean = (x * kept).sum(1) / kept.sum(1)
        return self.logits(mean / mean.norm(dim=1, keepdim=True) * 10)


def network(name, fixtures):
    if name == "minilm":
        return Classifier(weights(fixtures / "minilm/classifier.onnx"))
    return {"resnet8": ResNet8, "mlp": Mlp}[name](weights(fixtures / f"untrained/{name}.onnx"))
