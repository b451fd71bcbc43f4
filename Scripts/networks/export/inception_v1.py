#!/usr/bin/env python3
"""Exports Inception v1 (GoogLeNet), the network of the first deep dreams, as torchvision has it.

    pip install torch torchvision onnx
    Scripts/networks/export/inception_v1.py inception --weights googlenet-1378be20.pth
    reverie networks add inception/inception_v1.onnx --preprocessing inception

The checkpoint is torchvision's (download.pytorch.org/models/googlenet-1378be20.pth, BSD-3-Clause), ported from TensorFlow's; without one the
weights are random. The original of 2015, bvlc_googlenet.caffemodel, needs no export: `reverie networks add` takes it as it is.
"""

import torch
import torchvision
from common import arguments, checkpoint, export

options = arguments(__doc__.splitlines()[0], (["--weights"], {"default": None, "help": "the checkpoint, .pth"}))
model = torchvision.models.googlenet(weights=None, aux_logits=False, init_weights=options.weights is None, transform_input=False)
if options.weights:
    weights = checkpoint(options.weights)
    model.load_state_dict({name: value for name, value in weights.items() if not name.startswith("aux")})
export(model, torch.zeros(1, 3, 224, 224), options.folder / "inception_v1.onnx", "logits")
