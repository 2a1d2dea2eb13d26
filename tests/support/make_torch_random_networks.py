#!/usr/bin/python3
"""Writes tests/data/torch/random-networks.gz: 300 random networks as PyTorch exported them.

Needs python3-torch and python3-onnx (Debian 12: PyTorch 1.13, ONNX 1.12). The tests read what is
stored and need neither. Expanded, the file is
  8 bytes                  length of the index, little-endian
  index                    JSON, one entry for each network
  data                     fp32 numbers and ONNX files, one behind the other in the index's order
A network is drawn again when PyTorch itself cannot say what is right: when fp32 and fp64 disagree,
or when in fp64 a kink (of ReLU, say) or two rivals for a maximum lie within roundings of fp32. Then
no test has to be loosened for them. Each number stored is PyTorch's own in fp32.
"""
import copy
import gzip
import io
import json
import pathlib
import sys
import warnings

import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from onnx import numpy_helper

from torch_random_drawer import Drawer
from torch_random_modules import Largest, Resize

TARGET = pathlib.Path(__file__).resolve().parent.parent / "data" / "torch" / "random-networks.gz"
NETWORKS = 300
# What rounds in fp32, as a share of the largest value of the tensor: well above what was measured.
ROUNDING = 1e-5
KINKS = {nn.ReLU: (0,), nn.LeakyReLU: (0,), nn.PReLU: (0,), nn.ReLU6: (0, 6),
         nn.Hardswish: (-3, 3), nn.Hardsigmoid: (-3, 3), nn.ELU: (0,)}


def settle(network, generator):
    """Numbers for everything that does not start with random ones. They are rounded to few bits,
    which costs nothing and packs well."""
    def spread(tensor, low, high):
        tensor.uniform_(low, high, generator=generator)

    for module in network.modules():
        is_norm = isinstance(module, (nn.BatchNorm2d, nn.GroupNorm, nn.LayerNorm,
                                      nn.InstanceNorm2d))
        if is_norm:
            spread(module.weight.data, 0.5, 1.5)
            spread(module.bias.data, -0.5, 0.5)
        if isinstance(module, nn.BatchNorm2d):
            spread(module.running_mean, -0.5, 0.5)
            spread(module.running_var, 0.5, 1.5)
        if isinstance(module, nn.PReLU):
            spread(module.weight.data, 0.05, 0.5)
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            reach = (3 / module.weight[0].numel()) ** 0.5
            spread(module.weight.data, -reach, reach)
            if module.bias is not None:
                spread(module.bias.data, -0.3, 0.3)
    with torch.no_grad():
        for tensor in list(network.parameters()) + list(network.buffers()):
            if tensor.is_floating_point():
                tensor.copy_((tensor * 512).round() / 512)


def too_close(gaps, size):
    """Some gap is not plainly zero (the same in any arithmetic) but within roundings."""
    return bool(((gaps > 0) & (gaps < ROUNDING * max(1.0, size))).any())


def rivals(x, module):
    """The two largest of each window, or along the axes of Largest."""
    if isinstance(module, Largest):
        return x.transpose(1, -1).topk(2, -1).values if x.shape[1] > 1 else None
    k, s, p, d = (v if isinstance(v, tuple) else (v, v) for v in (
        module.kernel_size, module.stride, module.padding, module.dilation))
    if k == (1, 1):
        return None
    more = [q + (t if module.ceil_mode else 0) for q, t in zip(p, s)]
    x = F.pad(x, (p[1], more[1], p[0], more[0]), value=-1e30)
    windows = F.unfold(x.flatten(0, 1).unsqueeze(1), k, d, 0, s).transpose(1, 2)
    return windows.topk(2, -1).values


class Watch:
    """Looks at the inputs of every module with kinks or maxima."""

    def __init__(self, network):
        self.is_close = False
        for module in network.modules():
            if type(module) in KINKS or isinstance(module, (nn.Hardtanh, nn.MaxPool2d, Largest)):
                module.register_forward_hook(self.look)

    def look(self, module, inputs, _):
        x = inputs[0].detach()
        size = x.abs().max().item()
        if isinstance(module, (nn.MaxPool2d, Largest)):
            pair = rivals(x, module)
            if pair is not None:
                gap = pair[..., 0] - pair[..., 1]
                # Equal maxima are right only where nothing passes back: behind ReLU, at zero.
                tie = (gap == 0) & (pair[..., 0] != 0) & (pair[..., 0] > -1e29)
                self.is_close |= too_close(gap, size) or bool(tie.any())
            return
        limits = KINKS.get(type(module)) or (module.min_val, module.max_val)
        for kink in limits:
            self.is_close |= too_close((x - kink).abs(), size)


def loss_of(kind, output, answers):
    if kind == "cross-entropy":
        return F.cross_entropy(output, answers)
    return (F.mse_loss if kind == "mse" else F.l1_loss)(output, answers.to(output.dtype))


def gradients(network, x, answers, kind, dtype):
    """Output, loss and the gradients by the input and by each parameter name."""
    network = copy.deepcopy(network).to(dtype)
    watch = Watch(network)
    x = x.to(dtype).requires_grad_(True)
    output = network(x)
    loss = loss_of(kind, output, answers)
    loss.backward()
    if kind == "l1":
        watch.is_close |= too_close((output - answers).abs(), 1.0)
    found = {name: p.grad for name, p in network.named_parameters() if p.grad is not None}
    return output.detach(), loss.item(), x.grad, found, watch.is_close


def exported(network, x, opset, mode, is_dynamic):
    stream = io.BytesIO()
    axes = {"x": {0: "N"}, "y": {0: "N"}} if is_dynamic else None
    torch.onnx.export(network, x, stream, input_names=["x"], output_names=["y"],
                      dynamic_axes=axes, opset_version=opset, training=mode,
                      do_constant_folding=True)
    model = onnx.load_from_string(stream.getvalue())
    for node in model.graph.node:
        node.ClearField("doc_string")  # holds paths of the machine that exported
    return model


def likened(numbers, parameter, gradient):
    """The gradient in the form of `numbers`, if they are those of the parameter."""
    if numbers.numel() != parameter.numel() or numbers.dtype != parameter.dtype:
        return []
    if torch.equal(numbers.flatten(), parameter.flatten()):
        return [gradient.reshape(numbers.shape)]
    if parameter.dim() == 2 and torch.equal(numbers, parameter.t()):
        return [gradient.t().contiguous()]
    return []


def named(model, found, network):
    """Gradients under the names of the file: a tensor that was folded has the numbers of a
    parameter, perhaps turned or with axes more."""
    result = {}
    parameters = dict(network.named_parameters())
    buffers = dict(network.named_buffers())
    for item in model.graph.initializer:
        if item.name in found:
            result[item.name] = found[item.name]
            continue
        numbers = torch.tensor(numpy_helper.to_array(item))
        fits = [turned for name, gradient in found.items()
                for turned in likened(numbers, parameters[name].detach(), gradient)]
        if len(fits) == 1 and item.name not in buffers:
            result[item.name] = fits[0]
    return result


def distance(actual, expected):
    return ((actual - expected).abs().max() / expected.abs().max().clamp(min=1e-30)).item()


class Refused(Exception):
    """A draw that cannot be used, and why."""


def sort_out(coarse, fine):
    """Names of gradients that are no more than roundings of zero. Refuses what fp32 cannot tell."""
    largest = max(g.abs().max().item() for g in fine.values())
    zeros = [name for name, g in fine.items() if g.abs().max().item() <= 1e-12 * largest]
    for name, gradient in fine.items():
        if name in zeros:
            if coarse[name].abs().max().item() > 1e-6 * largest:
                raise Refused("rounding")
        elif distance(coarse[name].double(), gradient) > 1e-4:
            raise Refused("rounding")
    return zeros


def drawn(seed):
    """One network with everything that is stored of it."""
    drawer = Drawer(seed)
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    network, shape, losses = drawer.network()
    settle(network, generator)
    has_batch_norm = any(isinstance(m, nn.BatchNorm2d) for m in network.modules())
    has_dropout = any(isinstance(m, nn.Dropout) for m in network.modules())
    is_training = has_batch_norm and not has_dropout and drawer.chance(0.35)
    network.train(is_training)
    count = 3 if is_training else 2
    x = (torch.randn(count, *shape, generator=generator) * 256).round() / 256
    kind = drawer.dice.choice(losses)
    try:
        output = copy.deepcopy(network)(x)
    except RuntimeError as error:  # such as view() of what does not lie in one piece
        raise Refused("view") from error
    if kind == "cross-entropy":
        answers = torch.randint(0, output.shape[1], (count,), generator=generator)
    else:
        answers = (torch.rand(output.shape, generator=generator) * 256).round() / 256
    fine = gradients(network, x, answers, kind, torch.float64)
    coarse = gradients(network, x, answers, kind, torch.float32)
    if fine[4]:
        raise Refused("kink")
    if not 1e-3 < fine[0].abs().max().item() < 1e3 or distance(coarse[0].double(), fine[0]) > 1e-5:
        raise Refused("size")
    # What opsets before 11 know of bilinear resizing is not what PyTorch does.
    is_bilinear = any(isinstance(m, Resize) and m.settings["mode"] == "bilinear"
                      for m in network.modules())
    numbers = [tuple(t.flatten().tolist()) for t in network.state_dict().values()
               if t.is_floating_point()]
    if len(set(numbers)) < len(numbers):
        raise Refused("equal")  # the exporter would make one of two
    opset = drawer.dice.randrange(11 if is_bilinear else 9, 18)
    modes = torch.onnx.TrainingMode
    mode = modes.EVAL if not is_training and drawer.chance(0.25) else modes.PRESERVE
    try:
        model = exported(copy.deepcopy(network).eval(), x, opset, mode, drawer.chance(0.5))
    except Exception as error:  # the exporter has many ways to say no
        raise Refused("export") from error
    coarse_by_name = {"x": coarse[2], **named(model, coarse[3], network)}
    fine_by_name = {"x": fine[2], **named(model, fine[3], network)}
    zeros = sort_out(coarse_by_name, fine_by_name)
    if fine[2].abs().max().item() < 1e-9:
        raise Refused("size")
    return {"seed": seed, "opset": opset, "loss": kind, "isTraining": is_training,
            "isFolded": mode == modes.EVAL, "parameters": len(fine[3]), "lossValue": coarse[1],
            "zeros": zeros, "model": model.SerializeToString(), "input": x, "answers": answers,
            "output": coarse[0],
            "gradients": {n: g for n, g in coarse_by_name.items() if n not in zeros}}


def packed(networks):
    index, data = [], []

    def put(numbers):
        data.append(numbers.detach().contiguous().float().numpy().tobytes())
        return list(numbers.shape)

    for network in networks:
        data.append(network["model"])
        entry = {**network, "model": len(network["model"])}
        for part in ("input", "answers", "output"):
            entry[part] = put(network[part])
        entry["gradients"] = [{"name": n, "shape": put(g)}
                              for n, g in network["gradients"].items()]
        index.append(entry)
    text = json.dumps(index).encode()
    return len(text).to_bytes(8, "little") + text + b"".join(data)


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else NETWORKS
    networks, refusals, operators = [], {}, {}
    seed = 0
    while len(networks) < wanted:
        seed += 1
        try:
            networks.append(drawn(seed))
        except Refused as reason:
            refusals[str(reason)] = refusals.get(str(reason), 0) + 1
            continue
        for node in onnx.load_from_string(networks[-1]["model"]).graph.node:
            operators[node.op_type] = operators.get(node.op_type, 0) + 1
    with open(TARGET, "wb") as file:
        with gzip.GzipFile("", "wb", 9, file, mtime=0) as stream:
            stream.write(packed(networks))
    print(seed, "drawn; refused", refusals)
    print(dict(sorted(operators.items())))


if __name__ == "__main__":
    main()
