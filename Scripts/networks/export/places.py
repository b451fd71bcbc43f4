#!/usr/bin/env python3
"""Exports a ResNet that knows 365 kinds of places instead of things: it dreams rooms, roofs and roads.

    pip install torch torchvision onnx
    Scripts/networks/export/places.py places --model resnet50 --weights resnet50_places365.pth.tar --categories categories_places365.txt
    reverie networks add places/resnet50_places365.onnx --labels places/labels.txt --preprocessing imagenet

Checkpoints and categories are those of github.com/CSAILVision/places365 (CC BY); without a checkpoint the weights are random.
"""

import pathlib

import torch
import torchvision
from common import arguments, checkpoint, export

options = arguments(
    __doc__.splitlines()[0],
    (["--model"], {"default": "resnet50", "choices": ["resnet18", "resnet50"], "help": "which of them"}),
    (["--weights"], {"default": None, "help": "the checkpoint, .pth.tar"}),
    (["--categories"], {"default": None, "help": "categories_places365.txt"}))  # fmt: skip
model = getattr(torchvision.models, options.model)(weights=None, num_classes=365)
if options.weights:
    model.load_state_dict(checkpoint(options.weights, "state_dict"))
export(model, torch.zeros(1, 3, 224, 224), options.folder / f"{options.model}_places365.onnx", "logits")
if options.categories:
    # `/a/airfield 0` becomes `airfield`.
    lines = [line.split(" ")[0][3:].replace("/", ", ").replace("_", " ") for line in pathlib.Path(options.categories).read_text().splitlines()]
    (options.folder / "labels.txt").write_text("\n".join(lines) + "\n")
    print(f"wrote {options.folder / 'labels.txt'}")
