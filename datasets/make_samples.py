#!/usr/bin/env python3
"""Makes samples/ from the test parts of fashion-mnist/ and digits/ here: single pictures to classify,
28x28 grey PNG, named after what they show. For each class it is the first one of the test part.
"""
import pathlib

import idx_files

FASHION = ["t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
           "ankle-boot"]
DIGITS = [0, 2, 3, 5, 7, 9]


def write_samples(source, target, names):
    (count, height, width), pixels = idx_files.read_idx(source / "t10k-images-idx3-ubyte.gz")
    labels = idx_files.read_idx(source / "t10k-labels-idx1-ubyte.gz")[1]
    for label, name in names.items():
        first = labels.index(label) * height * width
        rows = [pixels[first + y * width:first + (y + 1) * width] for y in range(height)]
        idx_files.write_grey_png(target / f"{name}.png", rows)


def main():
    folder = pathlib.Path(__file__).resolve().parent
    (folder / "samples").mkdir(exist_ok=True)
    fashion = {label: f"fashion-{name}" for label, name in enumerate(FASHION)}
    write_samples(folder / "fashion-mnist", folder / "samples", fashion)
    write_samples(folder / "digits", folder / "samples", {d: f"digit-{d}" for d in DIGITS})
    idx_files.write_checksums(folder)


if __name__ == "__main__":
    main()
