#!/usr/bin/env python3
"""Makes digits/ from digits.png of OpenCV's samples (Debian package opencv-doc):

    apt-get download opencv-doc && dpkg-deb -x opencv-doc_*.deb doc
    python3 make_digits.py doc/usr/share/doc/opencv-doc/examples/data/digits.png

The picture holds 5,000 handwritten digits of 20x20 pixels, 500 of each in turn. Each is put into a
field of 28x28 with its centre of mass in the middle, as MNIST does. 400 of each become the training
part, 100 the test part; which ones, and in what order, follows from the hash of their number.
"""
import hashlib
import pathlib
import sys

import idx_files

SIDE, FIELD, PER_CLASS, TEST_PER_CLASS = 20, 28, 500, 100


def cut(rows, number):
    """Digit `number` of the sheet: 100 in a row."""
    top, left = number // 100 * SIDE, number % 100 * SIDE
    return [row[left:left + SIDE] for row in rows[top:top + SIDE]]


def centred(digit):
    mass = sum(map(sum, digit))
    middle_x = sum(x * value for row in digit for x, value in enumerate(row)) / mass
    middle_y = sum(y * sum(row) for y, row in enumerate(digit)) / mass
    most = FIELD - SIDE
    left = min(max(round((FIELD - 1) / 2 - middle_x), 0), most)
    top = min(max(round((FIELD - 1) / 2 - middle_y), 0), most)
    field = bytearray(FIELD * FIELD)
    for y, row in enumerate(digit):
        at = (top + y) * FIELD + left
        field[at:at + SIDE] = row
    return field


def mixed(numbers):
    return sorted(numbers, key=lambda number: hashlib.sha256(b"digit %d" % number).digest())


def main(sheet):
    rows = idx_files.read_grey_png(sheet)
    parts = {"train": [], "t10k": []}
    for label in range(10):
        numbers = mixed(range(label * PER_CLASS, (label + 1) * PER_CLASS))
        parts["t10k"] += numbers[:TEST_PER_CLASS]
        parts["train"] += numbers[TEST_PER_CLASS:]
    folder = pathlib.Path(__file__).resolve().parent
    (folder / "digits").mkdir(exist_ok=True)
    for part, numbers in parts.items():
        numbers = mixed(numbers)
        pixels = b"".join(bytes(centred(cut(rows, number))) for number in numbers)
        labels = [number // PER_CLASS for number in numbers]
        idx_files.write_idx(folder / "digits" / f"{part}-images-idx3-ubyte.gz",
                            (len(numbers), FIELD, FIELD), pixels)
        idx_files.write_idx(folder / "digits" / f"{part}-labels-idx1-ubyte.gz", (len(numbers),), labels)
    idx_files.write_checksums(folder)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
