"""Milliseconds of one forward of each shipped network in one engine: forward.py ENGINE SIDE MODELS [EXPECTED].

Prints one line of JSON; the output's largest difference to PyTorch's is checked first."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch

from networks import NETWORKS, Graph, Net, weights

THREADS, RUNS = 2, 15


def onnxruntime(net, values, network, inputs, fused):
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = THREADS
    model = Graph(values, network, [list(x.shape) for x in inputs], fused).model
    session = ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    feeds = {f"in{i}": x.numpy() for i, x in enumerate(inputs)}
    return lambda: session.run(None, feeds)[0]


def openvino(net, values, network, inputs):
    import openvino

    model = Graph(values, network, [list(x.shape) for x in inputs], True).model
    compiled = openvino.Core().compile_model(
        openvino.Core().read_model(model.SerializeToString()),
        "CPU",
        {"INFERENCE_NUM_THREADS": THREADS, "INFERENCE_PRECISION_HINT": "f32"},
    )
    request = compiled.create_infer_request()
    arrays = [x.numpy() for x in inputs]
    return lambda: next(iter(request.infer(arrays).values()))


def ncnn(net, values, network, inputs):
    import tempfile

    import ncnn as library
    import pnnx

    folder = Path(tempfile.mkdtemp())
    pnnx.export(net, str(folder / "net.pt"), tuple(inputs), fp16=False)
    model = library.Net()
    model.opt.num_threads = THREADS
    model.opt.use_fp16_packed = model.opt.use_fp16_storage = model.opt.use_fp16_arithmetic = False
    model.opt.use_bf16_storage = False
    model.load_param(str(folder / "net.ncnn.param"))
    model.load_model(str(folder / "net.ncnn.bin"))
    arrays = [x.numpy()[0].copy() for x in inputs]

    def run():
        extractor = model.create_extractor()
        for i, array in enumerate(arrays):
            extractor.input(f"in{i}", library.Mat(array))
        return np.array(extractor.extract("out0")[1])[None]

    return run


def pytorch(net, values, network, inputs):
    net = net.to(memory_format=torch.channels_last)
    inputs = [x.to(memory_format=torch.channels_last) for x in inputs]
    return lambda: net(*inputs).numpy()


ENGINES = {
    "onnxruntime": lambda *a: onnxruntime(*a, fused=True),
    "onnxruntime-plain-norms": lambda *a: onnxruntime(*a, fused=False),
    "ncnn": ncnn,
    "openvino": openvino,
    "pytorch": pytorch,
}


def main(engine, side, models):
    torch.set_num_threads(THREADS)
    side = int(side)
    found = {}
    for name, (file, network, shapes) in NETWORKS.items():
        values = weights(f"{models}/{file}.safetensors")
        torch.manual_seed(1)
        inputs = [torch.rand(1, channels, side // part, side // part) for channels, part in shapes]
        net = Net(values, network).eval()
        with torch.inference_mode():
            truth = net(*inputs).numpy()
        net = net.requires_grad_(False)
        run = ENGINES[engine](net, values, network, inputs)
        with torch.inference_mode():
            off = float(np.abs(run() - truth).max() / np.abs(truth).max())
            assert off < 1e-3, f"{engine} is off by {off}"
            times = []
            for _ in range(RUNS):
                begin = time.perf_counter()
                run()
                times.append(1e3 * (time.perf_counter() - begin))
        found[name] = round(float(np.median(times)), 1)
    print(json.dumps({"engine": engine, "side": side, "ms": found}))


main(*sys.argv[1:4])
