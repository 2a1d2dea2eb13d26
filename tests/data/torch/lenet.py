import torch
import torch.nn.functional as F
from torch import nn


class Lenet(nn.Module):
    """From 1x28x28 to 10; the batch comes first."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, kernel_size=5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, kernel_size=5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, input):
        conv1 = self.conv1(input)
        relu1 = F.relu(conv1)
        pool1 = F.max_pool2d(relu1, kernel_size=2, stride=2)
        conv2 = self.conv2(pool1)
        relu2 = F.relu(conv2)
        pool2 = F.max_pool2d(relu2, kernel_size=2, stride=2)
        flatten1 = torch.flatten(pool2, 1)
        fc1 = self.fc1(flatten1)
        relu3 = F.relu(fc1)
        fc2 = self.fc2(relu3)
        relu4 = F.relu(fc2)
        fc3 = self.fc3(relu4)
        return fc3


if __name__ == "__main__":
    network = Lenet().eval()
    result = network(torch.zeros(1, 1, 28, 28))
    count = sum(p.numel() for p in network.parameters() if p.requires_grad)
    print(tuple(result.shape), count)
