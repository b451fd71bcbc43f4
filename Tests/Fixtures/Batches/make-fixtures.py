"""Makes what BatchDreamTests holds a batch's gradient to: PyTorch's, by autograd over the batch in float64.

    python3 make-fixtures.py          (torch 2, onnx)

model.onnx is a small classifier whose batch normalizations are kept; pictures.npy a batch in deviations of 58 levels from grey;
value-R.txt and gradient-R.npy what is minimised with the statistics' weight R, and its gradient, mirrors and shifts left out. student.onnx is another
classifier, and value-student.txt and gradient-student.npy are with the weight 10 of the statistics, and 4 of how differently that one sees them.
"""
import numpy as np
import torch
from torch import nn

torch.manual_seed(3)
net = nn.Sequential(
    nn.Conv2d(3, 6, 3, padding=1, bias=False), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2),
    nn.Conv2d(6, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(),
    nn.Conv2d(8, 8, 3, padding=1, groups=8, bias=False), nn.BatchNorm2d(8),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10))
for module in net:
    if isinstance(module, nn.BatchNorm2d):
        module.running_mean.normal_(0, 0.3)
        module.running_var.uniform_(0.5, 1.5)
        nn.init.normal_(module.weight, 1, 0.3)
        nn.init.normal_(module.bias, 0, 0.3)
net.eval()
torch.onnx.export(
    net, torch.zeros(1, 3, 16, 16), "model.onnx", training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False,
    dynamo=False, opset_version=13)
net.double()

classes = torch.tensor([2, 7, 2])
pictures = torch.randn(3, 3, 16, 16).float()
np.save("pictures.npy", pictures.numpy())
mean = torch.tensor([0.485, 0.456, 0.406]).double().view(1, 3, 1, 1)
deviation = torch.tensor([0.229, 0.224, 0.225]).double().view(1, 3, 1, 1)


def loss(u, weight):
    x = ((127.5 + 58 * u) / 255 - mean) / deviation
    prior = 0
    for module in net:
        x = module(x)
        if isinstance(module, nn.BatchNorm2d):
            # Behind the normalization: its mean was the shift in training, its deviation the scale.
            variance = module.weight ** 2
            scale = (variance + 0.01 * variance.mean() + 1e-12).sqrt()
            prior = prior + ((x.mean([0, 2, 3]) - module.bias) / scale).square().mean().sqrt() / 3
            prior = prior + ((x.var([0, 2, 3], unbiased=False) - variance) / scale ** 2).square().mean().sqrt() / 3
    pairs = [(u[:, :, :, :-1], u[:, :, :, 1:]), (u[:, :, :-1], u[:, :, 1:]), (u[:, :, :-1, :-1], u[:, :, 1:, 1:]),
             (u[:, :, 1:, :-1], u[:, :, :-1, 1:])]
    variation = sum((a - b).norm() for a, b in pairs)
    return nn.functional.cross_entropy(x, classes) + weight * prior + 0.01 * variation


def competition(u):
    x = ((127.5 + 58 * u) / 255 - mean) / deviation
    p, q = net(x).softmax(1), student(x).softmax(1)
    middle = (p + q) / 2
    return (1 - (p * (p / middle).log() + q * (q / middle).log()).sum(1) / 2).mean()


def write(name, loss):
    u = pictures.double().requires_grad_()
    value = loss(u)
    value.backward()
    np.save(f"gradient-{name}.npy", u.grad.float().numpy())
    open(f"value-{name}.txt", "w").write(f"{value.item():.9f}\n")


for weight in (0, 10):
    write(weight, lambda u: loss(u, weight))
# Drawn after all else, which keeps its numbers.
student = nn.Sequential(
    nn.Conv2d(3, 5, 5, stride=2), nn.ReLU(), nn.Conv2d(5, 6, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 10))
with torch.no_grad():
    # Surer of its classes than drawn weights are.
    student[-1].weight *= 12
torch.onnx.export(student, torch.zeros(1, 3, 16, 16), "student.onnx", dynamo=False, opset_version=13)
student.double()
write("student", lambda u: loss(u, 10) + 4 * competition(u))
