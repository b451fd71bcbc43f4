#!/usr/bin/env python3
"""Exports a ResNet-50 that was trained to hold against small changes of its input (MadryLab), whose gradients are pictures.

    pip install torch torchvision onnx
    Scripts/networks/export/robust_resnet50.py robust --weights imagenet_l2_3_0.pt
    reverie networks add robust/robust_resnet50.onnx --preprocessing imagenet

The checkpoint is one of github.com/MadryLab/robustness ("ImageNet L2-norm, ε = 3"; MIT), or of huggingface.co/madrylab/robust-imagenet-models;
without one the weights are random.
"""

import torch
import torchvision
from common import arguments, checkpoint, export

options = arguments(__doc__.splitlines()[0], (["--weights"], {"default": None, "help": "the checkpoint, .pt or .ckpt"}))
model = torchvision.models.resnet50(weights=None)
if options.weights:
    weights = checkpoint(options.weights, "model", "state_dict")
    # The library wraps the model: with the attacker's copy, and a layer that takes the mean off.
    own = {name.removeprefix("model."): value for name, value in weights.items() if not name.startswith("attacker.")}
    model.load_state_dict({name: value for name, value in own.items() if not name.startswith("normalizer.")})
export(model, torch.zeros(1, 3, 224, 224), options.folder / "robust_resnet50.onnx", "logits")
