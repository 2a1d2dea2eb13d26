#!/usr/bin/env python3
"""Makes fashion-mnist/ here: the first 10,000 training and 2,000 test pictures of Fashion-MNIST, from
the files of the Debian package dataset-fashion-mnist (or the folder named as the argument).
"""
import pathlib
import sys

import idx_files

COUNTS = {"train": 10_000, "t10k": 2_000}


def main(source):
    folder = pathlib.Path(__file__).resolve().parent
    (folder / "fashion-mnist").mkdir(exist_ok=True)
    for part, count in COUNTS.items():
        for name in (f"{part}-images-idx3-ubyte.gz", f"{part}-labels-idx1-ubyte.gz"):
            dimensions, values = idx_files.read_idx(pathlib.Path(source) / name)
            size = len(values) // dimensions[0]
            idx_files.write_idx(folder / "fashion-mnist" / name, (count, *dimensions[1:]),
                                values[:count * size])
    idx_files.write_checksums(folder)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/datasets/fashion-mnist")
