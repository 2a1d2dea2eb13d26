"""Draws the networks of make_torch_random_networks.py."""
import random

import torch
import torch.nn as nn

from torch_random_modules import (Attention, Border, Branches, ChannelsLast, Combined, Formula,
                                  Gate, Product, Residual, Resize, Rows, Scaled, Shuffle)


class Drawer:
    """Draws networks; knows the shape of what it has drawn so far by running it."""

    def __init__(self, seed):
        self.dice = random.Random(seed)

    def below(self, bound):
        return self.dice.randrange(bound)

    def chance(self, share):
        return self.dice.random() < share

    def divisor(self, number):
        return self.dice.choice([i for i in range(1, number + 1) if number % i == 0])

    def bend(self, channels):
        slope = round(self.dice.uniform(0.02, 0.4), 3)
        return self.dice.choice([
            nn.ReLU, nn.ReLU, lambda: nn.LeakyReLU(slope), nn.ReLU6, nn.Sigmoid, nn.Tanh, nn.SiLU,
            nn.GELU, lambda: nn.ELU(0.4 + slope), lambda: nn.PReLU(channels), nn.PReLU,
            nn.Hardswish, nn.Hardsigmoid, lambda: nn.Hardtanh(-0.8, 1.1)])()

    def norm(self, shape):
        c, h, w = shape
        return self.dice.choice([
            lambda: nn.BatchNorm2d(c), lambda: nn.BatchNorm2d(c), lambda: nn.BatchNorm2d(c),
            lambda: nn.GroupNorm(self.divisor(c), c), lambda: nn.LayerNorm([c, h, w]),
            lambda: nn.LayerNorm([h, w]), lambda: nn.LayerNorm([w]), lambda: ChannelsLast(c),
            lambda: nn.InstanceNorm2d(c, affine=True)])()

    def convolution(self, shape):
        channels = shape[0]
        groups = self.divisor(channels) if self.chance(0.4) else 1
        groups = channels if self.chance(0.15) else groups
        kernel = (1 + self.below(4), 1 + self.below(4))
        if self.chance(0.5):
            kernel = (kernel[0], kernel[0])
        mode = self.dice.choice(["zeros", "zeros", "zeros", "zeros", "reflect", "replicate"])
        return nn.Conv2d(channels, groups * (1 + self.below(max(1, 8 // groups))), kernel,
                         stride=(1 + (self.below(4) == 0), 1 + (self.below(4) == 0)),
                         padding=(self.below(3), self.below(3)), padding_mode=mode,
                         dilation=(1 + (self.below(3) == 0), 1 + (self.below(3) == 0)),
                         groups=groups, bias=self.chance(0.6))

    def transposed(self, shape):
        channels = shape[0]
        groups = self.divisor(channels) if self.chance(0.4) else 1
        stride = (1 + self.below(2), 1 + self.below(2))
        dilation = (1 + (self.below(4) == 0), 1 + (self.below(4) == 0))
        padding = (self.below(2), self.below(2))
        # Extra rows up to the dilation are allowed; behind the padding nothing would reach them.
        extra = tuple(self.below(min(max(s, d), s + p))
                      for s, d, p in zip(stride, dilation, padding))
        return nn.ConvTranspose2d(
            channels, groups * (1 + self.below(max(1, 6 // groups))),
            (1 + self.below(4), 1 + self.below(4)), stride, padding, extra, groups,
            self.chance(0.6), dilation)

    def pool(self, shape):
        kernel = (1 + self.below(3), 1 + self.below(3))
        stride = (1 + self.below(2), 1 + self.below(2))
        padding = tuple(self.below(k // 2 + 1) for k in kernel)
        ceil = self.chance(0.4)
        divisor = (self.divisor(shape[1]), self.divisor(shape[2]))
        return self.dice.choice([
            lambda: nn.MaxPool2d(kernel, stride, padding, 1 + self.below(2), ceil_mode=ceil),
            lambda: nn.MaxPool2d(kernel, stride, padding, ceil_mode=ceil),
            # The padding is exported as a node of its own. Behind it ceil counts windows that
            # PyTorch drops: the file would say something else than PyTorch.
            lambda: nn.AvgPool2d(kernel, stride, 0, True, self.chance(0.5)),
            lambda: nn.AvgPool2d(kernel, stride, padding, False, self.chance(0.5)),
            lambda: nn.AdaptiveAvgPool2d(divisor)])()

    def resize(self, shape):
        if self.chance(0.5):
            return Resize("nearest", *self.dice.choice([
                (2.0, None), (1.5, None), (None, (shape[1] + 2, max(2, shape[2] - 1)))]))
        scale, size = self.dice.choice([(2.0, None), (1.5, None), (None, (7, 5))])
        return Resize("bilinear", scale, size, self.chance(0.4))

    def border(self, shape):
        mode = self.dice.choice(["constant", "reflect", "replicate"])
        most = min(3, *shape[1:])
        return Border(tuple(self.below(most) for _ in range(4)), mode)

    def plain(self, shape):
        """A layer or two."""
        c = shape[0]
        draw = self.below(100)
        if draw < 30:
            return [self.convolution(shape)]
        if draw < 48:
            return [self.bend(c)]
        if draw < 58:
            return [self.norm(shape)]
        if draw < 68:
            return [self.pool(shape)]
        if draw < 75:
            return [self.transposed(shape)]
        if draw < 80:
            return [self.resize(shape)]
        if draw < 83:
            return [self.border(shape)]
        return [self.dice.choice([
            lambda: Formula(self.dice.choice(sorted(Formula.KINDS))),
            lambda: Scaled(c, self.chance(0.3)), lambda: Shuffle(self.divisor(c)),
            lambda: nn.Dropout(0.3), lambda: Attention(self.dice.choice([1, 3]))])()]

    def same(self, shape, channels):
        """Layers that keep H and W."""
        c = shape[0]
        groups = self.divisor(c)
        groups = groups if channels % groups == 0 else 1
        kernel, dilation = self.dice.choice([(1, 1), (3, 1), (3, 2)])
        layers = [nn.Conv2d(c, channels, kernel, padding=kernel // 2 * dilation, dilation=dilation,
                            groups=groups, bias=self.chance(0.5))]
        if self.chance(0.6):
            layers.append(self.norm((channels, *shape[1:])))
        if self.chance(0.7):
            layers.append(self.bend(channels))
        return nn.Sequential(*layers)

    def block(self, shape):
        """A skip, a branch or a gate."""
        c = shape[0]
        draw = self.below(100)
        if draw < 40:
            channels = c if self.chance(0.6) else 1 + self.below(8)
            body = nn.Sequential(self.same(shape, channels), self.same((channels, *shape[1:]),
                                                                       channels))
            return Residual(body, nn.Identity() if channels == c else nn.Conv2d(c, channels, 1))
        if draw < 65:
            axis = self.dice.choice([1, 1, 1, 2, 3])
            widths = [1 + self.below(4) if axis == 1 else c for _ in range(2 + self.below(2))]
            ways = [self.same(shape, width) for width in widths]
            return Branches(ways + [nn.Identity()] if self.chance(0.4) else ways, axis)
        if draw < 80:
            kind = self.dice.choice(["mul", "sub", "div"])
            return Combined(self.same(shape, c), self.same(shape, c), kind)
        gate = self.dice.choice([nn.Sigmoid, nn.Hardsigmoid])()
        return Gate(c, 1 + self.below(4), self.bend(1), gate, self.chance(0.5))

    def head(self, shape):
        """What ends the network, and the losses that fit it."""
        size = shape[0] * shape[1] * shape[2]
        classes = 2 + self.below(6)
        draw = self.below(10)
        if draw == 0:
            return [nn.Conv2d(shape[0], 2, 1)], ["mse", "l1"]
        pooled = draw < 4 or size > 200
        rows = [nn.AdaptiveAvgPool2d(1)] if pooled else []
        rows.append(Rows(self.dice.choice(["flatten", "view", "reshape"])))
        width = shape[0] if pooled else size
        if self.chance(0.4):
            hidden = 3 + self.below(8)
            rows += [nn.Linear(width, hidden), self.dice.choice([nn.ReLU, nn.Tanh, nn.SiLU])()]
            width = hidden
        classes += classes == width  # a matrix has to show which way round it is
        rows.append(self.dice.choice([
            lambda: nn.Linear(width, classes), lambda: nn.Linear(width, classes, bias=False),
            lambda: Product(width, classes)])())
        if self.chance(0.2):
            return rows + [nn.Softmax(1)], ["mse", "l1"]
        return rows, ["cross-entropy", "cross-entropy", "mse"]

    def network(self):
        """Layers, shape of the input, losses that fit."""
        start = (1 + self.below(4), 6 + self.below(7), 6 + self.below(7))
        layers, x = [], torch.zeros(2, *start)
        wanted = 3 + self.below(6)
        for _ in range(60):
            if len(layers) == wanted:
                break
            shape = tuple(x.shape[1:])
            try:
                more = [self.block(shape)] if self.chance(0.3) else self.plain(shape)
                y = x
                for layer in more:
                    y = layer.eval()(y)
            except (RuntimeError, ValueError, AssertionError):
                continue  # drawn, but PyTorch refuses it
            if y.dim() == 4 and min(y.shape) > 0 and y.numel() <= 2 * 700:
                layers, x = layers + more, y
        rows, losses = self.head(tuple(x.shape[1:]))
        return nn.Sequential(*layers, *rows), start, losses
