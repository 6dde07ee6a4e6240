"""The shipped networks, written once for whatever `ops` computes: PyTorch, or a graph of ONNX."""

import numpy as np
import torch
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file
from torch.nn import functional as F

EPSILON = 1e-5


def weights(path):
    """Weights by name, kernels as PyTorch has them: [outputs, inputs, kernel, kernel]."""
    arrays = {name: array.astype("float32") for name, array in load_file(path).items()}
    for name in [name for name in arrays if name.endswith(".scale")]:
        arrays[name.removesuffix(".scale")] *= arrays.pop(name)
    return {name: array.transpose(3, 2, 0, 1).copy() if array.ndim == 4 else array for name, array in arrays.items()}


def block(ops, name, x):
    return ops.norm_swish(name + ".norm", ops.conv(name + ".conv", x))


def labeller(ops, ink):
    depths = [1, 2, 2, 2, 2, 2]
    x, skips = ink, []
    for level, depth in enumerate(depths):
        x = ops.halve(x) if level else x
        for i in range(depth):
            x = block(ops, f"down.{level}.{i}", x)
        skips.append(x)
    skips.pop()
    for level in reversed(range(len(skips))):
        x = ops.join([ops.double(x), skips[level]])
        for i in range(depths[level]):
            x = block(ops, f"up.{level}.{i}", x)
    return ops.conv("head", x)


def residual(ops, name, x):
    x = block(ops, name + ".first", x)
    return ops.join([x, block(ops, name + ".second", x)])


def colorizer(ops, drawing, told):
    """`told` is the prompt, then the parts, at half the drawing's size."""
    x = residual(ops, "down.0", drawing)
    skips = [x]
    for level in range(1, 4):
        x = ops.halve(x)
        x = ops.join([x, told]) if level == 1 else x
        x = residual(ops, f"down.{level}", x)
        skips.append(x)
    skips.pop()
    for level in reversed(range(3)):
        x = ops.join([ops.double(x), ops.gate(f"gates.{level}.conv", skips[level])])
        x = residual(ops, f"up.{level}", x)
    return ops.conv("head", x)


NETWORKS = {
    "labeller": ("labels", labeller, [(4, 2)]),
    "colorizer": ("colors", colorizer, [(8, 2), (52, 4)]),
}


class Net(torch.nn.Module):
    """A network in PyTorch."""

    def __init__(self, weights, network):
        super().__init__()
        self.network = network
        self.values = torch.nn.ParameterDict(
            {name.replace(".", "/"): torch.nn.Parameter(torch.from_numpy(v.copy())) for name, v in weights.items()}
        )

    def value(self, name):
        return self.values[name.replace(".", "/")]

    def conv(self, name, x):
        weight = self.value(name + ".weight")
        return F.conv2d(x, weight, self.value(name + ".bias"), padding=weight.shape[2] // 2)

    def norm_swish(self, name, x):
        gamma, beta = self.value(name + ".gamma"), self.value(name + ".beta")
        x = F.layer_norm(x.permute(0, 2, 3, 1), (gamma.shape[0],), gamma, beta, EPSILON)
        return F.silu(x.permute(0, 3, 1, 2))

    def gate(self, name, x):
        return torch.sigmoid(self.conv(name, x)) * x

    def halve(self, x):
        return F.max_pool2d(x, 2)

    def double(self, x):
        return F.interpolate(x, scale_factor=2.0, mode="nearest")

    def join(self, parts):
        return torch.cat(parts, 1)

    def forward(self, *inputs):
        return self.network(self, *inputs)


class Graph:
    """A network as a graph of ONNX; `fused` norms are one operation between two transpositions, others six of their own."""

    def __init__(self, weights, network, shapes, fused):
        self.weights, self.fused = weights, fused
        self.nodes, self.constants = [], {}
        inputs = [helper.make_tensor_value_info(f"in{i}", TensorProto.FLOAT, s) for i, s in enumerate(shapes)]
        last = network(self, *[value.name for value in inputs])
        output = helper.make_tensor_value_info(last, TensorProto.FLOAT, None)
        constants = [numpy_helper.from_array(v, name) for name, v in self.constants.items()]
        graph = helper.make_graph(self.nodes, "network", inputs, [output], constants)
        self.model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)

    def op(self, kind, *inputs, **attributes):
        name = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, name, value):
        self.constants[name] = value
        return name

    def weight(self, name, shape=None):
        value = self.weights[name]
        return self.constant(name, value if shape is None else value.reshape(shape))

    def conv(self, name, x):
        border = self.weights[name + ".weight"].shape[2] // 2
        weight, bias = self.weight(name + ".weight"), self.weight(name + ".bias")
        return self.op("Conv", x, weight, bias, pads=[border] * 4)

    def norm_swish(self, name, x):
        if self.fused:
            x = self.op("Transpose", x, perm=[0, 2, 3, 1])
            gamma, beta = self.weight(name + ".gamma"), self.weight(name + ".beta")
            x = self.op("LayerNormalization", x, gamma, beta, axis=-1, epsilon=EPSILON)
            x = self.op("Transpose", x, perm=[0, 3, 1, 2])
        else:
            axis = self.constant("axis", np.array([1], dtype=np.int64))
            x = self.op("Sub", x, self.op("ReduceMean", x, axis, keepdims=1))
            variance = self.op("ReduceMean", self.op("Mul", x, x), axis, keepdims=1)
            epsilon = self.constant("epsilon", np.array(EPSILON, dtype=np.float32))
            x = self.op("Div", x, self.op("Sqrt", self.op("Add", variance, epsilon)))
            gamma, beta = (self.weight(name + part, (1, -1, 1, 1)) for part in (".gamma", ".beta"))
            x = self.op("Add", self.op("Mul", x, gamma), beta)
        return self.op("Mul", x, self.op("Sigmoid", x))

    def gate(self, name, x):
        return self.op("Mul", self.op("Sigmoid", self.conv(name, x)), x)

    def halve(self, x):
        return self.op("MaxPool", x, kernel_shape=[2, 2], strides=[2, 2])

    def double(self, x):
        scales = self.constant("twice", np.array([1, 1, 2, 2], dtype=np.float32))
        return self.op("Resize", x, "", scales, mode="nearest", nearest_mode="floor", coordinate_transformation_mode="asymmetric")

    def join(self, parts):
        return self.op("Concat", *parts, axis=1)
