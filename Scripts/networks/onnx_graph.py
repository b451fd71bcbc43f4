"""A small builder over onnx.helper: nodes whose tensors carry the nodes' names."""

import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 13
IR_VERSION = 8


class OnnxGraph:
    """Grows node by node; `finish` checks it and gives the model."""

    def __init__(self, name):
        self.name = name
        self.nodes = []
        self.weights = []

    def weight(self, name, array):
        """Adds an initializer, and gives its name."""
        self.weights.append(numpy_helper.from_array(array.astype("float32"), name))
        return name

    def add(self, operator, name, inputs, **attributes):
        """Adds a node whose only output has the node's name, and gives that name."""
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name

    def conv(self, name, source, kernel, bias=None, **attributes):
        """A convolution; `kernel` is [O, I / groups, height, width]."""
        inputs = [source, self.weight(name + ".weight", kernel)]
        if bias is not None:
            inputs.append(self.weight(name + ".bias", bias))
        return self.add("Conv", name, inputs, kernel_shape=list(kernel.shape[2:]), **attributes)

    def finish(self, output, channels):
        """The checked model: picture [1, 3, height, width] in, `output` with `channels` channels out."""
        picture = helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, "height", "width"])
        shape = [1, channels, None, None]
        result = helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)
        graph = helper.make_graph(self.nodes, self.name, [picture], [result], self.weights)
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="reverie"
        )
        onnx.checker.check_model(model)
        return model
