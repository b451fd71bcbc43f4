"""What the export scripts of this folder have in common."""

import argparse
import pathlib
import warnings

import torch

warnings.filterwarnings("ignore")


def arguments(description, *more):
    """The options of a script: where the files go, and weights, which are random ones without any."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("folder", type=pathlib.Path, help="where the ONNX files go")
    for names, options in more:
        parser.add_argument(*names, **options)
    made = parser.parse_args()
    made.folder.mkdir(parents=True, exist_ok=True)
    return made


def checkpoint(path, *keys):
    """The weights of a PyTorch checkpoint, of which nothing is run: of a dictionary, what lies under the first of `keys`."""
    loaded = torch.load(path, map_location="cpu", weights_only=True)
    for key in keys:
        if key in loaded:
            loaded = loaded[key]
    return {name.removeprefix("module."): value for name, value in loaded.items()}


def export(model, example, file, output, inputs="image", **options):
    """Writes one model, which is Reverie's to read at any size."""
    # What PyTorch does in one go instead, no exporter knows.
    torch.backends.mha.set_fastpath_enabled(False)
    with torch.no_grad():
        torch.onnx.export(
            model.eval(), (example,), str(file), input_names=[inputs], output_names=[output], opset_version=17, dynamo=False, **options)
    print(f"wrote {file}")


class Part(torch.nn.Module):
    """One method of a model, as a model."""

    def __init__(self, model, method):
        super().__init__()
        self.model, self.method = model, method

    def forward(self, x):
        return getattr(self.model, self.method)(x)
