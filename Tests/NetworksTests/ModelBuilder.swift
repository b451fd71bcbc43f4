import Foundation
import Networks
import SwiftProtobuf
import Tensors

/// Builds small ONNX models for tests of the reader.
struct ModelBuilder {
    private(set) var model = ONNX_Model()

    /// - Parameters:
    ///   - side: the picture's height and width; 0 leaves them open.
    ///   - opset: the version of ONNX' operators.
    init(channels: Int64 = 3, side: Int64 = 0, opset: Int64 = 17) {
        model.irVersion = 8
        var shape = ONNX_ValueInfo.TypeMessage.Tensor.Shape()
        model.opsetImport = [ONNX_OperatorSet()]
        model.opsetImport[0].version = opset
        shape.dim = [1, channels, side, side].map { size in
            var dimension = ONNX_ValueInfo.TypeMessage.Tensor.Shape.Dimension()
            if size > 0 { dimension.dimValue = size } else { dimension.dimParam = "side" }
            return dimension
        }
        var input = ONNX_ValueInfo()
        input.name = "input"
        input.type.tensorType.shape = shape
        model.graph.input = [input]
    }

    /// Says which program wrote it.
    mutating func producer(_ name: String) { model.producerName = name }

    /// Gives the input these dimensions; 0 leaves one open.
    mutating func input(_ dimensions: [Int64]) {
        model.graph.input[0].type.tensorType.shape.dim = dimensions.map { size in
            var dimension = ONNX_ValueInfo.TypeMessage.Tensor.Shape.Dimension()
            if size > 0 { dimension.dimValue = size } else { dimension.dimParam = "open" }
            return dimension
        }
    }

    /// Adds an input beside the first.
    mutating func secondInput(_ name: String, _ dimensions: [Int64]) {
        var input = model.graph.input[0]
        input.name = name
        input.type.tensorType.shape.dim = dimensions.map { size in
            var dimension = ONNX_ValueInfo.TypeMessage.Tensor.Shape.Dimension()
            dimension.dimValue = size
            return dimension
        }
        model.graph.input.append(input)
    }

    /// Adds a constant of floats.
    mutating func constant(_ name: String, _ dimensions: [Int64], _ values: [Float]) {
        var tensor = ONNX_Tensor()
        tensor.name = name
        tensor.dims = dimensions
        tensor.dataType = 1
        tensor.rawData = values.withUnsafeBytes { Data($0) }
        model.graph.initializer.append(tensor)
    }

    /// Adds any tensor.
    mutating func add(_ tensor: ONNX_Tensor) { model.graph.initializer.append(tensor) }

    /// Names what the model gives out.
    mutating func outputs(_ names: String...) {
        model.graph.output = names.map { name in
            var output = ONNX_ValueInfo()
            output.name = name
            return output
        }
    }

    /// Adds a constant of whole numbers.
    mutating func whole(_ name: String, _ values: [Int64]) {
        var tensor = ONNX_Tensor()
        tensor.name = name
        tensor.dims = [Int64(values.count)]
        tensor.dataType = 7
        tensor.int64Data = values
        model.graph.initializer.append(tensor)
    }

    /// Adds a node whose output has its name.
    ///
    /// - Parameter outputs: how many it gives out; others than the first have numbers behind its name.
    mutating func node(
        _ operation: String, _ name: String, _ inputs: [String], _ attributes: [ONNX_Attribute] = [], outputs: Int = 1,
        domain: String = ""
    ) {
        var node = ONNX_Node()
        node.opType = operation
        node.name = name
        node.input = inputs
        node.output = [name] + (1..<max(1, outputs)).map { "\(name).\($0)" }
        if !domain.isEmpty { node.domain = domain }
        node.attribute = attributes
        model.graph.node.append(node)
    }

    /// The file's bytes.
    var data: Data { get throws { try model.serializedData() } }

    /// The graph that the reader makes of it.
    func graph() throws -> Graph { try ONNXReader.graph(from: data, file: "test.onnx").complete() }

    /// The graph, without what of the model cannot be computed.
    func openGraph() throws -> Graph { try ONNXReader.graph(from: data, file: "test.onnx") }
}

/// A list of integers as an attribute.
func integers(_ name: String, _ values: [Int64]) -> ONNX_Attribute {
    var attribute = ONNX_Attribute()
    attribute.name = name
    attribute.ints = values
    return attribute
}

/// An integer as an attribute.
func integer(_ name: String, _ value: Int64) -> ONNX_Attribute {
    var attribute = ONNX_Attribute()
    attribute.name = name
    attribute.i = value
    return attribute
}

/// A number as an attribute.
func float(_ name: String, _ value: Float) -> ONNX_Attribute {
    var attribute = ONNX_Attribute()
    attribute.name = name
    attribute.f = value
    return attribute
}

/// A text as an attribute.
func text(_ name: String, _ value: String) -> ONNX_Attribute {
    var attribute = ONNX_Attribute()
    attribute.name = name
    attribute.s = Data(value.utf8)
    return attribute
}
