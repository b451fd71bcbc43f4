import Foundation
import Networks
import SwiftProtobuf
import Tensors

/// One test of the ONNX project: a model of an operator or of a few, inputs, and the outputs that are right.
///
/// `Scripts/fetch-node-tests` fetches them (onnx/backend/test/data/node of the `onnx` package).
struct NodeTest {
    /// The folder's name: `test_conv_with_strides_padding`.
    let name: String
    let model: ONNX_Model
    /// By input of the model.
    let inputs: [ONNX_Tensor]
    /// By output of the model.
    let outputs: [ONNX_Tensor]

    /// Where the tests of the ONNX project lie: `node` and `light`.
    static var folder: URL {
        URL(fileURLWithPath: UserFolder.cache.path() + "/reverie/onnx-tests")
    }

    /// The operators that the reader takes: it lists them when it meets one that it does not.
    static func supportedOperators() throws -> Set<String> {
        var model = ONNX_Model()
        model.graph.input = [ONNX_ValueInfo(name: "picture", sizes: [1, 1, 1, 1])]
        model.graph.node = [ONNX_Node("Nothing", ["picture"], ["nothing"])]
        do {
            _ = try ONNXReader.graph(from: model.serializedData(), file: "nothing.onnx")
        } catch NetworkError.within(_, .unsupported(_, _, let supported)) {
            return Set(supported)
        }
        return []
    }

    /// Reads the test in a folder; nil when the model has an operator that is not `supported`.
    init?(in folder: URL, supported: Set<String>) throws {
        name = folder.lastPathComponent
        model = try ONNX_Model(serializedBytes: Data(contentsOf: folder.appendingPathComponent("model.onnx")))
        guard model.graph.node.allSatisfy({ supported.contains($0.opType) && ["", "ai.onnx"].contains($0.domain) })
        else { return nil }
        let data = folder.appendingPathComponent("test_data_set_0")
        func tensors(_ kind: String, _ count: Int) throws -> [ONNX_Tensor] {
            try (0..<count).map { index in
                let file = data.appendingPathComponent("\(kind)_\(index).pb")
                return try ONNX_Tensor(serializedBytes: Data(contentsOf: file))
            }
        }
        inputs = try tensors("input", model.graph.input.count)
        outputs = try tensors("output", model.graph.output.count)
    }
}

// MARK: - Numbers of the format

extension ONNX_Tensor {
    /// The dimensions as plain integers.
    var sizes: [Int] { dims.map { Int($0) } }

    /// The relative distance to be expected of its element type; nil when it holds no floats.
    var tolerance: Double? {
        switch dataType {
        case 1, 11: 1e-5
        case 10: 2e-3
        case 16: 2e-2
        default: nil
        }
    }

    /// Its numbers, little-endian or as a list; nil when they are no floats.
    var numbers: [Float]? {
        switch dataType {
        case 1: rawData.isEmpty ? floatData : raw(UInt32.self).map { Float(bitPattern: $0) }
        case 11: rawData.isEmpty ? doubleData.map { Float($0) } : raw(UInt64.self).map { Float(Double(bitPattern: $0)) }
        case 10: halves.map { Float(half: $0) }
        case 16: halves.map { Float(bitPattern: UInt32($0) << 16) }
        default: nil
        }
    }

    private var halves: [UInt16] {
        rawData.isEmpty ? int32Data.map { UInt16(truncatingIfNeeded: $0) } : raw(UInt16.self)
    }

    private func raw<Number: FixedWidthInteger>(_: Number.Type) -> [Number] {
        let bytes = [UInt8](rawData)
        let width = MemoryLayout<Number>.size
        return stride(from: 0, to: bytes.count, by: width).map { start in
            (0..<width).reduce(0) { $0 | Number(truncatingIfNeeded: bytes[start + $1]) << (8 * $1) }
        }
    }

    /// A list of whole numbers.
    init(_ name: String, _ integers: [Int]) {
        self.init()
        self.name = name
        dims = [Int64(integers.count)]
        dataType = 7
        int64Data = integers.map { Int64($0) }
    }
}

extension Float {
    /// The number that sixteen bits of IEEE 754 stand for.
    fileprivate init(half bits: UInt16) {
        let magnitude: Float
        switch (bits >> 10 & 0x1F, Float(bits & 0x3FF) / 1024) {
        case (0, let fraction): magnitude = fraction * 0x1p-14
        case (0x1F, 0): magnitude = .infinity
        case (0x1F, _): magnitude = .nan
        case (let exponent, let fraction):
            magnitude = Float(sign: .plus, exponent: Int(exponent) - 15, significand: 1 + fraction)
        }
        self = bits & 0x8000 == 0 ? magnitude : -magnitude
    }
}

// MARK: - Parts of models

extension ONNX_ValueInfo {
    /// A tensor of floats, of this shape.
    init(name: String, sizes: [Int]) {
        self.init()
        self.name = name
        type.tensorType.elemType = 1
        type.tensorType.shape.dim = sizes.map { size in
            var dimension = ONNX_ValueInfo.TypeMessage.Tensor.Shape.Dimension()
            dimension.dimValue = Int64(size)
            return dimension
        }
    }
}

extension ONNX_Node {
    /// A node with lists of whole numbers as its attributes.
    init(_ operation: String, _ inputs: [String], _ outputs: [String], _ lists: [String: [Int]] = [:]) {
        self.init()
        opType = operation
        input = inputs
        output = outputs
        attribute = lists.sorted { $0.key < $1.key }.map { name, values in
            var attribute = ONNX_Attribute()
            attribute.name = name
            attribute.ints = values.map { Int64($0) }
            return attribute
        }
    }
}
