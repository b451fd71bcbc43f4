"""Writes what timm's models with weights read, one a line: the name, and what `reverie networks add` calls its preprocessing."""

import collections
import pathlib
import sys

import timm

# By the first number of the mean, in thousandths.
KINDS = {485: "imagenet", 500: "inception", 481: "clip", 0: "unit", 486: "dpn", 430: "satellite"}


def main(path):
    kinds = {}
    for name in timm.list_pretrained():
        mean = timm.get_pretrained_cfg(name).to_dict()["mean"]
        # A mean that nobody has seen yet fails the test, by its number.
        kinds[name] = KINDS.get(round(mean[0] * 1000), f"{mean[0]:.3f}")
    head = (
        f"# What the models read that timm {timm.__version__} has weights of, by the mean and deviation it says; "
        "Scripts/checks/network-names writes this.\n"
    )
    pathlib.Path(path).write_text(head + "".join(f"{name} {kind}\n" for name, kind in sorted(kinds.items())))
    counts = collections.Counter(kinds.values()).most_common()
    print(f"{len(kinds)} names: " + ", ".join(f"{count} {kind}" for kind, count in counts))


main(sys.argv[1])
