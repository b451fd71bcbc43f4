#!/usr/bin/env python3
"""Exports a CLIP: the network of pictures, the text tower, and its vocabulary.

    pip install open_clip_torch onnx
    Scripts/networks/export/clip.py clip --model RN50 --weights openai
    reverie networks add clip/image.onnx --text clip/text.onnx --name clip

Weights are a tag that OpenCLIP knows for the model (`openai`, `laion2b_s34b_b79k`) or a checkpoint's file; without any they are random, which is good
for a try. OpenAI's are under MIT, OpenCLIP's under MIT; what LAION's were trained on has terms of its own.
"""

import gzip

import open_clip
import torch
from common import Part, arguments, export
from open_clip.tokenizer import default_bpe

options = arguments(
    __doc__.splitlines()[0],
    (["--model"], {"default": "RN50", "help": "RN50, RN50x4, ViT-B-32, ViT-L-14, convnext_base …: open_clip.list_models()"}),
    (["--weights"], {"default": None, "help": "a tag of OpenCLIP's, or a checkpoint's file"}))  # fmt: skip
# OpenAI's were trained with a QuickGELU.
quick = options.weights == "openai" or None
model = open_clip.create_model(options.model, pretrained=options.weights, force_quick_gelu=bool(quick)).eval()
side = model.visual.image_size
side = side[0] if isinstance(side, (tuple, list)) else side
export(Part(model, "encode_image"), torch.zeros(1, 3, side, side), options.folder / "image.onnx", "image_embeds")
text = open_clip.get_tokenizer(options.model)(["a lighthouse"])
export(Part(model, "encode_text"), text, options.folder / "text.onnx", "text_embeds", inputs="text", dynamic_axes={"text": {0: "batch"}})
merges = gzip.open(default_bpe()).read().decode().split("\n")[: 49152 - 256 - 2 + 1]
(options.folder / "bpe_simple_vocab_16e6.txt").write_text("\n".join(merges) + "\n")
print(f"wrote {options.folder / 'bpe_simple_vocab_16e6.txt'}")
