"""`classic` as PyTorch does it at its best: the peer of whole_dream.py, from the start of the process to the written picture.

    venv/bin/python Scripts/benchmarks/torch_dream.py PHOTO.png DREAM.png STEPS:WIDTH×HEIGHT…

The same recipe, octave by octave, on the same network: jitter, the gradient's Laplacian bands each divided by its root mean square, steps in
decorrelated colours that grow shorter, and what was dreamt carried to the next octave's photo. Weights are frozen, batch normalization is
folded, memory is channels_last and kept by the allocator.
"""

import math
import os
import sys

import torch
import torch.nn.functional as F
from dream_step import model, reexecute_tuned
from PIL import Image
from torch_network import TorchNetwork
from torchvision.transforms.functional import pil_to_tensor

LAYER = "block11/project_bn"
BANDS, JITTER, STEP = 5, 32, 11 / 255
# What ImageNet's colours are made of (Lucid, Olah and others, 2017), as long as the longest of its columns.
COLOURS = torch.tensor([[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]])
COLOURS = COLOURS / COLOURS.norm(dim=0).max()


def resized(x, size):
    return F.interpolate(x, size, mode="bilinear", align_corners=False, antialias=True)


def balanced(gradient):
    """The sum of the gradient's Laplacian bands, each divided by its root mean square."""
    bands = []
    for _ in range(BANDS - 1):
        coarse = F.avg_pool2d(gradient, 2, ceil_mode=True, count_include_pad=False)
        bands.append(gradient - F.interpolate(coarse, gradient.shape[2:], mode="bilinear", align_corners=False))
        gradient = coarse
    merged = gradient / gradient.square().mean().sqrt().clamp_min(1e-12)
    for band in reversed(bands):
        band /= band.square().mean().sqrt().clamp_min(1e-12)
        merged = F.interpolate(merged, band.shape[2:], mode="bilinear", align_corners=False) + band
    return merged


def main():
    photo, dream, *octaves = sys.argv[1:]
    torch.set_num_threads(os.cpu_count())
    network = TorchNetwork(model("efficientnet-lite0"), LAYER).to(memory_format=torch.channels_last)
    for name, value in network.constants.items():
        if value.dim() == 4:
            network.constants[name] = value.contiguous(memory_format=torch.channels_last)
    whole = pil_to_tensor(Image.open(photo).convert("RGB"))[None].float() / 255
    mixing = COLOURS @ COLOURS.T
    detail = None
    for octave in octaves:
        steps, size = octave.split(":")
        width, height = map(int, size.split("×"))
        base = resized(whole, (height, width)) if whole.shape[2:] != (height, width) else whole
        x = base if detail is None else base + F.interpolate(detail, (height, width), mode="bilinear", align_corners=False)
        for step in range(int(steps)):
            down, right = (int(n) for n in torch.randint(-JITTER, JITTER + 1, (2,)))
            view = x.roll((down, right), (2, 3)).mul(255).sub(127).div(128)
            view = view.contiguous(memory_format=torch.channels_last).requires_grad_(True)
            gradient = torch.autograd.grad(0.5 * network(view).square().mean(), view)[0]
            gradient = balanced(gradient.contiguous().roll((-down, -right), (2, 3)))
            gradient = torch.einsum("ij,njhw->nihw", mixing, gradient)
            ease = 0.5 + 0.5 * math.cos(math.pi * step / max(1, int(steps) - 1))
            x = (x + STEP * ease * gradient).clamp(0, 1)
        detail = x - base
    picture = (x[0].permute(1, 2, 0) * 255).round().byte().numpy()
    Image.fromarray(picture).save(dream)


if __name__ == "__main__":
    reexecute_tuned()
    main()
