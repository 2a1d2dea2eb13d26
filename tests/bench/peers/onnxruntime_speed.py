"""How fast the Python module onnxruntime runs a model: one line of JSON, calls through Python included.

  onnxruntime_speed.py MODEL.onnx BATCH THREADS SECONDS
"""
import json
import sys
import time

import numpy
import onnxruntime

FEWEST_RUNS, WARM_UP = 20, 5


def main():
    model, batch, threads, seconds = sys.argv[1:]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(threads)
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    x = session.get_inputs()[0]
    pictures = numpy.random.rand(int(batch), *x.shape[1:]).astype(numpy.float32)
    binding = session.io_binding()
    binding.bind_cpu_input(x.name, pictures)
    binding.bind_output(session.get_outputs()[0].name)
    for _ in range(WARM_UP):
        session.run_with_iobinding(binding)
    taken, start = [], time.perf_counter()
    while len(taken) < FEWEST_RUNS or time.perf_counter() - start < float(seconds):
        before = time.perf_counter()
        session.run_with_iobinding(binding)
        taken.append((time.perf_counter() - before) * 1e6)
    taken.sort()
    print(json.dumps({"peer": f"ONNX Runtime {onnxruntime.__version__} (Python)",
                      "min_us": taken[0], "p50_us": taken[len(taken) // 2]}))


main()
