"""Milliseconds of one training step of each shipped network in PyTorch, channels last: training.py MODELS.

Forward, loss, backward and Adam at the sizes that the shipped weights were trained at, batch 8, 2 threads. The losses
are the library's own: weighted cross-entropy and a contrastive loss for the labeller, Huber losses for the colouriser.
"""

import json
import sys
import time

import numpy as np
import torch
from torch.nn import functional as F

from networks import NETWORKS, Net, weights

BATCH, RUNS, LABELS, ANCHORS = 8, 7, 21, 256


def labeller_loss(y):
    scores, embedding = y[:, :LABELS], y[:, LABELS:]
    wanted = torch.rand_like(scores)
    labels = -(F.log_softmax(scores, 1) * wanted).sum() / wanted.sum()
    chosen = torch.randint(0, y.shape[2] * y.shape[3], (BATCH, ANCHORS))
    flat = embedding.flatten(2).transpose(1, 2)
    unit = F.normalize(torch.stack([flat[i, chosen[i]] for i in range(BATCH)]), dim=2)
    alike = unit @ unit.transpose(1, 2) / 0.1 - 1e4 * torch.eye(ANCHORS)
    positive = torch.rand(BATCH, ANCHORS, ANCHORS)
    return labels - (F.log_softmax(alike, 2) * positive).sum() / (BATCH * ANCHORS)


def colorizer_loss(y):
    shade, color = y[:, 0::2], y[:, 1::2]
    made = torch.rand_like(shade) * torch.exp(0.9 * torch.tanh(shade))
    wanted = torch.rand_like(made)
    return F.huber_loss(made, wanted, delta=0.01) + 0.25 * F.huber_loss(torch.sigmoid(color), wanted, delta=0.01)


LOSSES = {"labeller": (labeller_loss, 256), "colorizer": (colorizer_loss, 192)}


def main(models):
    torch.set_num_threads(2)
    found = {}
    for name, (file, network, shapes) in NETWORKS.items():
        loss, side = LOSSES[name]
        net = Net(weights(f"{models}/{file}.safetensors"), network).to(memory_format=torch.channels_last)
        inputs = [torch.rand(BATCH, channels, side // part, side // part) for channels, part in shapes]
        inputs = [x.to(memory_format=torch.channels_last) for x in inputs]
        adam = torch.optim.AdamW(net.parameters(), lr=1e-4, weight_decay=1e-4)
        times = []
        for _ in range(RUNS):
            begin = time.perf_counter()
            adam.zero_grad()
            loss(net(*inputs)).backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            adam.step()
            times.append(1e3 * (time.perf_counter() - begin))
        found[name] = round(float(np.median(times)), 1)
    print(json.dumps({"engine": "pytorch", "training_ms": found}))


main(sys.argv[1])
