#!/usr/bin/python3
"""Time from the start of a process to a share of right answers on Fashion-MNIST's test pictures: Propago
and PyTorch in turn, the same network (lenet), each with the settings that get it there soonest.

  time_to_accuracy.py PROPAGO_PROGRAM [--rounds N] [--goal 0.9] [--threads 2]

Round N uses seed N. A round that misses the goal has no time and is counted.
"""
import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
NETWORK = "lenet"
# Both: AdamW, one-cycle over these epochs, a test at the end of each (PyTorch: from the third on). Small
# batches need fewer epochs; larger ones pay off where a step costs much by itself.
OURS = ["--epochs", "3", "--batch", "16", "--lr", "0.003"]
PYTORCH = ["--epochs", "4", "--batch", "64", "--lr", "0.005", "--first-test", "3"]


def seconds_of(command):
    """Until the program's first line on standard output; None when it missed the goal."""
    start = time.perf_counter()
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True) as process:
        process.stdout.readline()
        seconds = time.perf_counter() - start
        process.stdout.read()
    return seconds if process.returncode == 0 else None


def report(name, settings, times):
    reached = [each for each in times if each is not None]
    words = " ".join(settings)
    if not reached:
        print(f"{name}: missed in all of {len(times)} rounds ({words})")
        return None
    median = statistics.median(reached)
    print(f"{name}: median {median:.2f} s, fastest {min(reached):.2f} s, reached in {len(reached)} of "
          f"{len(times)} rounds ({words})")
    return median


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("propago")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--goal", type=float, default=0.9)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = pathlib.Path(folder) / "network.onnx"
        subprocess.run([options.propago, "bench", "--model", NETWORK, "--runs", "1", "--quiet",
                        "--export-onnx", str(model)], check=True, stdout=subprocess.DEVNULL)
        ours, theirs = [], []
        for seed in range(1, options.rounds + 1):
            same = ["--threads", options.threads, "--seed", seed]
            ours.append(seconds_of([options.propago, "train", "--data", "fashion-mnist", "--model",
                                    NETWORK, "--optimizer", "adamw", "--schedule", "one-cycle",
                                    "--until-accuracy", options.goal, "--json", "--quiet", *OURS,
                                    *same]))
            theirs.append(seconds_of([sys.executable, HERE / "pytorch_training.py", model, "--goal",
                                      options.goal, *PYTORCH, *same]))
            print(f"seed {seed}: ours {ours[-1]}, PyTorch {theirs[-1]}", file=sys.stderr)
    medians = [report("Propago", OURS, ours), report("PyTorch", PYTORCH, theirs)]
    if all(medians):
        print(f"ours takes {medians[0] / medians[1]:.2f} of PyTorch's time")


if __name__ == "__main__":
    main()
