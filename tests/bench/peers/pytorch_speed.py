"""How fast PyTorch runs or trains a network that Propago exported as ONNX: one line of JSON.

  pytorch_speed.py MODEL.onnx BATCH THREADS SECONDS fp32|bf16|training
"""
import json
import sys
import time

import torch

from onnx_network import OnnxNetwork

FEWEST_RUNS, WARM_UP = 10, 3


def work_of(network, batch, kind):
    """A function that does the work once."""
    x = torch.rand(batch, *network.sample)
    if kind == "training":
        network.train()
        optimizer = torch.optim.SGD(network.parameters(), lr=1e-4, momentum=0.9)
        with torch.no_grad():
            classes = network(x).shape[1]
        labels = torch.arange(batch) % classes

        def train():
            optimizer.zero_grad(set_to_none=True)
            torch.nn.functional.cross_entropy(network(x), labels).backward()
            optimizer.step()

        return train
    network.eval()
    if kind == "bf16":
        network, x = network.bfloat16(), x.bfloat16()

    def infer():
        with torch.inference_mode():
            network(x)

    return infer


def main():
    model, batch, threads, seconds, kind = sys.argv[1:]
    torch.set_num_threads(int(threads))
    work = work_of(OnnxNetwork(model), int(batch), kind)
    for _ in range(WARM_UP):
        work()
    taken, start = [], time.perf_counter()
    while len(taken) < FEWEST_RUNS or time.perf_counter() - start < float(seconds):
        before = time.perf_counter()
        work()
        taken.append((time.perf_counter() - before) * 1e6)
    taken.sort()
    print(json.dumps({"peer": "PyTorch " + torch.__version__, "min_us": taken[0],
                      "p50_us": taken[len(taken) // 2]}))


main()
