#!/usr/bin/python3
"""Propago beside other programs: the same networks with the same weights, on this machine.

  compare.py PROPAGO_PROGRAM PEER_ONNXRUNTIME_PROGRAM [--rounds N] [--seconds S] [--only WORD]

Ours and the peer run in turn, N rounds of S seconds each; the table shows medians over the rounds
of each round's median, and how the fastest runs of all rounds compare. A peer that is not there is
"not installed"; README.md says how to get it.
"""
import argparse
import ctypes.util
import importlib.util
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
PICTURES = {"lenet": (1, 28, 28), "fashion-cnn": (1, 28, 28), "resnet8": (3, 32, 32),
            "mobilenet-v2": (3, 224, 224), "resnet18": (3, 224, 224)}
NAMES = {"onnxruntime": "ONNX Runtime", "pytorch": "PyTorch", "own_direct": "ours, fp32, direct",
         "own_fp32": "ours, fp32", "own_single": "ours, 1 thread"}
# Network, number format or training, batch, threads, peer (or another way of ours).
ROWS = [
    ("lenet", "fp32", 1, 1, "onnxruntime"),
    ("fashion-cnn", "fp32", 1, 1, "onnxruntime"),
    ("resnet8", "fp32", 1, 1, "onnxruntime"),
    ("mobilenet-v2", "fp32", 1, 1, "onnxruntime"),
    ("resnet18", "fp32", 1, 1, "onnxruntime"),
    ("fashion-cnn", "fp32", 64, 1, "onnxruntime"),
    ("fashion-cnn", "fp32", 64, 2, "onnxruntime"),
    ("lenet", "fp32", 64, 2, "own_single"),
    ("fashion-cnn", "fp32", 64, 2, "own_single"),
    ("resnet8", "fp32", 64, 2, "own_single"),
    ("lenet", "int8", 1, 1, "onnxruntime"),
    ("lenet", "int8", 1, 1, "own_fp32"),
    ("fashion-cnn", "int8", 1, 1, "onnxruntime"),
    ("fashion-cnn", "int8", 1, 1, "own_direct"),
    ("fashion-cnn", "int8", 64, 1, "onnxruntime"),
    ("fashion-cnn", "bf16", 64, 1, "own_fp32"),
    ("fashion-cnn", "bf16", 64, 1, "pytorch"),
    ("fashion-cnn", "bf16", 256, 1, "pytorch"),
    ("lenet", "training", 64, 2, "pytorch"),
    ("fashion-cnn", "training", 64, 2, "pytorch"),
    ("resnet8", "training", 64, 2, "pytorch"),
    ("fashion-cnn", "bf16 training", 64, 1, "own_fp32"),
    ("fashion-cnn", "bf16 training", 64, 2, "own_fp32"),
]


def answer(command):
    """The JSON that a program prints; None when it cannot do the work."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode == 0:
        return json.loads(done.stdout)
    print("\n".join(done.stderr.strip().splitlines()[-1:]), file=sys.stderr)
    return None


def has(*modules):
    return all(importlib.util.find_spec(module) for module in modules)


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, pathlib.Path(folder)
        self.library = (os.environ.get("PROPAGO_ONNXRUNTIME")
                        or ctypes.util.find_library("onnxruntime"))

    def model(self, network):
        path = self.folder / f"{network}.onnx"
        if not path.exists():
            answer([self.options.propago, "bench", "--model", network, "--runs", 1, "--quiet",
                    "--json", "--export-onnx", path])
        return path

    def int8_model(self, network):
        path = self.folder / f"{network}-int8.onnx"
        if not path.exists():
            subprocess.run([sys.executable, HERE / "quantise_onnx.py", self.model(network), path],
                           check=True)
        return path

    def ours(self, network, kind, batch, threads):
        how = ["--precision", kind.split()[0]] if kind != "training" else []
        how += ["--train"] if "training" in kind else []
        return [self.options.propago, "bench", "--model", self.model(network), "--batch", batch,
                "--threads", threads, "--seconds", self.options.seconds, "--quiet", "--json", *how]

    def own_fp32(self, network, kind, batch, threads):
        """Ours in fp32 instead."""
        return self.ours(network, "training" if "training" in kind else "fp32", batch, threads)

    def own_direct(self, network, kind, batch, threads):
        """Ours in fp32 without methods that save products."""
        return [*self.ours(network, "fp32", batch, threads), "--direct"]

    def own_single(self, network, kind, batch, threads):
        """Ours on one thread instead."""
        return self.ours(network, kind, batch, 1)

    def onnxruntime(self, network, kind, batch, threads):
        """The command that measures ONNX Runtime, or why there is none."""
        if not self.library and not has("onnxruntime"):
            return "not installed"
        if kind == "int8" and not has("onnx", "numpy"):
            return "needs python3-onnx"
        model = self.int8_model(network) if kind == "int8" else self.model(network)
        end = [model, batch, threads, self.options.seconds]
        if self.library:
            return [self.options.peer, self.library, *end, *PICTURES[network]]
        return [sys.executable, HERE / "onnxruntime_speed.py", *end]

    def pytorch(self, network, kind, batch, threads):
        """The command that measures PyTorch, or why there is none."""
        if not has("torch"):
            return "not installed"
        if not has("onnx"):
            return "needs python3-onnx"
        return [sys.executable, HERE / "pytorch_speed.py", self.model(network), batch, threads,
                self.options.seconds, kind]

    def row(self, network, kind, batch, threads, peer):
        mine = self.ours(network, kind, batch, threads)
        theirs = getattr(self, peer)(network, kind, batch, threads)
        ours, others = [], []
        for _ in range(self.options.rounds):
            ours.append(answer(mine))
            if isinstance(theirs, list):
                others.append(answer(theirs))
        title = f"{network}, {kind}, batch {batch}, {threads} thread{'s' if threads > 1 else ''}"
        if None in ours:
            return [title, "failed", "", "", "", "", ""]
        own = statistics.median(batch / each["images_per_second"] * 1e6 for each in ours)
        peak = max(each["peak_gflops"] for each in ours)
        operations = ours[0]["gflops"] / ours[0]["images_per_second"] * batch
        share = operations * 1e6 / own / peak
        if not others or None in others:
            reason = "failed" if others else theirs
            return [title, shown(own, batch), f"{100 * share:.0f} %", NAMES[peer], reason, "", ""]
        other = statistics.median(middle(each) for each in others)
        return [title, shown(own, batch), f"{100 * share:.0f} %",
                others[0].get("peer", NAMES[peer]),
                shown(other, batch), f"{other / own:.2f} x",
                f"{fastest(others) / fastest(ours):.2f} x"]


def middle(answer):
    """Microseconds of the median run."""
    return (answer["p50_us"] if "p50_us" in answer else
            answer["latency_us"]["p50"] if "latency_us" in answer else answer["step_ms"]["p50"] * 1e3)


def fastest(answers):
    """Microseconds of the fastest run."""
    return min(each["min_us"] if "min_us" in each else
               each["latency_us"]["min"] if "latency_us" in each else each["step_ms"]["min"] * 1e3
               for each in answers)


def shown(microseconds, batch):
    """Single pictures by how long they take, batches by how many go through."""
    if batch > 1:
        return f"{batch / microseconds * 1e6:,.0f} images/s".replace(",", " ")
    return f"{microseconds / 1e3:.2f} ms" if microseconds >= 1e3 else f"{microseconds:.1f} us"


def table(rows):
    header = ["work", "ours", "of the peak", "peer", "the peer's", "ours is as fast", "at best"]
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    for row in [header, ["-" * width for width in widths], *rows]:
        yield "  ".join(cell.ljust(width) if i in (0, 3) else cell.rjust(width)
                        for i, (cell, width) in enumerate(zip(row, widths))).rstrip()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("propago")
    parser.add_argument("peer", help="what measures ONNX Runtime (peer_onnxruntime)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--only", default="", help="rows whose words hold this")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, folder)
        chosen = [row for row in ROWS if options.only in " ".join(map(str, row))]
        for i, row in enumerate(chosen, 1):
            print(f"{i} of {len(chosen)}: {row[0]}, {row[1]}, batch {row[2]}", file=sys.stderr)
            rows.append(bench.row(*row))
    print(*table(rows), sep="\n")
    print("\nMedians; of the peak: operations of direct convolution in a second as a share of the "
          "measured multiply-add peak,\nbeyond which kernels go that need fewer (Winograd).")


if __name__ == "__main__":
    main()
