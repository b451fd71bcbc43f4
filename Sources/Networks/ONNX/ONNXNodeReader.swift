import Wording

/// One node of a model while it is read: its attributes, with errors that name it.
struct ONNXNodeReader {
    let node: ONNX_Node

    /// The node's name, or that of its first output.
    var name: String { node.name.isEmpty ? node.output.first ?? "" : node.name }

    /// An error about this node.
    func error(_ problem: String) -> NetworkError {
        .node(name: name, operation: node.opType, problem: problem)
    }

    /// An error about this node, for which the whole file is refused.
    func refusal(_ problem: String) -> NetworkError { error(problem).refusingTheFile }

    /// The name of the tensor at `index` of the inputs.
    func inputName(_ index: Int) throws -> String {
        guard index < node.input.count, !node.input[index].isEmpty else { throw error("its input \(index) is missing") }
        return node.input[index]
    }

    /// An integer attribute.
    func integer(_ name: String, default value: Int) -> Int {
        attribute(name).map { Int(clamping: $0.i) } ?? value
    }

    /// A float attribute.
    func float(_ name: String, default value: Float) -> Float {
        attribute(name).map { $0.f } ?? value
    }

    /// A string attribute.
    func string(_ name: String, default value: String) -> String {
        attribute(name).map { String(decoding: $0.s, as: UTF8.self) } ?? value
    }

    /// A tensor attribute.
    func tensor(_ name: String) -> ONNX_Tensor? { attribute(name)?.t }

    /// A graph attribute.
    func graph(_ name: String) -> ONNX_Graph? { attribute(name).flatMap { $0.hasG ? $0.g : nil } }

    /// A list of integers; nil when the node does not carry it.
    func integers(_ name: String) -> [Int]? { attribute(name)?.ints.map { Int(clamping: $0) } }

    /// A list of floats; nil when the node does not carry it.
    func floats(_ name: String) -> [Float]? { attribute(name)?.floats }

    /// A list of `count` integers, each within `range`.
    func integers(_ name: String, count: Int, in range: ClosedRange<Int>, default value: [Int]) throws -> [Int] {
        guard let attribute = attribute(name) else { return value }
        let list = attribute.ints.map { Int(clamping: $0) }
        guard list.count == count, list.allSatisfy({ range.contains($0) }) else {
            throw error(
                "\(name) is \(list.prefix(8)); \(Phrases.count(count, "number")) in \(range.lowerBound)…\(range.upperBound) are supported"
            )
        }
        return list
    }

    /// Whether a batch normalization takes the statistics of its input: since version 14 it says so, before that it gives them
    /// out.
    var isInTraining: Bool {
        integer("training_mode", default: 0) != 0 || node.output.dropFirst().contains { !$0.isEmpty }
    }

    /// Whether the node carries the attribute.
    func has(_ name: String) -> Bool { attribute(name) != nil }

    private func attribute(_ name: String) -> ONNX_Attribute? {
        node.attribute.first { $0.name == name }
    }
}

extension ONNXNodeReader {
    /// What an exporter has written of where the node comes from, in lowercase: PyTorch's newer one names modules and calls.
    var origin: String { node.metadataProps.map(\.value).joined(separator: "\n").lowercased() }

    /// Kernel, strides, dilations and padding, for convolutions and pools.
    ///
    /// - Parameter kernel: what the weights say; nil for a pool, which says it itself.
    func window(kernel: Extent?) throws -> Window {
        let sides = try integers(
            "kernel_shape", count: 2, in: 1...1024, default: kernel.map { [$0.height, $0.width] } ?? [])
        guard sides.count == 2 else { throw error("kernel_shape is missing") }
        if let kernel, sides != [kernel.height, kernel.width] {
            throw error("kernel_shape is \(sides), but the weights are \(kernel.height)×\(kernel.width)")
        }
        let strides = try integers("strides", count: 2, in: 1...1024, default: [1, 1])
        let dilations = try integers("dilations", count: 2, in: 1...1024, default: [1, 1])
        return Window(
            kernel: Extent(height: sides[0], width: sides[1]), stride: Extent(height: strides[0], width: strides[1]),
            dilation: Extent(height: dilations[0], width: dilations[1]), padding: try padding(),
            ceilMode: integer("ceil_mode", default: 0) != 0)
    }

    private func padding() throws -> Window.Padding {
        let automatic = string("auto_pad", default: "NOTSET")
        switch automatic {
        case "SAME_UPPER":
            return .same
        case "SAME_LOWER":
            return .sameLower
        case "VALID":
            return .explicit(before: Extent(0), after: Extent(0))
        case "NOTSET", "":
            let pads = try integers("pads", count: 4, in: 0...1024, default: [0, 0, 0, 0])
            return .explicit(
                before: Extent(height: pads[0], width: pads[1]), after: Extent(height: pads[2], width: pads[3]))
        default:
            throw error("auto_pad is \(automatic); NOTSET, SAME_UPPER, SAME_LOWER and VALID are supported")
        }
    }
}
