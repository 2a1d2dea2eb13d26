"""Pieces of the networks that make_torch_random_networks.py draws, beside those of torch.nn."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Residual(nn.Module):
    """x + body(x), or with a 1x1 convolution on the way past."""

    def __init__(self, body, shortcut):
        super().__init__()
        self.body, self.shortcut = body, shortcut

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


class Branches(nn.Module):
    """Several ways from one input, joined along an axis."""

    def __init__(self, ways, axis):
        super().__init__()
        self.ways, self.axis = nn.ModuleList(ways), axis

    def forward(self, x):
        return torch.cat([way(x) for way in self.ways], self.axis)


class Combined(nn.Module):
    """Two ways of the same shape, multiplied, subtracted or divided."""

    def __init__(self, left, right, kind):
        super().__init__()
        self.left, self.right, self.kind = left, right, kind

    def forward(self, x):
        left, right = self.left(x), self.right(x)
        if self.kind == "mul":
            return left * right
        if self.kind == "sub":
            return left - right
        return left / (right * right + 1.5)


class Gate(nn.Module):
    """Squeeze and excitation: each map is scaled by what all of them are like on average."""

    def __init__(self, channels, squeezed, bend, gate, by_mean):
        super().__init__()
        self.down, self.up = nn.Conv2d(channels, squeezed, 1), nn.Conv2d(squeezed, channels, 1)
        self.bend, self.gate, self.by_mean = bend, gate, by_mean
        self.pool = nn.AdaptiveAvgPool2d(1)

    def forward(self, x):
        mean = x.mean((2, 3), keepdim=True) if self.by_mean else self.pool(x)
        return x * self.gate(self.up(self.bend(self.down(mean))))


class Largest(nn.Module):
    """The largest along an axis; a module of its own, so that rivals can be looked for."""

    def __init__(self, axes):
        super().__init__()
        self.axes = axes

    def forward(self, x):
        return torch.amax(x, self.axes, keepdim=True)


class Attention(nn.Module):
    """Pixels scaled by the mean and the largest of their maps."""

    def __init__(self, window):
        super().__init__()
        self.largest = Largest((1,))
        self.conv = nn.Conv2d(2, 1, window, padding=window // 2)

    def forward(self, x):
        seen = torch.cat([x.mean(1, keepdim=True), self.largest(x)], 1)
        return x * torch.sigmoid(self.conv(seen))


class Scaled(nn.Module):
    """Learned factors and shifts for each map, or for all together."""

    def __init__(self, channels, is_reversed):
        super().__init__()
        self.scale = nn.Parameter(torch.rand(channels, 1, 1) + 0.5)
        self.shift = nn.Parameter(torch.rand(1, channels, 1, 1) - 0.5)
        self.is_reversed = is_reversed

    def forward(self, x):
        return self.shift - x * self.scale if self.is_reversed else self.scale * x + self.shift


class Shuffle(nn.Module):
    """Channels in another order, by reshaping."""

    def __init__(self, groups):
        super().__init__()
        self.groups = groups

    def forward(self, x):
        n, c, h, w = x.shape
        x = x.view(n, self.groups, c // self.groups, h, w).transpose(1, 2)
        return x.reshape(n, c, h, w)


class ChannelsLast(nn.Module):
    """LayerNorm over the channels of each pixel."""

    def __init__(self, channels):
        super().__init__()
        self.norm = nn.LayerNorm(channels)

    def forward(self, x):
        return self.norm(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class Resize(nn.Module):
    def __init__(self, mode, scale=None, size=None, corners=None):
        super().__init__()
        self.settings = {"mode": mode, "scale_factor": scale, "size": size,
                         "align_corners": corners}

    def forward(self, x):
        return F.interpolate(x, **self.settings)


class Border(nn.Module):
    def __init__(self, pads, mode):
        super().__init__()
        self.pads, self.mode = pads, mode

    def forward(self, x):
        return F.pad(x, self.pads, mode=self.mode)


class Formula(nn.Module):
    """Arithmetic with numbers, and functions that have no module."""
    KINDS = {
        "half": lambda x: x * 0.5 + 1, "minus": lambda x: 1 - x, "over": lambda x: 2 / (3 + x * x),
        "exp": lambda x: torch.exp(-x * x), "root": lambda x: torch.sqrt(x * x + 0.5),
        "power": lambda x: (x * 0.7).pow(2) - x, "erf": torch.erf, "negative": lambda x: -x,
        "self": lambda x: x + x, "standard": lambda x: (x - x.mean((2, 3), keepdim=True))
        / (0.5 + (x * x).sum(1, keepdim=True)).sqrt()}

    def __init__(self, kind):
        super().__init__()
        self.kind = kind

    def forward(self, x):
        return self.KINDS[self.kind](x)


class Rows(nn.Module):
    """Flattened in one of the ways in which people write it."""

    def __init__(self, way):
        super().__init__()
        self.way = way

    def forward(self, x):
        if self.way == "flatten":
            return torch.flatten(x, 1)
        if self.way == "view":
            return x.view(x.size(0), -1)
        return x.reshape(x.shape[0], -1)


class Product(nn.Module):
    """A product with a matrix and an addition, as older code writes Linear."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.matrix = nn.Parameter(torch.randn(inputs, outputs) / inputs ** 0.5)
        self.shift = nn.Parameter(torch.randn(outputs) * 0.2)

    def forward(self, x):
        return x @ self.matrix + self.shift
