#!/usr/bin/env python3
"""Makes the fixtures beside it: small models as exporters write them, and what PyTorch computes with them in float64.

    python3 make-fixtures.py [NAME…]        needs torch, onnx, onnxscript, numpy

Each folder holds model.onnx, a file for each size HxW: a-HxW.npy, the activation, and g-HxW.npy, the gradient of its mean square with
respect to the picture, whose numbers are those of SeededNumbers for 'picture', doubled.
"""
import os, sys, warnings
import numpy as np, torch, onnx
from torch import nn
import torch.nn.functional as F
warnings.filterwarnings("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))

def seeded(name, count):
    key = 0xCBF29CE484222325
    for byte in name.encode(): key = ((key ^ byte) * 0x100000001B3) & (2**64 - 1)
    n = np.arange(1, count + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        z = np.uint64(key) + n * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(40)).astype(np.float32) * np.float32(2**-23) - np.float32(1)

class Of(nn.Module):
    """A function of a convolution of the picture."""
    def __init__(self, f, channels=8, *parts):
        super().__init__()
        self.conv = nn.Conv2d(3, channels, 3, padding=1)
        self.parts = nn.ModuleList(parts)
        self.f = f
    def forward(self, x):
        return self.f(self.conv(x), *self.parts) if self.parts else self.f(self.conv(x))

class Picture(nn.Module):
    """A function of the picture itself, then a convolution."""
    def __init__(self, f, channels=3):
        super().__init__()
        self.conv = nn.Conv2d(channels, 8, 3, padding=1)
        self.f = f
    def forward(self, x): return self.conv(self.f(x))

class OneSide(nn.Module):
    def __init__(self, c=8):
        super().__init__()
        self.conv0, self.h, self.w = nn.Conv2d(3, c, 3, padding=1), nn.Conv2d(c, c, 1), nn.Conv2d(c, c, 1)
    def forward(self, x):
        x = self.conv0(x)
        return x * self.h(x.mean(3, keepdim=True)).sigmoid() * self.w(x.mean(2, keepdim=True)).sigmoid()

class Conditional(nn.Module):
    """A convolution whose weights are a mixture that the picture chooses (CondConv)."""
    def __init__(self, groups=1):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.route = nn.Linear(8, 4)
        self.weight = nn.Parameter(torch.randn(4, 8 * (8 // groups) * 9) * 0.2)
        self.bias = nn.Parameter(torch.randn(4, 8) * 0.2)
        self.groups = groups
    def forward(self, x):
        x = self.conv(x)
        r = self.route(x.mean((2, 3))).sigmoid()
        b, c, h, w = x.shape
        weight = torch.matmul(r, self.weight).view(b * 8, 8 // self.groups, 3, 3)
        bias = torch.matmul(r, self.bias).view(b * 8)
        x = F.conv2d(x.reshape(1, b * c, h, w), weight, bias, padding=1, groups=self.groups * b)
        return x.permute([1, 0, 2, 3]).view(8, b, h, w).permute([1, 0, 2, 3])

class Einsum(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.weight = nn.Parameter(torch.randn(5, 8))
    def forward(self, x):
        x = self.conv(x)
        gated = torch.einsum("bchw,bc->bchw", x, x.mean((2, 3)).sigmoid())
        return torch.einsum("bchw,oc->bohw", gated, self.weight)

def unshuffle(x, r=2):
    n, c, h, w = x.shape
    return x.view(n, c, h // r, r, w // r, r).permute(0, 3, 5, 1, 2, 4).contiguous().view(n, c * r * r, h // r, w // r)

def shuffle(x, r=2):
    n, c, h, w = x.shape
    return x.view(n, c // (r * r), r, r, h, w).permute(0, 1, 4, 2, 5, 3).reshape(n, c // (r * r), h * r, w * r)

def folds(x):
    """MobileViT's, without the attention between."""
    n, c, h, w = x.shape
    y = x.reshape(n * c * (h // 2), 2, w // 2, 2).transpose(1, 2).reshape(n, c, (h // 2) * (w // 2), 4).transpose(1, 3)
    y = (y * 2).transpose(1, 3).reshape(n * c * (h // 2), w // 2, 2, 2).transpose(1, 2)
    return y.reshape(n, c, h, w)

class SizedPositions(nn.Module):
    """Tables that a model computes of the size of what it adds them to: waves over counted positions, and a line resized to a row's length."""
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.line = nn.Parameter(torch.randn(1, 8, 5))
        self.rates = nn.Parameter(torch.randn(1, 8))
    def forward(self, x):
        x = self.conv(x)
        ones = torch.ones(1, 1, x.shape[2], x.shape[3])
        down, across = ones.cumsum(2), ones.cumsum(3)
        waves = torch.cat([torch.sin(down / 3), torch.cos(down / 5), torch.sin(across / 4), torch.cos(across / 7)], 1)
        line = F.interpolate(self.line, size=x.shape[3], mode="linear").unsqueeze(2)
        return (x + waves.repeat(1, 2, 1, 1) * torch.softmax(self.rates, -1).view(1, 8, 1, 1) + line).sigmoid()

class Sequences(nn.Module):
    """Sequencer's: rows and columns as sequences of a long short-term memory, both ways."""
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.down = nn.LSTM(8, 3, batch_first=True, bidirectional=True)
        self.across = nn.LSTM(8, 5, batch_first=True, bias=False)
        self.fc = nn.Linear(11, 4)
    def forward(self, x):
        x = self.conv(x).permute(0, 2, 3, 1)
        _, h, w, _ = x.shape
        down, _ = self.down(x.permute(0, 2, 1, 3).reshape(-1, h, 8))
        across, _ = self.across(x.reshape(-1, w, 8))
        both = torch.cat([down.view(1, w, h, -1).permute(0, 2, 1, 3), across.view(1, h, w, -1)], -1)
        return self.fc(both).permute(0, 3, 1, 2)

class PaddedWindows(nn.Module):
    """Swin's: windows of 4 × 4 over what is filled up with zeros and rolled, each of which attends to itself; what was filled up is cut off."""
    def __init__(self):
        super().__init__()
        self.conv, self.qkv, self.end = nn.Conv2d(3, 8, 3, padding=1), nn.Linear(8, 24), nn.Conv2d(8, 4, 3, padding=1)
    def forward(self, x):
        x = self.conv(x).permute(0, 2, 3, 1)
        _, h, w, c = x.shape
        x = F.pad(x, (0, 0, 0, (4 - w % 4) % 4, 0, (4 - h % 4) % 4))
        _, H, W, _ = x.shape
        x = torch.roll(x, (-2, -2), (1, 2))
        y = x.view(1, H // 4, 4, W // 4, 4, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, 16, c)
        q, k, v = self.qkv(y).chunk(3, -1)
        y = torch.softmax(q @ k.transpose(-2, -1), -1) @ v
        y = y.view(1, H // 4, W // 4, 4, 4, c).permute(0, 1, 3, 2, 4, 5).reshape(1, H, W, c)
        return self.end(torch.roll(y, (2, 2), (1, 2))[:, :h, :w, :].permute(0, 3, 1, 2))

def transposed(*a, **k): return nn.ConvTranspose2d(8, 6, *a, **k)

OPEN = [(12, 10), (17, 15)]
EVEN = [(12, 8), (16, 20)]
MODELS = {
    "selu": (lambda: Of(F.selu), OPEN), "celu": (lambda: Of(lambda x: F.celu(x, 0.7)), OPEN),
    "mish": (lambda: Of(F.mish), OPEN), "softsign": (lambda: Of(F.softsign), OPEN),
    "hardshrink": (lambda: Of(lambda x: F.hardshrink(x, 0.3)), OPEN),
    "softshrink": (lambda: Of(lambda x: F.softshrink(x, 0.3)), OPEN),
    "threshold": (lambda: Of(lambda x: F.threshold(x, 0.1, -0.2)), OPEN),
    "tanhshrink": (lambda: Of(F.tanhshrink), OPEN), "logsigmoid": (lambda: Of(F.logsigmoid), OPEN),
    "hardtanh": (lambda: Of(lambda x: F.hardtanh(x, -0.4, 0.6)), OPEN),
    "negation": (lambda: Of(lambda x: torch.neg(x) * x.sigmoid()), OPEN),
    "absolute": (lambda: Of(lambda x: torch.abs(x) - 0.1), OPEN),
    "sign": (lambda: Of(lambda x: torch.sign(x) * x * x), OPEN),
    "floor": (lambda: Of(lambda x: x * torch.floor(3 * x)), OPEN),
    "ceil-round": (lambda: Of(lambda x: x * torch.ceil(3 * x) + x * torch.round(3 * x)), OPEN),
    "sine-cosine": (lambda: Of(lambda x: torch.sin(x) + torch.cos(2 * x)), OPEN),
    "maximum": (lambda: Of(lambda x: torch.maximum(x, torch.roll(x, 1, 1) * 0.5)), OPEN),
    "minimum-number": (lambda: Of(lambda x: torch.clamp(x, max=0.3) + torch.minimum(x, torch.tensor(0.1))), OPEN),
    "where": (lambda: Of(lambda x: torch.where(x > 0.1, x, 0.2 * x.sigmoid())), OPEN),
    "where-number": (lambda: Of(lambda x: torch.where(x < 0.1, torch.full_like(x, 0.7), x)), OPEN),
    "where-less": (lambda: Of(lambda x: torch.where((x <= 0.2) & (x >= -0.3), x, x * x)), OPEN),
    "log-softmax": (lambda: Of(lambda x: F.log_softmax(x, 1)), OPEN),
    "largest-of-channels": (lambda: Of(lambda x: x * x.amax(1, keepdim=True)), OPEN),
    "least-of-channels": (lambda: Of(lambda x: x * x.amin(1, keepdim=True)), OPEN),
    "spatial-attention": (lambda: Of(lambda x: x * torch.cat([x.mean(1, keepdim=True), x.max(1, keepdim=True)[0]], 1).sum(1, keepdim=True).sigmoid()), OPEN),
    "largest-of-positions": (lambda: Of(lambda x: x * x.amax((2, 3), keepdim=True)), OPEN),
    "normalize": (lambda: Of(lambda x: F.normalize(x, dim=1).sigmoid()), OPEN),
    "normalize-1": (lambda: Of(lambda x: F.normalize(x, p=1, dim=1)), OPEN),
    "norm": (lambda: Of(lambda x: x / (x.norm(dim=1, keepdim=True) + 0.1)), OPEN),
    "local-response": (lambda: Of(lambda x, l: l(x), 16, nn.LocalResponseNorm(5, alpha=0.3, k=2.0)), OPEN),
    "local-response-even": (lambda: Of(lambda x, l: l(x), 16, nn.LocalResponseNorm(4, alpha=0.3)), OPEN),
    "flip-colours": (lambda: Picture(lambda x: x.flip(1)), OPEN),
    "pick-colours": (lambda: Picture(lambda x: x[:, [2, 1, 0]]), OPEN),
    "focus": (lambda: Picture(lambda x: torch.cat([x[..., ::2, ::2], x[..., 1::2, ::2], x[..., ::2, 1::2], x[..., 1::2, 1::2]], 1), 12), EVEN),
    "repeat": (lambda: Of(lambda x, c: c(x.repeat(1, 2, 1, 1)), 8, nn.Conv2d(16, 4, 3, padding=1)), OPEN),
    "expand": (lambda: Of(lambda x, c: c(x.mean(1, keepdim=True).expand(-1, 8, -1, -1)), 8, nn.Conv2d(8, 4, 3, padding=1)), OPEN),
    "cumulative-sum": (lambda: Of(lambda x: torch.cumsum(x, 1)), OPEN),
    "transposed-4-2-1": (lambda: Of(lambda x, c: c(x), 8, transposed(4, 2, 1)), OPEN),
    "transposed-2-2": (lambda: Of(lambda x, c: c(x), 8, transposed(2, 2)), OPEN),
    "transposed-3-2-1-1": (lambda: Of(lambda x, c: c(x), 8, transposed(3, 2, 1, 1)), OPEN),
    "transposed-3-1-1": (lambda: Of(lambda x, c: c(x), 8, transposed(3, 1, 1)), OPEN),
    "transposed-groups": (lambda: Of(lambda x, c: c(x), 8, transposed(3, 2, groups=2)), OPEN),
    "transposed-dilated": (lambda: Of(lambda x, c: c(x), 8, transposed(3, 2, 3, dilation=2)), OPEN),
    "transposed-1-dilated": (lambda: Of(lambda x, c: c(x), 8, transposed(3, 1, 1, dilation=2)), OPEN),
    "transposed-uneven": (lambda: Of(lambda x, c: c(x), 8, transposed((5, 2), (3, 1), (2, 0), (1, 0))), OPEN),
    "transposed-sparse": (lambda: Of(lambda x, c: c(x), 8, transposed(2, 3, 0, 2)), OPEN),
    "pixel-shuffle": (lambda: Of(lambda x, c: c(F.pixel_shuffle(x, 2)), 8, nn.Conv2d(2, 4, 3, padding=1)), OPEN),
    "pixel-unshuffle": (lambda: Of(lambda x, c: c(F.pixel_unshuffle(x, 2)), 4, nn.Conv2d(16, 4, 3, padding=1)), EVEN),
    "space-to-depth": (lambda: Picture(unshuffle, 12), EVEN),
    "depth-to-space": (lambda: Of(lambda x, c: c(shuffle(x)), 8, nn.Conv2d(2, 4, 3, padding=1)), OPEN),
    "folds": (lambda: Of(lambda x, c: c(folds(x)), 8, nn.Conv2d(8, 4, 3, padding=1)), EVEN),
    "reflect": (lambda: Of(lambda x, c: c(F.pad(x, (2, 1, 3, 2), mode="reflect")), 8, nn.Conv2d(8, 4, 3)), OPEN),
    "replicate": (lambda: Of(lambda x, c: c(F.pad(x, (2, 1, 3, 2), mode="replicate")), 8, nn.Conv2d(8, 4, 3)), OPEN),
    "reflect-picture": (lambda: Picture(lambda x: F.pad(x, (4, 4, 4, 4), mode="reflect")), OPEN),
    "large-max-pool": (lambda: Of(lambda x: F.max_pool2d(x, 17, 1, 8)), [(24, 20), (19, 31)]),
    "bicubic": (lambda: Of(lambda x: F.interpolate(x, scale_factor=2, mode="bicubic")), OPEN),
    "bicubic-corners": (lambda: Of(lambda x: F.interpolate(x, scale_factor=2, mode="bicubic", align_corners=True)), OPEN),
    "group-norm": (lambda: Of(lambda x, n: n(x), 8, nn.GroupNorm(4, 8)), OPEN),
    "group-norm-1": (lambda: Of(lambda x, n: n(x), 8, nn.GroupNorm(1, 8)), OPEN),
    "instance-norm": (lambda: Of(lambda x, n: n(x).sigmoid(), 8, nn.InstanceNorm2d(8, affine=True)), OPEN),
    "layer-norm-of-all": (lambda: Of(lambda x: F.layer_norm(x, x.shape[1:]).sigmoid()), [(12, 10)]),
    "glu": (lambda: Of(lambda x: F.glu(x, 1)), OPEN),
    "one-side": (OneSide, OPEN),
    "conditional": (Conditional, OPEN), "conditional-depthwise": (lambda: Conditional(8), OPEN),
    "einsum": (Einsum, OPEN),
    "sized-positions": (SizedPositions, OPEN), "sequences": (Sequences, OPEN), "padded-windows": (PaddedWindows, [(12, 8), (17, 15), (14, 10)]),
    "quick-gelu": (lambda: Of(lambda x: x * torch.sigmoid(1.702 * x)), OPEN),
    "transpose-sides": (lambda: Of(lambda x, c, d: d(c(x.transpose(2, 3)).transpose(2, 3)), 8, nn.Conv2d(8, 4, (3, 1), padding=(1, 0)), nn.Conv2d(4, 4, 1)), OPEN),
}

def weigh(model, name):
    for key, parameter in model.named_parameters():
        numbers = torch.tensor(seeded(name + "/" + key, parameter.numel())).reshape(parameter.shape)
        with torch.no_grad():
            fan = max(1, int(np.prod(parameter.shape[1:])))
            parameter.copy_(numbers * (3 / fan) ** 0.5 if parameter.dim() > 1 else 1 + numbers * 0.5 if "weight" in key else numbers * 0.25)

def make(name, folder, exporter, opset):
    build, sizes = MODELS[name]
    torch.manual_seed(0)
    model = build().eval()
    weigh(model, name)
    h, w = sizes[0]
    x = torch.tensor(seeded("picture", 3 * h * w).reshape(1, 3, h, w) * 2)
    path = os.path.join(folder, "model.onnx")
    isOpen = len(sizes) > 1
    if exporter == "dynamo":
        shapes = {0: torch.export.Dim.STATIC, 2: torch.export.Dim.DYNAMIC, 3: torch.export.Dim.DYNAMIC} if isOpen else None
        torch.onnx.export(model, (x,), path, dynamo=True, opset_version=opset, verbose=False, external_data=False,
                          input_names=["picture"], output_names=["end"], dynamic_shapes=[shapes] if isOpen else None)
    else:
        torch.onnx.export(model, (x,), path, dynamo=False, opset_version=opset, input_names=["picture"], output_names=["end"],
                          dynamic_axes={"picture": {2: "h", 3: "w"}} if isOpen else None)
    proto = onnx.load(path)
    for node in proto.graph.node: node.ClearField("doc_string"); del node.metadata_props[:]
    del proto.graph.value_info[:]; del proto.metadata_props[:]
    onnx.save(proto, path)
    model.double()
    for h, w in sizes:
        x = torch.tensor(seeded("picture", 3 * h * w).reshape(1, 3, h, w) * 2).double().requires_grad_()
        a = model(x)
        (a * a).mean().backward()
        np.save(os.path.join(folder, f"a-{h}x{w}.npy"), a.detach().numpy().astype(np.float32))
        np.save(os.path.join(folder, f"g-{h}x{w}.npy"), x.grad.numpy().astype(np.float32))

# MARK: - What other programs write, node by node

from onnx import helper as h, numpy_helper, TensorProto as T

def graph(nodes, constants, opset=17, shape=("h", "w"), layout="NCHW", extra=(), channels=3):
    dims = [1, channels, *shape] if layout == "NCHW" else [1, *shape, channels]
    model = h.make_model(
        h.make_graph(nodes, "g", [h.make_tensor_value_info("picture", T.FLOAT, dims)], [h.make_tensor_value_info("end", T.FLOAT, None)],
                     [numpy_helper.from_array(np.ascontiguousarray(v), k) for k, v in constants.items()]),
        opset_imports=[h.make_opsetid("", opset)] + [h.make_opsetid(d, 1) for d in extra], ir_version=8)
    return model

def weights(name, *shape, gain=1.0):
    return (seeded(name, int(np.prod(shape))).reshape(shape) * gain * (3 / max(1, np.prod(shape[1:]))) ** 0.5).astype(np.float32)

def fused_conv():
    w, b, z = weights("w", 8, 3, 3, 3), seeded("b", 8), weights("z", 8, 3, 1, 1)
    nodes = [h.make_node("Conv", ["picture", "z"], ["side"]),
             h.make_node("FusedConv", ["picture", "w", "b", "side"], ["a"], pads=[1] * 4, activation="Relu", domain="com.microsoft"),
             h.make_node("FusedConv", ["a", "v"], ["end"], pads=[1] * 4, activation="LeakyRelu", activation_params=[0.2], domain="com.microsoft")]
    v = weights("v", 8, 8, 3, 3)
    t = {k: torch.tensor(x).double() for k, x in dict(w=w, b=b, z=z, v=v).items()}
    return graph(nodes, dict(w=w, b=b, z=z, v=v), extra=["com.microsoft"]), lambda x: F.leaky_relu(
        F.conv2d(F.relu(F.conv2d(x, t["w"], t["b"], padding=1) + F.conv2d(x, t["z"])), t["v"], padding=1), 0.2)

def fused_functions():
    w, b = weights("w", 8, 3, 3, 3), seeded("b", 8).reshape(8, 1, 1)
    scale, shift, bias = 1 + seeded("s", 8) * 0.5, seeded("t", 8) * 0.3, seeded("u", 8) * 0.3
    m = "com.microsoft"
    nodes = [h.make_node("Conv", ["picture", "w"], ["c"], pads=[1] * 4), h.make_node("QuickGelu", ["c"], ["q"], alpha=1.702, domain=m),
             h.make_node("FastGelu", ["q"], ["f"], domain=m), h.make_node("BiasGelu", ["f", "b"], ["g"], domain=m),
             h.make_node("Gelu", ["c"], ["k"], domain=m),
             h.make_node("Transpose", ["g"], ["gl"], perm=[0, 2, 3, 1]), h.make_node("Transpose", ["k"], ["kl"], perm=[0, 2, 3, 1]),
             h.make_node("SkipLayerNormalization", ["gl", "kl", "scale", "shift", "bias"], ["n", "", "", "sum"], epsilon=1e-5, domain=m),
             h.make_node("FusedMatMul", ["n", "m"], ["p"], alpha=0.5, transB=1, domain=m),
             h.make_node("Add", ["p", "sum"], ["r"]), h.make_node("Transpose", ["r"], ["end"], perm=[0, 3, 1, 2])]
    c = dict(w=w, b=b, scale=scale, shift=shift, bias=bias, m=weights("m", 8, 8))
    t = {k: torch.tensor(x).double() for k, x in c.items()}
    def run(x):
        y = F.conv2d(x, t["w"], padding=1)
        q = F.gelu(y * torch.sigmoid(1.702 * y), approximate="tanh")
        s = (F.gelu(q + t["b"]) + F.gelu(y)).permute(0, 2, 3, 1) + t["bias"]
        n = F.layer_norm(s, (8,), t["scale"], t["shift"], 1e-5)
        return (0.5 * n @ t["m"].T + s).permute(0, 3, 1, 2)
    return graph(nodes, c, extra=[m]), run

def bytes_of(w, axis=0):
    s = np.abs(w).max(tuple(i for i in range(w.ndim) if i != axis)) / 127
    shape = [-1 if i == axis else 1 for i in range(w.ndim)]
    return np.round(w / s.reshape(shape)).astype(np.int8), s.astype(np.float32)

def quantized(kind):
    w, v, b = weights("w", 8, 3, 3, 3), weights("v", 8, 8, 3, 3), seeded("b", 8) * 0.2
    (qw, sw), (qv, sv) = bytes_of(w), bytes_of(v)
    dw, dv = qw * sw.reshape(-1, 1, 1, 1), qv * sv.reshape(-1, 1, 1, 1)
    xs, xz, ys, yz, zs, zz = [np.float32(0.012)], np.uint8(120), np.float32(0.02), np.uint8(0), np.float32(0.03), np.uint8(128)
    xs = xs[0]
    bias = np.round(b / (xs * sw)).astype(np.int32)
    zeros = np.zeros(8, np.int8)
    c = dict(qw=qw, sw=sw, qv=qv, sv=sv, zeros=zeros, xs=xs, xz=xz, ys=ys, yz=yz, zs=zs, zz=zz, bias=bias)
    pads = dict(pads=[1] * 4)
    clip = lambda x, s, z: torch.clamp(x, float(-float(z) * float(s)), float((255 - float(z)) * float(s)))
    real = torch.tensor(bias * (xs * sw).astype(np.float64))
    tw, tv = torch.tensor(dw).double(), torch.tensor(dv).double()
    if kind == "weights":
        nodes = [h.make_node("DequantizeLinear", ["qw", "sw", "zeros"], ["w"], axis=0), h.make_node("Conv", ["picture", "w"], ["a"], **pads),
                 h.make_node("Relu", ["a"], ["r"]),
                 h.make_node("DequantizeLinear", ["qv", "sv", "zeros"], ["v"], axis=0), h.make_node("Conv", ["r", "v"], ["end"], **pads)]
        return graph(nodes, c), lambda x: F.conv2d(F.relu(F.conv2d(x, tw, padding=1)), tv, padding=1)
    if kind == "dynamic":
        c = dict(c, wz=np.int8(0), ws=np.float32(0.01))
        one = torch.tensor(qw.astype(np.float64) * 0.01)
        nodes = [h.make_node("DynamicQuantizeLinear", ["picture"], ["x", "s", "z"]),
                 h.make_node("ConvInteger", ["x", "qw", "z", "wz"], ["i"], **pads), h.make_node("Cast", ["i"], ["f"], to=1),
                 h.make_node("Mul", ["s", "ws"], ["both"]), h.make_node("Mul", ["f", "both"], ["g"]), h.make_node("Relu", ["g"], ["end"])]
        return graph(nodes, c), lambda x: F.relu(F.conv2d(x, one, padding=1))
    def run(x):
        y = clip(F.conv2d(clip(x, xs, xz), tw, real if kind == "operators" else None, padding=1), ys, yz)
        return clip(F.conv2d(y, tv, padding=1), zs, zz)
    if kind == "pairs":
        nodes = []
        def pair(x, s, z, name):
            nodes.append(h.make_node("QuantizeLinear", [x, s, z], [name + "q"])); nodes.append(h.make_node("DequantizeLinear", [name + "q", s, z], [name]))
        pair("picture", "xs", "xz", "x")
        nodes += [h.make_node("DequantizeLinear", ["qw", "sw", "zeros"], ["w"], axis=0), h.make_node("Conv", ["x", "w"], ["a"], **pads)]
        pair("a", "ys", "yz", "y")
        nodes += [h.make_node("DequantizeLinear", ["qv", "sv", "zeros"], ["v"], axis=0), h.make_node("Conv", ["y", "v"], ["e"], **pads)]
        pair("e", "zs", "zz", "end")
        return graph(nodes, c), run
    nodes = [h.make_node("QuantizeLinear", ["picture", "xs", "xz"], ["x"]),
             h.make_node("QLinearConv", ["x", "xs", "xz", "qw", "sw", "zeros", "ys", "yz", "bias"], ["y"], **pads),
             h.make_node("QLinearConv", ["y", "ys", "yz", "qv", "sv", "zeros", "zs", "zz"], ["e"], **pads),
             h.make_node("DequantizeLinear", ["e", "zs", "zz"], ["end"])]
    return graph(nodes, c), run

def channels_last():
    """As Keras and tf2onnx write it: pixels normalized inside, margins laid while the channels are last."""
    w, v = weights("w", 8, 3, 3, 3), weights("v", 6, 8)
    c = dict(w=w, v=v, scale=np.float32(127.5), one=np.float32(1), mean=np.array([0.1, 0.2, 0.3], np.float32),
             pads=np.array([0, 1, 0, 0, 0, 2, 1, 0]))
    nodes = [h.make_node("Div", ["picture", "scale"], ["d"]), h.make_node("Sub", ["d", "one"], ["s"]), h.make_node("Sub", ["s", "mean"], ["m"]),
             h.make_node("Pad", ["m", "pads"], ["p"]), h.make_node("Transpose", ["p"], ["t"], perm=[0, 3, 1, 2]),
             h.make_node("Conv", ["t", "w"], ["c"], strides=[2, 2]), h.make_node("Transpose", ["c"], ["l"], perm=[0, 2, 3, 1]),
             h.make_node("Relu", ["l"], ["r"]), h.make_node("MatMul", ["r", "vt"], ["y"]), h.make_node("Transpose", ["y"], ["end"], perm=[0, 3, 1, 2])]
    c["vt"] = np.ascontiguousarray(v.T)
    t = {k: torch.tensor(x).double() for k, x in c.items()}
    def run(x):
        y = F.pad(x / 127.5 - 1 - t["mean"].view(1, 3, 1, 1), (0, 1, 1, 2))
        return F.conv2d(F.relu(F.conv2d(y, t["w"], stride=2)), t["v"][:, :, None, None])
    return graph(nodes, c, layout="NHWC"), run

def blocks(kind, mode):
    w = weights("w", 16, 3, 3, 3)
    nodes = [h.make_node("Conv", ["picture", "w"], ["c"], pads=[1] * 4)]
    nodes += [h.make_node("DepthToSpace", ["c"], ["end"], blocksize=2, mode=mode)] if kind == "depth" else [h.make_node("SpaceToDepth", ["c"], ["end"], blocksize=2)]
    t = torch.tensor(w).double()
    def run(x):
        y = F.conv2d(x, t, padding=1)
        n, c, hh, ww = y.shape
        if kind == "space": return y.view(n, c, hh // 2, 2, ww // 2, 2).permute(0, 3, 5, 1, 2, 4).reshape(n, c * 4, hh // 2, ww // 2)
        if mode == "CRD": return F.pixel_shuffle(y, 2)
        return y.view(n, 2, 2, c // 4, hh, ww).permute(0, 3, 4, 1, 5, 2).reshape(n, c // 4, hh * 2, ww * 2)
    return graph(nodes, dict(w=w)), run

def antialiased():
    w = weights("w", 4, 3, 3, 3)
    nodes = [h.make_node("Conv", ["picture", "w"], ["c"], pads=[1] * 4),
             h.make_node("Resize", ["c", "", "scales"], ["end"], mode="linear", antialias=1, coordinate_transformation_mode="half_pixel")]
    t = torch.tensor(w).double()
    return graph(nodes, dict(w=w, scales=np.array([1, 1, 0.5, 0.5], np.float32)), opset=18), lambda x: F.interpolate(
        F.conv2d(x, t, padding=1), scale_factor=0.5, mode="bilinear", antialias=True)

def thresholded():
    w = weights("w", 8, 3, 3, 3)
    nodes = [h.make_node("Conv", ["picture", "w"], ["c"], pads=[1] * 4), h.make_node("ThresholdedRelu", ["c"], ["t"], alpha=0.2),
             h.make_node("LpNormalization", ["t"], ["l"], axis=1, p=2), h.make_node("Add", ["l", "c"], ["a"]),
             h.make_node("MeanVarianceNormalization", ["a"], ["v"], axes=[2, 3]), h.make_node("Sigmoid", ["v"], ["end"])]
    t = torch.tensor(w).double()
    def run(x):
        y = F.conv2d(x, t, padding=1)
        z = torch.where(y > 0.2, y, torch.zeros_like(y))
        z = z / (z * z).sum(1, keepdim=True).clamp_min(1e-30).sqrt() + y
        z = z - z.mean((2, 3), keepdim=True)
        return (z / ((z * z).mean((2, 3), keepdim=True).sqrt() + 1e-9)).sigmoid()
    return graph(nodes, dict(w=w)), run

HANDMADE = {
    "fused-convolution": fused_conv, "fused-functions": fused_functions, "quantized-weights": lambda: quantized("weights"),
    "quantized-pairs": lambda: quantized("pairs"), "quantized-operators": lambda: quantized("operators"),
    "quantized-dynamically": lambda: quantized("dynamic"), "channels-last": channels_last,
    "depth-to-space-crd": lambda: blocks("depth", "CRD"), "depth-to-space-dcr": lambda: blocks("depth", "DCR"),
    "space-to-depth-operator": lambda: blocks("space", ""), "antialiased": antialiased, "lp-and-mean-variance": thresholded,
}

def make_by_hand(name, folder):
    model, run = HANDMADE[name]()
    onnx.save(model, os.path.join(folder, "model.onnx"))
    for hh, ww in EVEN:
        x = torch.tensor(seeded("picture", 3 * hh * ww).reshape(1, 3, hh, ww) * 2).double().requires_grad_()
        a = run(x)
        (a * a).mean().backward()
        np.save(os.path.join(folder, f"a-{hh}x{ww}.npy"), a.detach().numpy().astype(np.float32))
        np.save(os.path.join(folder, f"g-{hh}x{ww}.npy"), x.grad.numpy().astype(np.float32))


if __name__ == "__main__":
    root = os.environ.get("OUT", HERE)
    for name in HANDMADE:
        if sys.argv[1:] and name not in sys.argv[1:]: continue
        folder = os.path.join(root, name); os.makedirs(folder, exist_ok=True)
        make_by_hand(name, folder); print(name, "by hand", flush=True)
    for index, name in enumerate(MODELS):
        if sys.argv[1:] and name not in sys.argv[1:]: continue
        folder = os.path.join(root, name); os.makedirs(folder, exist_ok=True)
        order = [("dynamo", 18), ("legacy", 17)] if index % 3 == 0 else [("legacy", [11, 13, 17][index % 3]), ("legacy", 17), ("dynamo", 18)]
        if os.environ.get("EXPORTER"): order = [(os.environ["EXPORTER"], int(os.environ.get("OPSET", 18)))]
        for exporter, opset in order:
            try: make(name, folder, exporter, opset); print(name, exporter, opset, flush=True); break
            except Exception as error: print(name, exporter, opset, "FAILED", str(error).split("\n")[0][:100], flush=True)
