"""When each module of a first build was done, in seconds since the build began: build_seconds.py [BUILD]

BUILD is the folder that a build from nothing has just left, `.build/release` when absent. A module's time is that of its last object; the build
began when its plan was written. Modules that wait for each other stand one below the other with hardly any other between.
"""

import sys
from pathlib import Path

build = Path(sys.argv[1] if len(sys.argv) > 1 else ".build/release")
began = (build.resolve().parent.parent / "release.yaml").stat().st_mtime
done = []
for folder in build.glob("*.build"):
    objects = [file.stat().st_mtime for file in folder.rglob("*.o")]
    if objects:
        done.append((max(objects) - began, folder.name.removesuffix(".build"), len(objects)))
print("| done at, s | module | files |\n|---|---|---|")
for seconds, name, files in sorted(done):
    print(f"| {seconds:.0f} | {name} | {files} |")
print(f"| {(build / 'reverie').stat().st_mtime - began:.0f} | the program | |")
