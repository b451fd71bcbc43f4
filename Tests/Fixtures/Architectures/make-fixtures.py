"""Makes the fixtures beside it: torchvision's architectures as ONNX without weights, and what PyTorch computes with them.

    python3 -m venv venv && venv/bin/pip install torch torchvision onnx onnxscript numpy
    venv/bin/python Tests/Fixtures/Architectures/make-fixtures.py [NAME...]

The weights are numbers of a counter-based generator, `numbers` below, which the test computes again bit by bit: a file
holds the graph only. Of a middle layer and of a late one it keeps, by PyTorch in float64, the activation a and the
gradient of mean(a²) with respect to the picture, and how far PyTorch's own float32 is from that.
"""

import json
import pathlib
import sys
import tempfile
import warnings

import numpy
import onnx
import torch
import torch.nn.functional as F
import torchvision
from onnx import numpy_helper
from torch.fx.experimental.optimization import fuse
from torch.overrides import TorchFunctionMode
from torchvision.models.feature_extraction import create_feature_extractor

here = pathlib.Path(__file__).parent
GOLDEN = numpy.uint64(0x9E3779B97F4A7C15)
# More numbers than this are thinned out: every second, every third …
KEPT = 4000

# name: (height, width), middle layer, late layer, dynamo exporter, opset, batch normalization folded before the export
# (the dynamo exporter would fold it itself, and change the weights)
ARCHITECTURES = {
    "alexnet": ((95, 79), "features.7", "features.12", False, 11, False),
    "vgg11_bn": ((35, 41), "features.13", "features.28", False, 13, True),
    "resnet18": ((37, 45), "layer2", "fc", False, 12, False),
    "resnet50": ((37, 45), "layer2", "fc", False, 17, True),
    "resnext50_32x4d": ((37, 45), "layer2", "fc", True, 18, True),
    "googlenet": ((37, 45), "inception4c", "fc", False, 9, False),
    "inception_v3": ((79, 83), "Mixed_6c", "fc", True, 20, True),
    "densenet121": ((37, 45), "features.denseblock2", "classifier", False, 14, False),
    "squeezenet1_1": ((37, 45), "features.7", "classifier", False, 10, False),
    "mobilenet_v2": ((37, 45), "features.8", "classifier", True, 18, True),
    "mobilenet_v3_small": ((37, 45), "features.6", "classifier", False, 14, False),
    "mobilenet_v3_large": ((37, 45), "features.9", "classifier", False, 11, True),
    "efficientnet_b0": ((37, 45), "features.4", "classifier", True, 18, True),
    "mnasnet0_5": ((37, 45), "layers.10", "classifier", False, 17, True),
    "shufflenet_v2_x1_0": ((37, 45), "stage3.7.branch2", "fc", False, 16, False),
    "regnet_y_400mf": ((37, 45), "trunk_output.block3", "fc", True, 19, True),
    "convnext_tiny": ((37, 45), "features.4", "classifier", False, 17, False),
}


def numbers(name, count):
    """`count` float32 numbers in −1 to 1: number n is a function of the name and of n (SplitMix64 of FNV-1a)."""
    key = 0xCBF29CE484222325
    for byte in name.encode():
        key = (key ^ byte) * 0x100000001B3 % 2**64
    with numpy.errstate(over="ignore"):
        z = numpy.uint64(key) + numpy.arange(1, count + 1, dtype=numpy.uint64) * GOLDEN
        z = (z ^ z >> numpy.uint64(30)) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ z >> numpy.uint64(27)) * numpy.uint64(0x94D049BB133111EB)
        z ^= z >> numpy.uint64(31)
    return (z >> numpy.uint64(40)).astype(numpy.float32) * numpy.float32(2**-23) - numpy.float32(1)


def tensor(name, shape):
    """A weight: scaled so that activations neither vanish nor explode; of rank 1, what its name says it is."""
    u = numbers(name, int(numpy.prod(shape))).reshape(shape)
    if len(shape) > 1:
        return u * numpy.float32(numpy.sqrt(6 / numpy.prod(shape[1:])))
    if name.endswith(("running_var", "weight")):
        return numpy.float32(1) + u * numpy.float32(0.5)
    return u * numpy.float32(0.25)


class Layers(torch.nn.Module):
    """The late layer and the middle one of a network."""

    def __init__(self, name, middle, late, folded):
        super().__init__()
        heads = {"aux_logits": False, "init_weights": False} if name in ("googlenet", "inception_v3") else {}
        network = torchvision.models.get_model(name, weights=None, **heads).eval()
        self.network = create_feature_extractor(network, {late: "late", middle: "middle"}).eval()
        if folded:
            self.network = fuse(torch.fx.GraphModule(self.network, self.network.graph).eval())
        held = {key: value for key, value in self.state_dict().items() if value.is_floating_point()}
        modules = list(dict.fromkeys(key.rpartition(".")[0] for key in held))
        # By name in the module: a short one, the module's number and the last word.
        self.short = {key: f"{modules.index(key.rpartition('.')[0])}.{key.rpartition('.')[2]}" for key in held}
        with torch.no_grad():
            for key, value in held.items():
                value.copy_(torch.tensor(tensor(self.short[key], tuple(value.shape))))

    def forward(self, picture):
        layers = self.network(picture)
        return layers["late"], layers["middle"]


def export(layers, picture, dynamo, opset):
    """The model as PyTorch writes it, with weights that have a name and a shape, and no numbers."""
    # The older exporter folds batch normalization unless it is told that training goes on.
    options = {} if dynamo else {"training": torch.onnx.TrainingMode.PRESERVE}
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/model.onnx"
        torch.onnx.export(
            layers, (picture,), path, dynamo=dynamo, opset_version=opset, input_names=["picture"],
            output_names=["late", "middle"], **options,
        )  # fmt: skip
        model = onnx.load(path)
    graph = model.graph
    for thing in [model, graph, *graph.node, *graph.input, *graph.output, *graph.initializer]:
        thing.ClearField("doc_string")
        thing.ClearField("metadata_props")
    graph.ClearField("value_info")
    weights = {name: layers.state_dict()[name].numpy() for name in layers.short}
    # The older exporter turns the matrices of fully connected layers, and gives them names of its own.
    turned = {weight.tobytes(): name for name, weight in weights.items() if weight.ndim == 2}
    short = dict(layers.short)
    for held in graph.initializer:
        values = numpy_helper.to_array(held)
        name = turned.get(values.T.tobytes()) if values.ndim == 2 and held.name not in weights else held.name
        if name not in weights:
            continue
        assert numpy.array_equal(values if name == held.name else values.T, weights[name]), name
        short[held.name] = layers.short[name] + ("" if name == held.name else ".T")
        held.CopyFrom(onnx.TensorProto(name=held.name, dims=held.dims, data_type=held.data_type))
    shorten(graph, short)
    return model


def shorten(graph, short):
    """Gives weights their short names, and what lies between the layers a number."""
    kept = {"", *(value.name for value in [*graph.input, *graph.output])}
    names = {name: name for name in kept} | short
    for node in graph.node:
        node.ClearField("name")
        for tensors in [node.input, node.output]:
            for index, name in enumerate(tensors):
                tensors[index] = names.setdefault(name, f"t{len(names)}")
    for held in graph.initializer:
        held.name = names.get(held.name, held.name)


class Margins(TorchFunctionMode):
    """How near the nearest number is to the kink of a ReLU, or two to a tie in a max pool, in units of the layer's size.

    Nearer than rounding, and a gradient takes another way; that tells nothing of how exact a backend is.
    """

    nearest = float("inf")

    def __torch_function__(self, function, types, args=(), kwargs=None):
        name, x = getattr(function, "__name__", ""), args[0] if args else None
        if isinstance(x, torch.Tensor) and x.dim() == 4:
            with torch._C.DisableTorchFunction():
                if name in ("relu", "relu_"):
                    self.note(x.abs().min(), x)
                elif name in ("hardtanh", "hardtanh_"):
                    self.note(torch.minimum(x.abs(), (x - 6).abs()).min(), x)
                elif "max_pool2d" in name:
                    window = dict(zip(["kernel_size", "stride", "padding"], args[1:])) | (kwargs or {})
                    pad = [window.get("padding") or 0] * 4
                    padded = F.pad(x, pad, value=-1e9)
                    columns = F.unfold(padded, window["kernel_size"], stride=window["stride"])
                    taps = columns.reshape(x.shape[1], -1, columns.shape[-1])
                    first, second = taps.topk(2, dim=1).values.unbind(1)
                    gaps = (first - second)[first != second]
                    if gaps.numel():
                        self.note(gaps.min(), x)
        return function(*args, **(kwargs or {}))

    def note(self, distance, x):
        self.nearest = min(self.nearest, float(distance / x.pow(2).mean().sqrt()))


def choose(layers, shape):
    """Of sixteen pictures, the one that keeps farthest from kinks and ties."""
    best = -1, "", None
    for number in range(16):
        name = f"picture {number}"
        picture = torch.tensor(numbers(name, int(numpy.prod(shape))).reshape(shape) * numpy.float32(2))
        with Margins() as margins, torch.no_grad():
            layers(picture)
        best = max(best, (margins.nearest, name, picture), key=lambda choice: choice[0])
    return best


def compute(layers, picture, dtype):
    """By layer: its activation, and the gradient of the mean of its squares."""
    layers, results = layers.to(dtype), {}
    for index, which in enumerate(["late", "middle"]):
        x = picture.detach().clone().to(dtype).requires_grad_(True)
        activation = layers(x)[index]
        (activation**2).mean().backward()
        results[which] = activation.detach().double().numpy().ravel(), x.grad.double().numpy().ravel()
    return results


def distance(a, b):
    return float(numpy.linalg.norm(a - b) / numpy.linalg.norm(b))


def make(name):
    (height, width), middle, late, dynamo, opset, folded = ARCHITECTURES[name]
    layers = Layers(name, middle, late, folded)
    shape = (1, 3, height, width)
    margin, called, picture = choose(layers, shape)
    folder = here / name
    folder.mkdir(exist_ok=True)
    onnx.save(export(layers, picture, dynamo, opset), folder / "model.onnx")

    single, double = compute(layers, picture, torch.float32), compute(layers, picture, torch.float64)
    facts = {
        "picture": called,
        "height": height,
        "width": width,
        "exporter": "dynamo" if dynamo else "TorchScript",
        "opset": opset,
    }
    print(f"{name}: {called}, {margin:.1e} from a kink")
    for which, layer in {"middle": middle, "late": late}.items():
        fact = {"layer": layer}
        for what, ours, exact in zip(["activation", "gradient"], single[which], double[which]):
            step = -(-exact.size // KEPT)
            numpy.save(folder / f"{which}-{what}.npy", exact[::step].astype(numpy.float32))
            fact[what] = {"count": exact.size, "step": step, "float32": distance(ours, exact)}
        facts[which] = fact
        rms = [float(numpy.sqrt(numpy.mean(values**2))) for values in double[which]]
        print(f"{name} {layer}: rms {rms[0]:.2g}, gradient {rms[1]:.2g}, "
              f"float32 {fact['activation']['float32']:.1e} {fact['gradient']['float32']:.1e}")  # fmt: skip
    (folder / "facts.json").write_text(json.dumps(facts, indent=2) + "\n")
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"{name}: {size / 1024:.0f} KiB")
    assert size <= 100 * 1024, name


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    for chosen in sys.argv[1:] or ARCHITECTURES:
        make(chosen)
