"""Trains a network that Propago exported as ONNX on Fashion-MNIST until it is right on a share of the
test pictures: one line of JSON as soon as a test says so, exit code 1 when none does.

  pytorch_training.py MODEL.onnx --epochs 4 --batch 128 --lr 0.006 [--goal 0.9] [--threads 2] [--seed 1]

AdamW and the one-cycle schedule; pictures are value/255.
"""
import argparse
import gzip
import json
import math
import pathlib
import sys
import time

START = time.perf_counter()

import numpy
import torch
import torch.nn.functional as F

from onnx_network import OnnxNetwork

FOLDER = pathlib.Path("/usr/share/datasets/fashion-mnist")
TEST_BATCH = 500


def numbers(name, header):
    with gzip.open(FOLDER / name) as file:
        return numpy.frombuffer(file.read(), numpy.uint8, offset=header)


def part(name):
    pictures = numbers(f"{name}-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28)
    labels = numbers(f"{name}-labels-idx1-ubyte.gz", 8).astype(numpy.int64)
    return torch.from_numpy(pictures.astype(numpy.float32)).div_(255), torch.from_numpy(labels)


def initialise(network):
    """Kaiming's uniform values and biases of zero: what reaches the goal soonest, here as there."""
    for parameter in network.parameters():
        if parameter.dim() > 1:
            torch.nn.init.kaiming_uniform_(parameter, nonlinearity="relu")
        else:
            torch.nn.init.zeros_(parameter)


def accuracy(network, pictures, labels):
    with torch.inference_mode():
        right = sum((network(x).argmax(1) == y).sum().item()
                    for x, y in zip(pictures.split(TEST_BATCH), labels.split(TEST_BATCH)))
    return right / len(labels)


def train(options):
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    network = OnnxNetwork(options.model)
    initialise(network)
    pictures, labels = part("train")
    test = part("t10k")
    steps = math.ceil(len(labels) / options.batch)
    optimizer = torch.optim.AdamW(network.parameters(), lr=options.lr, foreach=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.lr, options.epochs * steps,
                                                   cycle_momentum=False)
    for epoch in range(1, options.epochs + 1):
        for batch in torch.randperm(len(labels)).split(options.batch):
            optimizer.zero_grad(set_to_none=True)
            F.cross_entropy(network(pictures[batch]), labels[batch]).backward()
            optimizer.step()
            schedule.step()
        if epoch < options.first_test:
            continue
        reached = accuracy(network, *test)
        print(f"epoch {epoch}: test accuracy {reached:.4f}, {time.perf_counter() - START:.2f} s",
              file=sys.stderr)
        if reached >= options.goal:
            return {"peer": "PyTorch " + torch.__version__, "epoch": epoch, "test_accuracy": reached}
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("--goal", type=float, default=0.9)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--lr", type=float, default=0.006)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first-test", type=int, default=1, help="the first epoch that ends in a test")
    done = train(parser.parse_args())
    if not done:
        sys.exit(1)
    print(json.dumps(done), flush=True)


main()
