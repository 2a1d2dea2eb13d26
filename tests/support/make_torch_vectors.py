#!/usr/bin/python3
"""Writes tests/data/torch: small networks exported by PyTorch with every activation and gradient.

Needs python3-torch and python3-onnx (Debian 12: PyTorch 1.13, ONNX 1.12). The tests read what is
stored and need neither. A case folder holds
  model.onnx               the network as torch.onnx.export wrote it
  input.npy labels.npy     a batch and its categories
  case.json                loss kind, loss in both formats, and where each tensor lies in ...
  fp32.npy fp64.npy        ... these flat arrays: values and gradients, one behind the other
PyTorch runs the exported graph node by node with autograd, so each tensor has its ONNX name.
"""
import io
import json
import pathlib
import warnings

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from onnx import helper, numpy_helper

TARGET = pathlib.Path(__file__).resolve().parent.parent / "data" / "torch"


class Residual(nn.Module):
    """Two convolutions with BatchNorm, a 1x1 shortcut around them, global average, linear."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(2, 4, 3, padding=1, bias=False)
        self.norm0 = nn.BatchNorm2d(4)
        self.conv1 = nn.Conv2d(4, 6, 3, stride=2, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(6)
        self.conv2 = nn.Conv2d(6, 6, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(6)
        self.shortcut = nn.Sequential(nn.Conv2d(4, 6, 1, stride=2, bias=False), nn.BatchNorm2d(6))
        self.relu = nn.ReLU()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.linear = nn.Linear(6, 5)

    def forward(self, x):
        x = self.relu(self.norm0(self.stem(x)))
        y = self.norm2(self.conv2(self.relu(self.norm1(self.conv1(x)))))
        return self.linear(torch.flatten(self.pool(self.relu(y + self.shortcut(x))), 1))


class Branches(nn.Module):
    """Parallel branches that are concatenated, with both kinds of pooling and three activations."""

    def __init__(self):
        super().__init__()
        self.left = nn.Conv2d(3, 4, 1)
        self.middle = nn.Conv2d(3, 4, 3, padding=1)
        self.right = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)
        self.pool = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.mean = nn.AvgPool2d(2, stride=2)
        self.smooth = nn.AvgPool2d(3, stride=1, padding=1)
        self.linear = nn.Linear(11, 4)

    def forward(self, x):
        left, middle = torch.sigmoid(self.left(x)), torch.tanh(self.middle(x))
        x = self.smooth(self.mean(self.pool(torch.cat([left, middle, self.right(x)], 1))))
        return self.linear(torch.flatten(F.leaky_relu(x, 0.2).mean((2, 3)), 1))


class Viewed(nn.Module):
    """Flattening by view(), a product with a matrix and an addition: as older code writes it."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 3, 3)
        self.first = nn.Parameter(torch.randn(48, 6) * 0.2)
        self.shift = nn.Parameter(torch.randn(6) * 0.2)
        self.last = nn.Linear(6, 3, bias=False)

    def forward(self, x):
        x = torch.relu(self.conv(x))
        x = torch.relu(x.view(x.size(0), -1) @ self.first + self.shift)
        return self.last(x)


class Mobile(nn.Module):
    """An inverted residual with squeeze and excitation, a channel shuffle, and many activations."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8),
                                  nn.ReLU6())
        self.widen = nn.Sequential(nn.Conv2d(8, 16, 1, bias=False), nn.BatchNorm2d(16),
                                   nn.Hardswish())
        self.look = nn.Sequential(nn.Conv2d(16, 16, 3, padding=1, groups=16, bias=False),
                                  nn.BatchNorm2d(16), nn.SiLU())
        self.squeeze = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(16, 4, 1), nn.ReLU(),
                                     nn.Conv2d(4, 16, 1), nn.Hardsigmoid())
        self.narrow = nn.Sequential(nn.Conv2d(16, 8, 1, bias=False), nn.BatchNorm2d(8))
        self.bend, self.elu, self.gelu = nn.PReLU(8), nn.ELU(0.7), nn.GELU()
        self.linear = nn.Linear(8, 5)

    def forward(self, x):
        x = self.stem(x)
        y = self.look(self.widen(x))
        y = self.bend(self.narrow(y * self.squeeze(y)) + x)
        y = y.view(y.size(0), 2, 4, 4, 4).transpose(1, 2).reshape(y.size(0), 8, 4, 4)
        return self.linear(self.gelu(self.elu(y)).mean((2, 3)))


class Shaped(nn.Module):
    """Reflected borders, both ways of resizing, transposed convolution, two normalisations."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(2, 6, 3)
        self.groups = nn.GroupNorm(3, 6)
        self.second = nn.Conv2d(6, 6, 3, stride=2, padding=1)
        self.grow = nn.ConvTranspose2d(6, 4, 3, stride=2, padding=1, output_padding=1, groups=2)
        self.layer = nn.LayerNorm(4)
        self.scale = nn.Parameter(torch.rand(4, 1, 1) + 0.5)
        self.linear = nn.Linear(4 * 12 * 12, 4)

    def forward(self, x):
        x = self.groups(self.first(F.pad(x, (1, 1, 1, 1), mode="reflect")))
        x = self.second(F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False))
        x = F.interpolate(self.grow(x), size=(12, 12), mode="nearest")
        x = self.layer(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        x = x * torch.sigmoid(x.amax(1, keepdim=True)) * self.scale
        x = (x - x.mean((2, 3), keepdim=True)) / (1.5 + x.pow(2).sum(1, keepdim=True)).sqrt()
        return self.linear(torch.flatten(torch.exp(-x), 1))


def networks():
    """name -> network, shape of a sample, loss."""
    conv = nn.Conv2d
    lenet = nn.Sequential(conv(1, 3, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
                          conv(3, 5, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                          nn.Linear(20, 12), nn.ReLU(), nn.Linear(12, 10))
    strided = nn.Sequential(conv(2, 4, 3, stride=2, padding=1), nn.LeakyReLU(0.1),
                            conv(4, 6, 3, padding=2, dilation=2, groups=2), nn.ReLU(),
                            conv(6, 6, (3, 1), groups=6, padding=(1, 0)), nn.Tanh(),
                            conv(6, 4, (2, 3), stride=(1, 2), padding=(0, 1)),
                            nn.MaxPool2d(2, 1, 1), nn.Flatten(), nn.Linear(80, 5))
    mlp = nn.Sequential(nn.Flatten(), nn.Linear(18, 9), nn.Tanh(), nn.Linear(9, 4), nn.Softmax(1))
    return {
        "lenet": (lenet, (1, 12, 12), "cross-entropy"),
        "strided": (strided, (2, 10, 10), "cross-entropy"),
        "residual": (Residual(), (2, 8, 8), "cross-entropy"),
        "branches": (Branches(), (3, 9, 9), "mse"),
        "mlp": (mlp, (2, 3, 3), "l1"),
        "viewed": (Viewed(), (1, 6, 6), "cross-entropy"),
    }


def later_networks():
    """As networks(); drawn after everything else, so that what was stored stays as it is."""
    return {
        "mobile": (Mobile(), (3, 8, 8), "cross-entropy"),
        "shaped": (Shaped(), (2, 6, 6), "cross-entropy"),
    }


def settle(network):
    """Statistics and scales of BatchNorm that are not the ones it starts with."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.5, 0.5)
            nn.init.uniform_(module.running_mean, -0.5, 0.5)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
    return network.eval()


def exported(network, sample):
    """The ONNX model; PRESERVE keeps BatchNorm apart from the convolution before it."""
    stream = io.BytesIO()
    warnings.simplefilter("ignore")  # folding is safe: the network is in its inference form
    torch.onnx.export(network, sample, stream, input_names=["x"], output_names=["y"],
                      dynamic_axes={"x": {0: "N"}, "y": {0: "N"}}, opset_version=13,
                      training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=True)
    model = onnx.load_from_string(stream.getvalue())
    for node in model.graph.node:
        node.ClearField("doc_string")  # holds paths of the machine that exported
    return model


def padded(x, pads):
    return F.pad(x, (pads[1], pads[3], pads[0], pads[2])) if any(pads) else x


def pooled(operator, x, a):
    kernel, strides, pads = a["kernel_shape"], a["strides"], a.get("pads", [0] * 4)[:2]
    ceil, counts = bool(a.get("ceil_mode", 0)), bool(a.get("count_include_pad", 0))
    if operator == "MaxPool":
        return F.max_pool2d(x, kernel, strides, pads, a.get("dilations", 1), ceil)
    return F.avg_pool2d(x, kernel, strides, pads, ceil, counts)


def bordered(x, v, a):
    pads = [int(n) for n in v[1]]
    mode = a.get("mode", b"constant").decode()
    return F.pad(x, (pads[3], pads[7], pads[2], pads[6]), mode=mode)


def resized(x, v, a):
    size = [int(n) for n in v[3]][2:] if len(v) > 3 and v[3] is not None else \
        [int(n * s) for n, s in zip(x.shape[2:], v[2].tolist()[2:])]
    if a["mode"] == b"nearest":
        assert a["coordinate_transformation_mode"] == b"asymmetric"
        return F.interpolate(x, size=size, mode="nearest")
    assert a["coordinate_transformation_mode"] in (b"pytorch_half_pixel", b"half_pixel")
    return F.interpolate(x, size=size, mode="bilinear", align_corners=False)


def sliced(x, start, end, axis, step=1):
    assert axis == 0
    rows = list(range(x.shape[0]))[slice(start, end if end > -2**40 else None, step)]
    return x[rows]


def reduced(x, v, a, how):
    axes = tuple(int(n) for n in v[1]) if len(v) > 1 else tuple(a["axes"])
    return how(x, axes, bool(a.get("keepdims", 1)))


def computed(node, v):
    """What one ONNX node makes of its inputs, in PyTorch."""
    a = {item.name: helper.get_attribute_value(item) for item in node.attribute}
    bias = v[2] if len(v) > 2 else None
    table = {
        "Relu": lambda: F.relu(v[0]),
        "LeakyRelu": lambda: F.leaky_relu(v[0], a.get("alpha", 0.01)),
        "Sigmoid": lambda: torch.sigmoid(v[0]),
        "Tanh": lambda: torch.tanh(v[0]),
        "Softmax": lambda: torch.softmax(v[0], a.get("axis", -1)),
        "GlobalAveragePool": lambda: v[0].mean((2, 3), keepdim=True),
        "ReduceMean": lambda: v[0].mean(tuple(a["axes"]), keepdim=bool(a.get("keepdims", 1))),
        "Flatten": lambda: torch.flatten(v[0], a.get("axis", 1)),
        "Add": lambda: v[0] + v[1],
        "Concat": lambda: torch.cat(v, a["axis"]),
        "MatMul": lambda: v[0] @ v[1],
        "Identity": lambda: v[0].clone(),
        "Transpose": lambda: v[0].permute(a["perm"]),
        "Gemm": lambda: F.linear(v[0], v[1] if a.get("transB", 0) else v[1].t(), bias),
        "Conv": lambda: F.conv2d(padded(v[0], a.get("pads", [0] * 4)), v[1], bias,
                                 a.get("strides", [1, 1]), 0, a.get("dilations", [1, 1]),
                                 a.get("group", 1)),
        "BatchNormalization": lambda: F.batch_norm(v[0], v[3], v[4], v[1], v[2], False, 0.1,
                                                   a.get("epsilon", 1e-5)),
        "MaxPool": lambda: pooled("MaxPool", v[0], a),
        "AveragePool": lambda: pooled("AveragePool", v[0], a),
        "Pad": lambda: bordered(v[0], v, a),
        "Clip": lambda: torch.clamp(v[0], v[1], v[2]),
        "HardSwish": lambda: F.hardswish(v[0]),
        "HardSigmoid": lambda: torch.clamp(a["alpha"] * v[0] + a.get("beta", 0.5), 0, 1),
        "Elu": lambda: F.elu(v[0], a.get("alpha", 1.0)),
        "PRelu": lambda: F.prelu(v[0], v[1].reshape(-1)),
        "Erf": lambda: torch.erf(v[0]),
        "Exp": lambda: torch.exp(v[0]),
        "Neg": lambda: -v[0],
        "Sqrt": lambda: torch.sqrt(v[0]),
        "Pow": lambda: torch.pow(v[0], v[1]),
        "Sub": lambda: v[0] - v[1],
        "Mul": lambda: v[0] * v[1],
        "Div": lambda: v[0] / v[1],
        "ReduceMax": lambda: reduced(v[0], v, a, torch.amax),
        "ReduceSum": lambda: reduced(v[0], v, a, torch.sum),
        "Resize": lambda: resized(v[0], v, a),
        "InstanceNormalization": lambda: F.instance_norm(
            v[0], weight=v[1].to(v[0].dtype), bias=v[2].to(v[0].dtype),
            eps=a.get("epsilon", 1e-5)),
        "ConvTranspose": lambda: F.conv_transpose2d(v[0], v[1], bias, a["strides"],
                                                    a["pads"][:2], a.get("output_padding", 0),
                                                    a.get("group", 1), a.get("dilations", 1)),
        "ConstantOfShape": lambda: torch.full([int(n) for n in v[0]], int(
            numpy_helper.to_array(a["value"])[0])),
        "Slice": lambda: sliced(v[0], *[int(n) for n in v[1:]]),
        "Cast": lambda: v[0],
        "Constant": lambda: torch.tensor(numpy_helper.to_array(a["value"])),
        "Shape": lambda: torch.tensor(v[0].shape),
        "Gather": lambda: v[0][v[1]],
        "Unsqueeze": lambda: v[0].reshape(1),
        "Reshape": lambda: v[0].reshape([int(n) if n else v[0].shape[i]
                                            for i, n in enumerate(v[1])]),
    }
    return table[node.op_type]()


def losses(kind, output, labels):
    if kind == "cross-entropy":
        return F.cross_entropy(output, labels)
    target = F.one_hot(labels, output.shape[1]).to(output.dtype)
    return F.mse_loss(output, target) if kind == "mse" else F.l1_loss(output, target)


def run(model, x, labels, kind, dtype):
    """Loss, and value and gradient of every real tensor under its ONNX name."""
    known = {t.name: torch.tensor(numpy_helper.to_array(t)) for t in model.graph.initializer}
    known["x"] = torch.tensor(x)
    constants = set()
    for name, tensor in known.items():
        if tensor.is_floating_point():
            known[name] = tensor.to(dtype).requires_grad_("running_" not in name)
    for node in model.graph.node:
        result = computed(node, [known[name] if name else None for name in node.input])
        if node.op_type == "Constant":
            constants.add(node.output[0])
        if result.is_floating_point() and result.requires_grad:
            result.retain_grad()
        known[node.output[0]] = result
    loss = losses(kind, known[model.graph.output[0].name], labels)
    loss.backward()
    tensors = []
    for name, tensor in known.items():
        if tensor.is_floating_point() and name not in constants:
            tensors.append(("value", name, tensor.detach().numpy()))
            if tensor.grad is not None:
                tensors.append(("gradient", name, tensor.grad.numpy()))
    return loss.item(), tensors


def write_case(name, model, x, labels, kind):
    folder = TARGET / name
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(folder / "model.onnx"))
    np.save(folder / "input.npy", x)
    np.save(folder / "labels.npy", labels.numpy())
    case = {"loss": kind}
    for text, dtype in (("fp32", torch.float32), ("fp64", torch.float64)):
        loss, tensors = run(model, x, labels, kind, dtype)
        case["loss_" + text] = loss
        np.save(folder / (text + ".npy"), np.concatenate([t.ravel() for _, _, t in tensors]))
        offset, index = 0, []
        for what, tensor_name, tensor in tensors:
            index.append({"what": what, "name": tensor_name, "shape": list(tensor.shape),
                          "offset": offset})
            offset += tensor.size
        case["tensors"] = index
    with open(folder / "case.json", "w", encoding="utf-8") as file:
        rows = ",\n".join(json.dumps(row) for row in case.pop("tensors"))
        file.write(json.dumps(case)[:-1] + ', "tensors": [\n' + rows + "\n]}\n")


def write_networks(drawn):
    for name, (network, shape, kind) in drawn.items():
        settle(network)
        x = torch.rand(3, *shape) * 2 - 1
        model = exported(network, x)
        classes = model.graph.output[0].type.tensor_type.shape.dim[1].dim_value
        write_case(name, model, x.numpy(), torch.randint(0, classes, (3,)), kind)


def optimizers():
    """name -> settings as the project names them, and PyTorch's optimizer with the same ones."""
    sgd, adam, adamw = torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW
    rmsprop, adagrad = torch.optim.RMSprop, torch.optim.Adagrad
    return {
        "sgd": ({"optimizer": "sgd", "learningRate": 0.1, "momentum": 0.0}, lambda p: sgd(p, 0.1)),
        "sgd-decay": ({"optimizer": "sgd", "learningRate": 0.1, "momentum": 0.0,
                       "weightDecay": 0.02},
                      lambda p: sgd(p, 0.1, weight_decay=0.02)),
        "momentum": ({"optimizer": "sgd", "learningRate": 0.05, "momentum": 0.9},
                     lambda p: sgd(p, 0.05, momentum=0.9)),
        "momentum-decay": ({"optimizer": "sgd", "learningRate": 0.05, "momentum": 0.8,
                            "weightDecay": 0.01},
                           lambda p: sgd(p, 0.05, momentum=0.8, weight_decay=0.01)),
        "nesterov": ({"optimizer": "nesterov", "learningRate": 0.05, "momentum": 0.9,
                      "weightDecay": 0.001},
                     lambda p: sgd(p, 0.05, momentum=0.9, nesterov=True, weight_decay=0.001)),
        "adam": ({"optimizer": "adam", "learningRate": 0.01}, lambda p: adam(p, 0.01)),
        "adam-decay": ({"optimizer": "adam", "learningRate": 0.02, "beta1": 0.8, "beta2": 0.99,
                        "epsilon": 1e-6, "weightDecay": 0.03},
                       lambda p: adam(p, 0.02, betas=(0.8, 0.99), eps=1e-6, weight_decay=0.03)),
        "adamw": ({"optimizer": "adamw", "learningRate": 0.01, "weightDecay": 0.01},
                  lambda p: adamw(p, 0.01)),
        "adamw-decay": ({"optimizer": "adamw", "learningRate": 0.02, "beta1": 0.85, "beta2": 0.98,
                         "epsilon": 1e-7, "weightDecay": 0.2},
                        lambda p: adamw(p, 0.02, betas=(0.85, 0.98), eps=1e-7, weight_decay=0.2)),
        "rmsprop": ({"optimizer": "rmsprop", "learningRate": 0.01}, lambda p: rmsprop(p, 0.01)),
        "rmsprop-decay": ({"optimizer": "rmsprop", "learningRate": 0.02, "alpha": 0.9,
                           "epsilon": 1e-6, "weightDecay": 0.05},
                          lambda p: rmsprop(p, 0.02, alpha=0.9, eps=1e-6, weight_decay=0.05)),
        "adagrad": ({"optimizer": "adagrad", "learningRate": 0.1}, lambda p: adagrad(p, 0.1)),
        "adagrad-decay": ({"optimizer": "adagrad", "learningRate": 0.2, "adagradEpsilon": 1e-5,
                           "weightDecay": 0.04},
                          lambda p: adagrad(p, 0.2, eps=1e-5, weight_decay=0.04)),
    }


def trajectory(make, start, matrix, goal, dtype):
    """20 steps down |matrix * value - goal|^2: each gradient and the value behind it."""
    value = start.clone().to(dtype).requires_grad_(True)
    optimizer = make([value])
    steps = []
    for _ in range(20):
        optimizer.zero_grad()
        (matrix.to(dtype) @ value - goal.to(dtype)).square().sum().backward()
        gradient = value.grad.tolist()
        optimizer.step()
        steps.append({"gradient": gradient, "value": value.tolist()})
    return steps


def write_optimizers():
    folder = TARGET / "optimizers"
    folder.mkdir(parents=True, exist_ok=True)
    start, matrix, goal = torch.rand(7) * 2 - 1, torch.rand(5, 7) * 0.6, torch.rand(5)
    for name, (settings, make) in optimizers().items():
        content = {"settings": settings, "start": start.tolist(),
                   "fp32": trajectory(make, start, matrix, goal, torch.float32),
                   "fp64": trajectory(make, start, matrix, goal, torch.float64)}
        with open(folder / (name + ".json"), "w", encoding="utf-8") as file:
            json.dump(content, file)
            file.write("\n")


def rates(make, epochs):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 0.1)
    schedule = make(optimizer)
    result = []
    for _ in range(epochs):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return result


def plateau_rates(losses, factor, patience):
    """The rate of each epoch, when the epochs end with these losses."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], 0.1)
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=factor,
                                                          patience=patience)
    result = []
    for loss in losses:
        result.append(optimizer.param_groups[0]["lr"])
        schedule.step(loss)
    return result + [optimizer.param_groups[0]["lr"]]


def one_cycle(updates):
    return {"schedule": "one-cycle", "learningRate": 0.1, "updates": updates,
            "rates": rates(lambda o: torch.optim.lr_scheduler.OneCycleLR(
                o, 0.1, total_steps=updates, cycle_momentum=False), updates)}


def plateau(losses, factor, patience):
    return {"schedule": "plateau", "learningRate": 0.1, "scheduleFactor": factor,
            "schedulePatience": patience, "losses": losses,
            "rates": plateau_rates(losses, factor, patience)}


def write_history_schedules():
    """Rates of each update, and rates that depend on what the epochs brought."""
    # Falls, stays within the threshold, rises, falls again: several cuts, one wait broken off.
    losses = [2.3, 1.7, 1.2, 1.3, 1.25, 1.1999999, 1.21, 1.1, 1.0, 1.05, 1.02, 1.03, 0.99995, 1.4,
              1.4, 1.4, 1.4, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6]
    content = [one_cycle(35), one_cycle(203), one_cycle(7), plateau(losses, 0.1, 2),
               plateau(losses, 0.5, 0), plateau(losses, 0.1, 10), plateau([1.0] * 30, 0.1, 1)]
    with open(TARGET / "optimizers" / "rates.json", "w", encoding="utf-8") as file:
        json.dump(content, file)
        file.write("\n")


def soft_loss(logits, target, smoothing, dtype):
    """CrossEntropyLoss with label smoothing, of category numbers or of shares."""
    x = logits.detach().clone().to(dtype).requires_grad_(True)
    target = target.to(dtype) if target.is_floating_point() else target
    loss = F.cross_entropy(x, target, label_smoothing=smoothing)
    loss.backward()
    return {"loss": loss.item(), "gradient": x.grad.flatten().tolist()}


def write_losses():
    """Label smoothing and soft targets; uses random numbers of its own."""
    random = torch.Generator().manual_seed(3)
    logits = torch.randn(4, 5, generator=random) * 2
    labels = torch.randint(0, 5, (4,), generator=random)
    shares = torch.rand(4, 1, generator=random) / 2 + 0.5
    partners = labels[torch.tensor([2, 0, 3, 1])]
    mixed = shares * F.one_hot(labels, 5) + (1 - shares) * F.one_hot(partners, 5)
    content = []
    for smoothing in (0.0, 0.1, 0.35, 1.0):
        for is_mixed in (False, True):
            target = mixed if is_mixed else labels
            content.append({"smoothing": smoothing, "isMixed": is_mixed,
                            "fp32": soft_loss(logits, target, smoothing, torch.float32),
                            "fp64": soft_loss(logits, target, smoothing, torch.float64)})
    (TARGET / "losses").mkdir(parents=True, exist_ok=True)
    with open(TARGET / "losses" / "soft.json", "w", encoding="utf-8") as file:
        json.dump({"logits": logits.flatten().tolist(), "labels": labels.tolist(),
                   "shares": shares.flatten().tolist(), "partners": [2, 0, 3, 1],
                   "cases": content}, file)
        file.write("\n")


def write_schedules():
    lr = torch.optim.lr_scheduler
    content = [
        {"schedule": "constant", "learningRate": 0.1, "epochs": 6,
         "rates": rates(lambda o: lr.LambdaLR(o, lambda _: 1.0), 6)},
        {"schedule": "step", "learningRate": 0.1, "epochs": 9, "scheduleEpochs": 3,
         "scheduleFactor": 0.5, "rates": rates(lambda o: lr.StepLR(o, 3, 0.5), 9)},
        {"schedule": "cosine", "learningRate": 0.1, "epochs": 10,
         "rates": rates(lambda o: lr.CosineAnnealingLR(o, 10), 10)},
    ]
    with open(TARGET / "optimizers" / "schedules.json", "w", encoding="utf-8") as file:
        json.dump(content, file)
        file.write("\n")


if __name__ == "__main__":
    torch.manual_seed(7)
    write_networks(networks())
    write_optimizers()
    write_schedules()
    write_networks(later_networks())
    write_history_schedules()
    write_losses()
