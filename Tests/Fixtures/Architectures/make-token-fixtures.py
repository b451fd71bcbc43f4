"""Makes the fixtures of token architectures beside it: small vision transformers of timm and torchvision, as make-fixtures.py does.

    python3 -m venv venv && venv/bin/pip install torch torchvision timm onnx onnxscript numpy
    venv/bin/python Tests/Fixtures/Architectures/make-token-fixtures.py [NAME...]

The middle layer is what leaves the first block, its patches as a picture; the late one is the answer. `at` is the size that PyTorch computes at,
where it is another than the model is exported for: the model's own code resizes its table of positions then.
"""

import importlib.util
import json
import pathlib
import sys
import warnings

import numpy
import onnx
import torch
from timm.models.vision_transformer import VisionTransformer
from timm.models.vision_transformer_hybrid import HybridEmbed
from timm.models.deit import VisionTransformerDistilled
from timm.layers import QuickGELU
from torchvision.models.vision_transformer import VisionTransformer as TorchvisionTransformer

here = pathlib.Path(__file__).parent
spec = importlib.util.spec_from_file_location("fixtures", here / "make-fixtures.py")
fixtures = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fixtures)


def vit(**options):
    return lambda size, dynamic: VisionTransformer(
        img_size=size, num_classes=10, dynamic_img_size=dynamic, **{"embed_dim": 32, "depth": 2, "num_heads": 2, **options})


class Stem(torch.nn.Sequential):
    """What a hybrid cuts its patches out of: a quarter of the picture's sides."""

    num_features = 8

    def __init__(self):
        super().__init__(torch.nn.Conv2d(3, 8, 5, stride=4, padding=2), torch.nn.ReLU())


# name: how it is made, (height, width) that it is exported for, size that it is computed at, patch, tokens that are no patches, block,
# dynamo exporter, opset
ARCHITECTURES = {
    "vit": (vit(patch_size=16), (48, 80), None, 16, 1, "blocks.0", False, 17),
    "vit_resized": (vit(patch_size=8), (32, 32), (56, 24), 8, 1, "blocks.0", True, 18),
    "vit_registers": (
        vit(patch_size=14, reg_tokens=4, init_values=1e-5, no_embed_class=True), (42, 42), (28, 70), 14, 5, "blocks.0", False, 16),
    "vit_averaged": (
        vit(patch_size=8, class_token=False, global_pool="avg", fc_norm=True), (40, 32), (24, 48), 8, 0, "blocks.0", False, 14),
    "vit_clip": (
        vit(patch_size=16, pre_norm=True, act_layer=QuickGELU), (64, 48), None, 16, 1, "blocks.0", True, 18),
    "deit_distilled": (
        lambda size, dynamic: VisionTransformerDistilled(
            img_size=size, patch_size=16, num_classes=10, embed_dim=36, depth=2, num_heads=3, dynamic_img_size=dynamic),
        (48, 64), None, 16, 2, "blocks.0", False, 14),
    # Of what the stem makes two rows and a column are left, which the model leaves out.
    "vit_hybrid": (
        vit(patch_size=4, embed_layer=lambda **options: HybridEmbed(
            Stem(), proj=True, **{**options, "patch_size": 4, "feature_size": (12, 16)})),
        (48, 64), (56, 68), 16, 1, "blocks.0", False, 17),
    "vit_torchvision": (
        lambda size, dynamic: TorchvisionTransformer(size[0], 16, 2, 2, 32, 64, num_classes=10), (64, 64), None, 16, 1,
        "encoder.layers.encoder_layer_0", False, 15),
}  # fmt: skip


class Tokens(torch.nn.Module):
    """The answer of a network, and what leaves a block: as a picture of its patches, or raw, as the model has it."""

    def __init__(self, name, dynamic, raw=False):
        super().__init__()
        self.raw = raw
        make, size, _, self.patch, self.others, block, _, _ = ARCHITECTURES[name]
        self.network = make(size, dynamic).eval()
        self.network.get_submodule(block).register_forward_hook(lambda module, inputs, output: self.keep(output))
        held = {key: value for key, value in self.state_dict().items() if value.is_floating_point()}
        modules = list(dict.fromkeys(key.rpartition(".")[0] for key in held))
        self.short = {key: f"{modules.index(key.rpartition('.')[0])}.{key.rpartition('.')[2]}" for key in held}
        with torch.no_grad():
            for key, value in held.items():
                value.copy_(torch.tensor(fixtures.tensor(self.short[key], tuple(value.shape))))

    def keep(self, output):
        self.kept = output

    def forward(self, picture):
        late = self.network(picture)
        late = (late[0] + late[1]) / 2 if isinstance(late, tuple) else late
        if self.raw:
            return late, self.kept
        height, width = (side // self.patch for side in picture.shape[2:])
        patches = self.kept[:, self.others :].transpose(1, 2)
        return late, patches.reshape(1, -1, height, width)


def make(name):
    _, size, at, _, _, block, dynamo, opset = ARCHITECTURES[name]
    height, width = at or size
    layers = Tokens(name, at is not None)
    margin, called, picture = fixtures.choose(layers, (1, 3, height, width))
    folder = here / name
    folder.mkdir(exist_ok=True)
    onnx.save(fixtures.export(Tokens(name, False, raw=True), torch.zeros(1, 3, *size), dynamo, opset), folder / "model.onnx")
    single, double = fixtures.compute(layers, picture, torch.float32), fixtures.compute(layers, picture, torch.float64)
    facts = {
        "picture": called, "height": height, "width": width, "exporter": "dynamo" if dynamo else "TorchScript", "opset": opset}  # fmt: skip
    for which, layer in {"middle": block, "late": "answer"}.items():
        fact = {"layer": layer}
        for what, ours, exact in zip(["activation", "gradient"], single[which], double[which]):
            step = -(-exact.size // fixtures.KEPT)
            numpy.save(folder / f"{which}-{what}.npy", exact[::step].astype(numpy.float32))
            fact[what] = {"count": exact.size, "step": step, "float32": fixtures.distance(ours, exact)}
        facts[which] = fact
    (folder / "facts.json").write_text(json.dumps(facts, indent=2) + "\n")
    kibibytes = sum(file.stat().st_size for file in folder.iterdir()) / 1024
    print(f"{name}: {kibibytes:.0f} KiB, float32 {facts['late']['activation']['float32']:.1e}")
    assert kibibytes <= 130, name


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    for chosen in sys.argv[1:] or ARCHITECTURES:
        make(chosen)
