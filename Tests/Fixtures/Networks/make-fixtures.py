"""Makes the fixtures beside it: a photo of a cat, gradients by PyTorch in float64 for the shipped networks, a small network
that reads five channels, and a small detector whose end cannot be computed.

    python3 -m venv venv && venv/bin/pip install torch onnx numpy scikit-image
    venv/bin/python Tests/Fixtures/Networks/make-fixtures.py ~/.local/share/reverie/networks
"""

import pathlib
import sys

import numpy
import torch

here = pathlib.Path(__file__).parent
sys.path.append(str(here.parents[2] / "Scripts" / "benchmarks"))
from torch_network import TorchNetwork  # noqa: E402

# An odd size, so that ceil-mode pools and SAME margins meet every border.
SHAPE = (1, 3, 61, 67)
LAYERS = {
    "squeezenet": "fire9/concat",
    "efficientnet-lite0": "block11/project_bn",
    "vgg16": "relu4_2",
}


def cat():
    """Chelsea, by Stefan van der Walt, CC0: scikit-image's own picture of a cat."""
    from skimage import data, io, transform

    photo = data.chelsea()
    side = min(photo.shape[:2])
    left = (photo.shape[1] - side) // 2
    small = transform.resize(photo[:, left : left + side], (224, 224), anti_aliasing=True)
    io.imsave(here / "cat-224.png", (small * 255).round().astype("uint8"))


def gradients(library):
    x = (numpy.random.default_rng(7).standard_normal(SHAPE) * 60).astype("float32")
    numpy.save(here / "input.npy", x)
    for name, layer in LAYERS.items():
        network = TorchNetwork(library / f"{name}.onnx", layer, torch.float64)
        scale = 1 / 60 if name == "efficientnet-lite0" else 1
        picture = torch.tensor(x.astype("float64") * scale, requires_grad=True)
        (network(picture) ** 2).mean().backward()
        numpy.save(here / f"{name}-gradient.npy", picture.grad.numpy().astype("float32"))


def five_channels():
    from onnx import TensorProto, checker, helper, numpy_helper, save

    weights = numpy.array([[1, 2, 3, 4, 5], [5, -4, 3, -2, 1]], "float32").reshape(2, 5, 1, 1)
    shape = ["height", "width"]
    graph = helper.make_graph(
        [helper.make_node("Conv", ["input", "w"], ["sums"], name="sums")],
        "five",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 5, *shape])],
        [helper.make_tensor_value_info("sums", TensorProto.FLOAT, [1, 2, *shape])],
        [numpy_helper.from_array(weights, "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    checker.check_model(model)
    save(model, here / "five-channels.onnx")


def detector():
    """A trunk of two layers, an operator that is unheard of, and a threshold that the picture is no part of."""
    from onnx import TensorProto, helper, numpy_helper, save

    weights = [(numpy.arange(numpy.prod(shape)) % 7 / 7 - 0.4).reshape(shape).astype("float32") for shape in [(8, 3, 3, 3), (4, 8, 1, 1)]]
    shape = ["height", "width"]
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["image", "w1"], ["trunk"], name="trunk", pads=[1, 1, 1, 1]),
            helper.make_node("Relu", ["trunk"], ["features"], name="features"),
            helper.make_node("Conv", ["features", "w2"], ["boxes"], name="boxes"),
            helper.make_node("Decode", ["boxes"], ["decoded"], name="decode", domain="com.example"),
            helper.make_node("Greater", ["decoded", "threshold"], ["kept"], name="keep"),
        ],
        "detector",
        [
            helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, *shape]),
            helper.make_tensor_value_info("threshold", TensorProto.FLOAT, [1]),
        ],
        [helper.make_tensor_value_info("kept", TensorProto.BOOL, None)],
        [numpy_helper.from_array(tensor, f"w{index + 1}") for index, tensor in enumerate(weights)],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.example", 1)]
    save(helper.make_model(graph, opset_imports=opsets, ir_version=8), here / "detector.onnx")


if __name__ == "__main__":
    cat()
    five_channels()
    detector()
    gradients(pathlib.Path(sys.argv[1]))
