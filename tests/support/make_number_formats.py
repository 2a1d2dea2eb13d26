#!/usr/bin/python3
"""Writes tests/data/formats/numbers.txt: what fp16 and bf16 patterns stand for, and what numbers
become in them, by Python's struct module ('e' is IEEE half precision; the upper half of 'f' is bf16).

Needs nothing but Python 3.6. Lines:
  checksum FORMAT HEX            FNV-1a of the fp32 bits (little-endian) of patterns 0 .. 65535; any
                                 NaN counts as 0x7FC00000
  pattern FORMAT HEX NUMBER      a pattern and its number
  encoded FORMAT NUMBER HEX      a number and its nearest pattern
Numbers are hexadecimal floating-point literals.
"""
import math
import pathlib
import random
import struct

TARGET = pathlib.Path(__file__).resolve().parent.parent / "data" / "formats" / "numbers.txt"


def decoded(name, pattern):
    if name == "fp16":
        return struct.unpack("<e", struct.pack("<H", pattern))[0]
    return struct.unpack("<f", struct.pack("<HH", 0, pattern))[0]


def fp32_bytes(value):
    if math.isnan(value):
        return struct.pack("<I", 0x7FC00000)
    return struct.pack("<f", value)


def checksum(name):
    total = 0xCBF29CE484222325
    for pattern in range(65536):
        for byte in fp32_bytes(decoded(name, pattern)):
            total = (total ^ byte) * 0x100000001B3 % 2 ** 64
    return total


def nearest_half(value):
    try:
        return struct.unpack("<H", struct.pack("<e", value))[0]
    except OverflowError:
        return 0x7C00 if value > 0 else 0xFC00


def nearest_bfloat(value, numbers):
    """The pattern whose number is nearest, by search; of two as near the even one."""
    sign = 0x8000 if math.copysign(1.0, value) < 0 else 0
    size = abs(value)
    low, high = 0, 0x7F80
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if numbers[middle] <= size else (low, middle)
    # Behind the largest number infinity stands for the next power of two.
    above = 2.0 ** 128 if high == 0x7F80 else numbers[high]
    down, up = size - numbers[low], above - size
    return sign | (low if down < up or (down == up and low % 2 == 0) else high)


def lines():
    dice = random.Random(20)
    for name in ("fp16", "bf16"):
        yield "checksum %s %016x" % (name, checksum(name))
        for pattern in range(0, 65536, 331):
            value = decoded(name, pattern)
            if not math.isnan(value):
                yield "pattern %s %04x %s" % (name, pattern, value.hex())
    numbers = [decoded("bf16", pattern) for pattern in range(0x7F80)]
    for i in range(400):
        value = math.ldexp(dice.uniform(-1, 1), dice.randint(-30, 18))
        yield "encoded fp16 %s %04x" % (value.hex(), nearest_half(value))
        value = math.ldexp(dice.uniform(-1, 1), dice.randint(-140, 128))
        yield "encoded bf16 %s %04x" % (value.hex(), nearest_bfloat(value, numbers))


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("\n".join(lines()) + "\n")
