#!/usr/bin/env python3
"""Makes the text towers of this folder: OpenCLIP's, of two narrow blocks with random weights, and what it says of some texts.

    python3 -m venv venv && venv/bin/pip install open_clip_torch onnx onnxscript
    venv/bin/python Tests/Fixtures/Text/make-fixtures.py

The vocabulary is the beginning of CLIP's own (MIT, OpenAI), so that the files stay small; OpenCLIP's tokenizer reads it like the whole. Towers
are written by PyTorch's older exporter, with a GELU, and by its newer one, with a QuickGELU; vectors are those of PyTorch in float64.
"""

import gzip
import json
import pathlib
import warnings

import onnx
import open_clip
import torch
from open_clip.tokenizer import SimpleTokenizer, default_bpe

warnings.filterwarnings("ignore")
FOLDER = pathlib.Path(__file__).parent
MERGES = 400
TEXTS = [
    "a lighthouse in a storm", "", "   ", "The Quick  BROWN fox!", "it's we'll they'd I'm you've 'silent' o'clock",
    "2026: 12.5 % of 1,000", "naïve café, Ærøskøbing, straße", "ΣΊΣΥΦΟΣ und İstanbul", "東京の夜", "кошка на крыше", "🐙🌊 octopus",
    "ﬁsh “quoted” ‘single’", "Ｗｉｄｅ ﾊﾝｶｸ", "&lt;b&gt; &amp;amp; caf&eacute; &#233; &#x1F419;", "tab\tand\nnew line\r\nend",
    "e\u0301 is one letter", "hyphen-ated_under_scores ... !!!???", "<start_of_text> inside <end_of_text> it", "\u200bzero width\ufeff", "ʼn ŉ Ĳ",
    "a " * 70, "one two three four five six seven eight nine ten " * 3,
]  # fmt: skip
LONG = ["a " * 80, "lighthouse " * 40]


def tower(quick):
    torch.manual_seed(11 + quick)
    model = open_clip.model.TextTransformer(
        context_length=77, vocab_size=512 + MERGES + 2, width=16, heads=2, layers=2, output_dim=12,
        act_layer=open_clip.transformer.QuickGELU if quick else torch.nn.GELU)  # fmt: skip
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.4 if parameter.dim() > 1 else 0.1)
    for block in model.transformer.resblocks:
        torch.nn.init.normal_(block.ln_1.weight, mean=1, std=0.1)
        torch.nn.init.normal_(block.ln_2.weight, mean=1, std=0.1)
    return model.eval()


vocabulary = gzip.open(default_bpe()).read().decode().split("\n")[: MERGES + 1]
(FOLDER / "vocabulary.txt").write_text("\n".join(vocabulary) + "\n")
packed = FOLDER / "vocabulary.txt.gz"
packed.write_bytes(gzip.compress("\n".join(vocabulary).encode()))
tokenizer = SimpleTokenizer(bpe_path=str(packed))
packed.unlink()
tokens = [tokenizer.encode(text) for text in TEXTS]
facts = {
    "texts": [{"text": text, "tokens": [512 + MERGES, *numbers, 513 + MERGES]} for text, numbers in zip(TEXTS, tokens)],
    "long": [{"text": text, "count": len(tokenizer.encode(text)) + 2} for text in LONG],
    "towers": {},
}
short = [number for number, numbers in enumerate(tokens) if len(numbers) + 2 <= 77]
for name, quick in [("older", False), ("newer", True)]:
    model = tower(quick)
    rows = tokenizer([TEXTS[number] for number in short])
    with torch.no_grad():
        vectors = model.double()(rows)
    model.float()
    options = {"input_names": ["text"], "output_names": ["text_embeds"]}
    if quick:
        torch.onnx.export(model, (rows[:1],), FOLDER / f"{name}.onnx", dynamo=True, external_data=False, **options)
    else:
        axes = {"text": {0: "batch"}}
        torch.onnx.export(
            model, (rows[:1],), FOLDER / f"{name}.onnx", dynamo=False, opset_version=17, dynamic_axes=axes, **options)
    # Without what exporters tell of where each node comes from.
    written = onnx.load(FOLDER / f"{name}.onnx")
    del written.graph.value_info[:]
    for node in written.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    onnx.save(written, FOLDER / f"{name}.onnx")
    facts["towers"][name] = [
        {"text": TEXTS[number], "vector": [round(value, 6) for value in vector.tolist()]} for number, vector in zip(short, vectors)
    ]
# What stands for the network of pictures: as many numbers of one.
torch.manual_seed(5)
image = torch.nn.Sequential(
    torch.nn.Conv2d(3, 20, 8, stride=8), torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(20, 12))
torch.onnx.export(
    image.eval(), (torch.zeros(1, 3, 64, 64),), FOLDER / "image.onnx", dynamo=False, opset_version=17,
    input_names=["image"], output_names=["image_embeds"])
(FOLDER / "facts.json").write_text(json.dumps(facts, ensure_ascii=False) + "\n")
