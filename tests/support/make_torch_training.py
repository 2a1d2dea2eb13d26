#!/usr/bin/python3
"""Writes tests/data/torch/training: whole runs of a small network in PyTorch, update by update.

Needs python3-torch (Debian 12: PyTorch 1.13). The tests read what is stored and need nothing. A file
holds the settings as the project names them, and of fp32 and fp64 what PyTorch made of them: the
loss, the learning rate and the norm of the gradients at each update, the weights at the end.
network.json holds the pictures, their labels and the weights that all runs start with.
"""
import json
import pathlib

import torch
import torch.nn as nn
import torch.nn.functional as F

TARGET = pathlib.Path(__file__).resolve().parent.parent / "data" / "torch" / "training"
BATCH, EPOCHS, CLASSES = 5, 6, 3
# Epochs of four updates each, for the runs that show where an optimizer goes in the long run.
LONG = 25


def pictures(count):
    """Bytes [count, 1, 4, 4] with a bright row that says the category, and the categories."""
    labels = torch.randint(0, CLASSES, (count,))
    pixels = torch.randint(0, 120, (count, 1, 4, 4))
    for i, label in enumerate(labels):
        pixels[i, 0, label] += 90
    return pixels, labels


def network(weights, dtype):
    layers = nn.Sequential(nn.Flatten(), nn.Linear(16, 6), nn.Tanh(), nn.Linear(6, CLASSES))
    layers = layers.to(dtype)
    with torch.no_grad():
        for parameter, start in zip(layers.parameters(), weights):
            parameter.copy_(start)
    return layers


def optimizer_of(settings, parameters):
    kind, rate = settings["optimizer"], settings["learningRate"]
    decay = settings.get("weightDecay", 0)
    momentum = settings.get("momentum", 0.9)
    optim = torch.optim
    return {
        "sgd": lambda: optim.SGD(parameters, rate, momentum=momentum, weight_decay=decay),
        "nesterov": lambda: optim.SGD(parameters, rate, momentum=momentum, weight_decay=decay,
                                      nesterov=True),
        "rmsprop": lambda: optim.RMSprop(parameters, rate, weight_decay=decay),
        "adagrad": lambda: optim.Adagrad(parameters, rate, weight_decay=decay),
        "adam": lambda: optim.Adam(parameters, rate, weight_decay=decay),
        "adamw": lambda: optim.AdamW(parameters, rate, weight_decay=decay),
    }[kind]()


class Rates:
    """The schedule, told of each update and of each epoch's held-out loss."""

    def __init__(self, settings, optimizer, epochs, updates):
        lr = torch.optim.lr_scheduler
        self.kind = settings.get("schedule", "constant")
        factor = settings.get("scheduleFactor", 0.1)
        self.schedule = {
            "constant": lambda: None,
            "step": lambda: lr.StepLR(optimizer, settings["scheduleEpochs"], factor),
            "cosine": lambda: lr.CosineAnnealingLR(optimizer, epochs),
            "one-cycle": lambda: lr.OneCycleLR(optimizer, settings["learningRate"],
                                               total_steps=updates, cycle_momentum=False),
            "plateau": lambda: lr.ReduceLROnPlateau(optimizer, factor=factor,
                                                    patience=settings["schedulePatience"]),
        }[self.kind]()
        self.left = updates

    def updated(self):
        self.left -= 1
        if self.kind == "one-cycle" and self.left > 0:
            self.schedule.step()

    def epoch_ended(self, loss):
        if self.kind == "plateau":
            self.schedule.step(loss)
        elif self.kind in ("step", "cosine"):
            self.schedule.step()


def clipped(settings, parameters):
    """Holds the gradients to the limits; their norm in between."""
    if settings.get("gradClipValue", 0) > 0:
        nn.utils.clip_grad_value_(parameters, settings["gradClipValue"])
    limit = settings.get("gradClipNorm", 0) or float("inf")
    return nn.utils.clip_grad_norm_(parameters, limit).item()


def run(settings, data, dtype):
    # A picture reaches the network as fp32 numbers, whatever it computes with.
    x = (data["train"][0].float() / 255).to(dtype)
    held = (data["held"][0].float() / 255).to(dtype)
    layers = network(data["weights"], dtype)
    parameters = list(layers.parameters())
    optimizer = optimizer_of(settings, parameters)
    epochs = settings.get("epochs", EPOCHS)
    rates = Rates(settings, optimizer, epochs, epochs * (len(x) // BATCH))
    updates, held_losses = [], []
    for _ in range(epochs):
        for first in range(0, len(x), BATCH):
            optimizer.zero_grad()
            loss = F.cross_entropy(layers(x[first:first + BATCH]),
                                   data["train"][1][first:first + BATCH],
                                   label_smoothing=settings.get("labelSmoothing", 0.0))
            loss.backward()
            norm = clipped(settings, parameters)
            updates.append([loss.item(), optimizer.param_groups[0]["lr"], norm])
            optimizer.step()
            rates.updated()
        with torch.no_grad():
            held_losses.append(F.cross_entropy(layers(held), data["held"][1]).item())
        rates.epoch_ended(held_losses[-1])
    return {"updates": updates, "heldOut": held_losses,
            "weights": [p.detach().flatten().tolist() for p in parameters]}


def runs():
    """name -> settings as the project names them."""
    usual = {"sgd": 0.3, "nesterov": 0.2, "rmsprop": 0.01, "adagrad": 0.1, "adam": 0.02,
             "adamw": 0.02}
    result = {}
    for kind, rate in usual.items():
        result[kind] = {"optimizer": kind, "learningRate": rate}
        result[kind + "-options"] = {
            "optimizer": kind, "learningRate": rate, "weightDecay": 0.05, "gradClipValue": 0.2,
            "gradClipNorm": 0.35, "labelSmoothing": 0.1, "schedule": "one-cycle"}
    for kind, rate in usual.items():
        result["long-" + kind] = {"optimizer": kind, "learningRate": rate, "epochs": LONG}
        result["long-" + kind + "-decay"] = {"optimizer": kind, "learningRate": rate,
                                             "epochs": LONG, "weightDecay": 0.01}
    result["long-plain"] = {"optimizer": "sgd", "learningRate": 0.3, "momentum": 0.0,
                            "epochs": LONG}
    base = {"optimizer": "sgd", "learningRate": 0.3}
    result["clip-value"] = {**base, "gradClipValue": 0.05}
    result["clip-norm"] = {**base, "gradClipNorm": 0.2}
    result["clip-never"] = {**base, "gradClipNorm": 100, "gradClipValue": 50}
    result["smoothing"] = {**base, "labelSmoothing": 0.3}
    result["step"] = {**base, "schedule": "step", "scheduleEpochs": 2, "scheduleFactor": 0.4}
    result["cosine"] = {**base, "schedule": "cosine"}
    # Too large a rate: the held-out loss rises at once, so that the rate is cut.
    result["plateau"] = {**base, "learningRate": 3.0, "schedule": "plateau", "scheduleFactor": 0.2,
                         "schedulePatience": 0}
    result["plateau-patient"] = {**base, "learningRate": 2.0, "schedule": "plateau",
                                 "scheduleFactor": 0.5, "schedulePatience": 1}
    return result


def write(name, content):
    with open(TARGET / (name + ".json"), "w", encoding="utf-8") as file:
        json.dump(content, file)
        file.write("\n")


def main():
    torch.manual_seed(11)
    TARGET.mkdir(parents=True, exist_ok=True)
    start = nn.Sequential(nn.Linear(16, 6), nn.Linear(6, CLASSES)).double()
    data = {"train": pictures(20), "held": pictures(9),
            "weights": [p.detach().float() for p in start.parameters()]}
    write("network", {
        "pixels": data["train"][0].flatten().tolist(), "labels": data["train"][1].tolist(),
        "heldPixels": data["held"][0].flatten().tolist(), "heldLabels": data["held"][1].tolist(),
        "weights": [w.flatten().tolist() for w in data["weights"]]})
    for name, settings in runs().items():
        write(name, {"settings": settings, "fp32": run(settings, data, torch.float32),
                     "fp64": run(settings, data, torch.float64)})


if __name__ == "__main__":
    main()
