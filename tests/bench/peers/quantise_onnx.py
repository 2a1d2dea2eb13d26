"""Turns a chain of Conv, Relu, MaxPool, Flatten and Gemm into the int8 form that ONNX Runtime runs fast:
uint8 values and int8 weights, one scale for each filter, between QuantizeLinear and DequantizeLinear.

  quantise_onnx.py MODEL.onnx INT8.onnx

The ranges of the values are rough guesses: speed does not depend on them, accuracy would.
"""
import sys

import numpy
import onnx
from onnx import helper, numpy_helper

INPUT_SCALE = 1 / 255
VALUE_SCALE = 6 / 255
WEIGHED = ("Conv", "Gemm")


class Quantiser:
    def __init__(self, model):
        self.graph = model.graph
        self.numbers = {each.name: numpy_helper.to_array(each) for each in self.graph.initializer}
        self.nodes, self.initialisers, self.renamed, self.scales = [], [], {}, {}

    def constant(self, name, values, kind):
        self.initialisers.append(numpy_helper.from_array(numpy.asarray(values, kind), name))
        return name

    def value(self, name, scale):
        """Rounds what `name` stands for to bytes; later nodes read the result."""
        ends = [self.constant(name + "_scale", scale, numpy.float32),
                self.constant(name + "_zero", 0, numpy.uint8)]
        self.nodes += [helper.make_node("QuantizeLinear", [name, *ends], [name + "_bytes"]),
                       helper.make_node("DequantizeLinear", [name + "_bytes", *ends],
                                        [name + "_values"])]
        self.renamed[name], self.scales[name] = name + "_values", scale

    def stored(self, name, values, scale, kind, most):
        """Weights or a bias as integers, one scale for each filter."""
        shape = [-1] + [1] * (values.ndim - 1)
        whole = numpy.clip(numpy.rint(values / scale.reshape(shape)), -most, most)
        ends = [self.constant(name + "_whole", whole, kind),
                self.constant(name + "_scale", scale, numpy.float32),
                self.constant(name + "_zero", numpy.zeros(len(scale)), kind)]
        self.nodes.append(helper.make_node("DequantizeLinear", ends, [name + "_values"], axis=0))
        return name + "_values"

    def weighed(self, node):
        x, weight, bias = node.input
        values = self.numbers[weight]
        scale = numpy.maximum(numpy.abs(values.reshape(len(values), -1)).max(1) / 127, 1e-9)
        return [self.renamed[x],
                self.stored(weight, values, scale, numpy.int8, 127),
                self.stored(bias, self.numbers[bias], scale * self.scales[x], numpy.int32, 2**31 - 1)]

    def run(self):
        self.value(self.graph.input[0].name, INPUT_SCALE)
        last = self.graph.output[0].name
        readers = {name: node.op_type for node in self.graph.node for name in node.input}
        for node in self.graph.node:
            output, source = node.output[0], node.input[0]
            inputs = self.weighed(node) if node.op_type in WEIGHED else [
                self.renamed.get(source, source)]
            del node.input[:]
            node.input.extend(inputs)
            self.nodes.append(node)
            if output != last and readers[output] != "Relu":
                self.value(output, self.scales.get(source, VALUE_SCALE)
                           if node.op_type in ("MaxPool", "Flatten") else VALUE_SCALE)
        del self.graph.node[:], self.graph.initializer[:]
        self.graph.node.extend(self.nodes)
        self.graph.initializer.extend(self.initialisers)


def main():
    model = onnx.load(sys.argv[1])
    Quantiser(model).run()
    onnx.checker.check_model(model)
    onnx.save(model, sys.argv[2])


main()
