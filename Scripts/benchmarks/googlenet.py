"""GoogLeNet (Szegedy et al., "Going deeper with convolutions", 2015) as BVLC's Caffe file has it, with seeded weights.

    python Scripts/benchmarks/googlenet.py googlenet.onnx

Its speed does not depend on what the weights are; these are He's (2015), of a fixed seed. It ends with inception_4c.
"""

import pathlib
import sys

import numpy
import onnx

sys.path.append(str(pathlib.Path(__file__).parents[1] / "networks"))
from onnx_graph import OnnxGraph  # noqa: E402

# 1×1; 3×3 reduce, 3×3; 5×5 reduce, 5×5; pool proj
INCEPTIONS = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
}


def googlenet():
    """The model, layers named as in bvlc_googlenet's prototxt."""
    graph, dice = OnnxGraph("googlenet"), numpy.random.default_rng(0)
    channels = {"input": 3}

    def conv(name, source, outputs, side, **attributes):
        inputs = channels[source]
        kernel = dice.standard_normal((outputs, inputs, side, side)) * numpy.sqrt(2 / (inputs * side * side))
        pads = {"pads": [side // 2] * 4} if side > 1 else {}
        graph.conv(name, source, kernel, dice.standard_normal(outputs) * 0.05, **pads, **attributes)
        head, _, tail = name.rpartition("/")
        relu = graph.add("Relu", f"{head}/relu_{tail}", [name])
        channels[relu] = outputs
        return relu

    def same(operator, name, source, **attributes):
        channels[name] = channels[source]
        return graph.add(operator, name, [source], **attributes)

    def pool(name, source):
        return same("MaxPool", name, source, kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)

    def norm(name, source):
        return same("LRN", name, source, size=5, alpha=1e-4, beta=0.75, bias=1.0)

    def inception(name, source):
        ones, reduce3, threes, reduce5, fives, projected = INCEPTIONS[name]
        name = f"inception_{name}"
        parts = [
            conv(f"{name}/1x1", source, ones, 1),
            conv(f"{name}/3x3", conv(f"{name}/3x3_reduce", source, reduce3, 1), threes, 3),
            conv(f"{name}/5x5", conv(f"{name}/5x5_reduce", source, reduce5, 1), fives, 5),
        ]
        near = {"kernel_shape": [3, 3], "strides": [1, 1], "pads": [1, 1, 1, 1]}
        parts.append(conv(f"{name}/pool_proj", same("MaxPool", f"{name}/pool", source, **near), projected, 1))
        channels[f"{name}/output"] = sum(channels[part] for part in parts)
        return graph.add("Concat", f"{name}/output", parts, axis=1)

    x = conv("conv1/7x7_s2", "input", 64, 7, strides=[2, 2])
    x = norm("pool1/norm1", pool("pool1/3x3_s2", x))
    x = conv("conv2/3x3", conv("conv2/3x3_reduce", x, 64, 1), 192, 3)
    x = pool("pool2/3x3_s2", norm("conv2/norm2", x))
    x = pool("pool3/3x3_s2", inception("3b", inception("3a", x)))
    x = inception("4c", inception("4b", inception("4a", x)))
    return graph.finish(x, channels[x])


if __name__ == "__main__":
    onnx.save(googlenet(), sys.argv[1])
