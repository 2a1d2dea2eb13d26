"""A network that Propago exported as ONNX, in PyTorch: the same layers and the same weights."""
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

EPSILON = 1e-5
STATISTICS = ("running_mean", "running_var")


def attributes(node):
    return {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}


def halves(pads):
    """ONNX names both ends of every axis; PyTorch's layers pad both alike."""
    pads = pads or [0, 0, 0, 0]
    assert pads[:2] == pads[2:], "PyTorch cannot pad one side more than the other"
    return pads[:2]


class OnnxNetwork(torch.nn.Module):
    """Conv, BatchNormalization, Relu, MaxPool, GlobalAveragePool, Flatten, Gemm and Add."""

    def __init__(self, path):
        super().__init__()
        graph = onnx.load(path).graph
        self.x, self.y = graph.input[0].name, graph.output[0].name
        self.sample = [axis.dim_value for axis in graph.input[0].type.tensor_type.shape.dim][1:]
        self.steps = [self.step(node) for node in graph.node]
        for tensor in graph.initializer:
            values = torch.from_numpy(numpy_helper.to_array(tensor).copy())
            name = tensor.name.replace(".", "_")
            if name.endswith(STATISTICS):
                self.register_buffer(name, values)
            else:
                self.register_parameter(name, torch.nn.Parameter(values))

    def step(self, node):
        names = [name.replace(".", "_") for name in node.input]
        return getattr(self, node.op_type), names, node.output[0], attributes(node)

    def forward(self, x):
        values = {self.x: x}
        for operation, names, output, given in self.steps:
            inputs = [values[name] if name in values else getattr(self, name) for name in names]
            values[output] = operation(given, *inputs)
        return values[self.y]

    def Conv(self, given, x, weight, bias=None):
        return F.conv2d(x, weight, bias, given.get("strides", 1), halves(given.get("pads")),
                        given.get("dilations", 1), given.get("group", 1))

    def BatchNormalization(self, given, x, weight, bias, mean, variance):
        return F.batch_norm(x, mean, variance, weight, bias, self.training,
                            eps=given.get("epsilon", EPSILON))

    def Relu(self, given, x):
        return F.relu(x)

    def MaxPool(self, given, x):
        return F.max_pool2d(x, given["kernel_shape"], given.get("strides", 1),
                            halves(given.get("pads")))

    def GlobalAveragePool(self, given, x):
        return x.mean((2, 3), keepdim=True)

    def Flatten(self, given, x):
        return x.flatten(1)

    def Gemm(self, given, x, weight, bias):
        return F.linear(x, weight if given.get("transB") else weight.t(), bias)

    def Add(self, given, a, b):
        return a + b
