"""An ONNX model as a PyTorch module: the peer of the benchmarks and the oracle of the test fixtures."""

import onnx
import torch
import torch.nn.functional as F
from local_response import LocalResponse
from onnx import numpy_helper


class TorchNetwork(torch.nn.Module):
    """Runs the graph up to one tensor. Weights are frozen; batch normalization is folded into its convolution."""

    def __init__(self, path, layer, dtype=torch.float32):
        super().__init__()
        graph = onnx.load(path).graph
        self.constants = {t.name: torch.tensor(numpy_helper.to_array(t)).to(dtype) for t in graph.initializer}
        self.input = graph.input[0].name
        self.layer = layer
        self.nodes = fold_batch_norms(self.needed(graph.node, layer), self.constants)

    @staticmethod
    def needed(nodes, layer):
        """The nodes that `layer` is computed from, in order."""
        wanted, kept = {layer}, []
        for node in reversed(nodes):
            if node.output[0] in wanted:
                wanted.update(node.input)
                kept.append(node)
        return kept[::-1]

    def forward(self, x):
        values = {self.input: x, **self.constants}
        for node in self.nodes:
            inputs = [values[name] for name in node.input if name]
            values[node.output[0]] = OPERATORS[node.op_type](attributes(node), *inputs)
        return values[self.layer]


def attributes(node):
    return {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}


def fold_batch_norms(nodes, constants):
    """The nodes, each Conv followed by a BatchNormalization made one Conv that computes both."""
    kept, producers = [], {}
    for node in nodes:
        if node.op_type != "BatchNormalization":
            kept.append(node)
            producers[node.output[0]] = node
            continue
        conv = producers[node.input[0]]
        gamma, beta, mean, variance = (constants[name] for name in node.input[1:])
        scale = gamma / torch.sqrt(variance + attributes(node).get("epsilon", 1e-5))
        weight = conv.output[0] + ".folded.weight"
        bias = conv.output[0] + ".folded.bias"
        constants[weight] = constants[conv.input[1]] * scale[:, None, None, None]
        old = constants[conv.input[2]] if len(conv.input) > 2 else 0
        constants[bias] = beta + (old - mean) * scale
        folded = onnx.helper.make_node("Conv", [conv.input[0], weight, bias], [node.output[0]], name=conv.name)
        folded.attribute.extend(conv.attribute)
        kept[kept.index(conv)] = folded
        producers[node.output[0]] = folded
    return kept


def conv(a, x, weight, bias=None):
    stride, groups = a.get("strides", [1, 1]), a.get("group", 1)
    if a.get("auto_pad", b"") == b"SAME_UPPER":
        sides = []
        for size, kernel, step in zip(reversed(x.shape[2:]), reversed(weight.shape[2:]), reversed(stride)):
            margin = max(0, (-(-size // step) - 1) * step + kernel - size)
            sides += [margin // 2, margin - margin // 2]
        symmetric = sides[0] == sides[1] and sides[2] == sides[3]
        if symmetric:
            return F.conv2d(x, weight, bias, stride, (sides[2], sides[0]), 1, groups)
        return F.conv2d(F.pad(x, sides), weight, bias, stride, 0, 1, groups)
    return F.conv2d(x, weight, bias, stride, a.get("pads", [0, 0, 0, 0])[:2], a.get("dilations", [1, 1]), groups)


OPERATORS = {
    "Conv": conv,
    "Relu": lambda a, x: F.relu(x),
    "Clip": lambda a, x, lower, upper: F.hardtanh(x, lower.item(), upper.item()),
    "MaxPool": lambda a, x: F.max_pool2d(
        x, a["kernel_shape"], a["strides"], a.get("pads", [0, 0])[:2], ceil_mode=bool(a.get("ceil_mode", 0))
    ),
    "LRN": lambda a, x: LocalResponse.apply(x, a["size"], a["alpha"], a["beta"], a["bias"]),
    "GlobalAveragePool": lambda a, x: x.mean((2, 3), keepdim=True),
    "Concat": lambda a, *parts: torch.cat(parts, 1),
    "Add": lambda a, x, y: x + y,
    "Flatten": lambda a, x: x.flatten(1),
    "Gemm": lambda a, x, weight, bias: F.linear(x, weight, bias),
}
