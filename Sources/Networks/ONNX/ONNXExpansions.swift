import Foundation

/// Operators that are a few others, one after the other: a model is read as if its exporter had written those.
///
///     Celu(α) → Mul(1/α), Elu, Mul(α)
///     com.microsoft::FusedConv → Conv, Add, Relu
///
/// What lies between has the operator's name with a number behind it; the last has the name itself.
struct ONNXExpansion {
    /// The node that is taken apart.
    let node: ONNX_Node
    /// Its attributes.
    let reader: ONNXNodeReader
    /// The version of the operators.
    let opset: Int
    /// What it becomes.
    private(set) var nodes: [ONNX_Node] = []

    typealias Body = @Sendable (inout ONNXExpansion) -> Void

    init(_ node: ONNX_Node, opset: Int) {
        self.node = node
        self.opset = opset
        reader = ONNXNodeReader(node: node)
    }

    /// The nodes of a graph, with every node that has an expansion replaced by it; in the graphs of their attributes, too.
    static func expanding(_ nodes: [ONNX_Node], opset: Int) -> [ONNX_Node] {
        nodes.flatMap { node -> [ONNX_Node] in
            var node = node
            for index in node.attribute.indices where node.attribute[index].hasG {
                node.attribute[index].g.node = expanding(node.attribute[index].g.node, opset: opset)
            }
            guard let body = body(of: node), !node.output.isEmpty else { return [node] }
            var expansion = ONNXExpansion(node, opset: opset)
            body(&expansion)
            return expansion.nodes.isEmpty ? [node] : expansion.nodes
        }
    }

    private static func body(of node: ONNX_Node) -> Body? {
        switch node.domain {
        case "", "ai.onnx": byName[node.opType] ?? quantized[node.opType] ?? products[node.opType]
        case "com.microsoft": microsoft[node.opType]
        default: nil
        }
    }

    /// The operators of ONNX itself that are taken apart.
    static var names: [String] { [byName, quantized, products].flatMap(\.keys) }

    // MARK: - What an expansion is written with

    /// The name of the input at `index`; nil when the node has none there.
    func input(_ index: Int) -> String? {
        index < node.input.count && !node.input[index].isEmpty ? node.input[index] : nil
    }

    /// Appends a node that reads `inputs`, and says what it gives out is called.
    /// - Parameter output: the output of the node that is taken apart which this is; nil for what lies between.
    @discardableResult
    mutating func add(
        _ type: String, _ inputs: [String], _ attributes: [ONNX_Attribute] = [], output: Int? = nil
    ) -> String {
        var made = ONNX_Node()
        made.opType = type
        made.input = inputs
        made.attribute = attributes
        made.metadataProps = node.metadataProps
        let number = ":\(nodes.count + 1)"
        made.name = node.name.isEmpty ? "" : output == 0 ? node.name : node.name + number
        let name = output.map { node.output[$0] } ?? (node.output[0] + number)
        made.output = [name]
        nodes.append(made)
        return name
    }

    /// A constant of one number.
    mutating func number(_ value: Float) -> String {
        add("Constant", [], [ONNX_Attribute("value_float", value)])
    }

    /// A constant of whole numbers.
    mutating func list(_ values: [Int]) -> String {
        add("Constant", [], [ONNX_Attribute("value_ints", values)])
    }
}

extension ONNX_Attribute {
    init(_ name: String, _ value: Float) {
        self.init()
        self.name = name
        f = value
    }

    init(_ name: String, _ value: Int) {
        self.init()
        self.name = name
        i = Int64(value)
    }

    init(_ name: String, _ values: [Int]) {
        self.init()
        self.name = name
        ints = values.map { Int64($0) }
    }

    init(_ name: String, _ text: String) {
        self.init()
        self.name = name
        s = Data(text.utf8)
    }
}

extension ONNXExpansion {
    /// Functions of one number, and reductions that are others of something.
    static let byName: [String: Body] = [
        "AveragePool": { whole in whole.poolLine() }, "MaxPool": { whole in whole.poolLine() },
        "Celu": { whole in
            let alpha = whole.number(whole.reader.float("alpha", default: 1))
            let inner = whole.add("Div", [whole.node.input[0], alpha])
            whole.add("Mul", [whole.add("Elu", [inner]), alpha], output: 0)
        },
        "LpNormalization": { whole in
            let axis = whole.reader.integer("axis", default: -1)
            let (x, axes) = (whole.node.input[0], [ONNX_Attribute("axes", [axis])])
            // Numbers that are all 0 stay so, and their way back ends there.
            let isSum = whole.reader.integer("p", default: 2) == 1
            let sum = whole.add(isSum ? "ReduceL1" : "ReduceSumSquare", [x], axes)
            let least = whole.add("Max", [sum, whole.number(1e-30)])
            whole.add("Div", [x, isSum ? least : whole.add("Sqrt", [least])], output: 0)
        },
        "MeanVarianceNormalization": { whole in
            let axes = [ONNX_Attribute("axes", whole.reader.integers("axes") ?? [0, 2, 3])]
            let x = whole.node.input[0]
            let centred = whole.add("Sub", [x, whole.add("ReduceMean", [x], axes)])
            let square = whole.add("Mul", [centred, centred])
            let deviation = whole.add("Sqrt", [whole.add("ReduceMean", [square], axes)])
            let safe = whole.add("Add", [deviation, whole.number(1e-9)])
            whole.add("Div", [centred, safe], output: 0)
        },
        "ReduceLogSum": { whole in
            let sum = whole.add("ReduceSum", whole.node.input, whole.node.attribute)
            whole.add("Log", [sum], output: 0)
        },
        "ReduceLogSumExp": { whole in
            let powers = whole.add("Exp", [whole.node.input[0]])
            let sum = whole.add("ReduceSum", [powers] + whole.node.input.dropFirst(), whole.node.attribute)
            whole.add("Log", [sum], output: 0)
        },
        "ReduceMin": { whole in
            let turned = whole.add("Neg", [whole.node.input[0]])
            let largest = whole.add("ReduceMax", [turned] + whole.node.input.dropFirst(), whole.node.attribute)
            whole.add("Neg", [largest], output: 0)
        },
        "Selu": { whole in
            let alpha = whole.reader.float("alpha", default: 1.67326319)
            let gamma = whole.number(whole.reader.float("gamma", default: 1.05070102))
            let inner = whole.add("Elu", [whole.node.input[0]], [ONNX_Attribute("alpha", alpha)])
            whole.add("Mul", [inner, gamma], output: 0)
        },
        "Shrink": { whole in
            // x + b below −λ, x − b above λ: a soft threshold where b is λ, a hard one where it is 0.
            let x = whole.node.input[0]
            let bias = whole.number(whole.reader.float("bias", default: 0))
            let zero = whole.number(0)
            let limit = whole.reader.float("lambd", default: 0.5)
            let above = whole.add("Greater", [x, whole.number(limit)])
            let below = whole.add("Less", [x, whole.number(-limit)])
            let low = whole.add("Where", [below, whole.add("Add", [x, bias]), zero])
            whole.add("Where", [above, whole.add("Sub", [x, bias]), low], output: 0)
        },
    ]

    /// What ONNX Runtime puts together when it optimizes a model.
    static let microsoft: [String: Body] = [
        "BiasGelu": { whole in
            whole.add("Gelu", [whole.add("Add", Array(whole.node.input.prefix(2)))], output: 0)
        },
        "FastGelu": { whole in
            var x = whole.node.input[0]
            if let bias = whole.input(1) { x = whole.add("Add", [x, bias]) }
            whole.add("Gelu", [x], [ONNX_Attribute("approximate", "tanh")], output: 0)
        },
        "FusedConv": { whole in
            let inputs = Array(whole.node.input.prefix(3))
            let other = whole.input(3)
            let kept = whole.node.attribute.filter { !$0.name.hasPrefix("activation") }
            let kind = whole.reader.string("activation", default: "")
            var last = whole.add("Conv", inputs, kept, output: other == nil && kind.isEmpty ? 0 : nil)
            if let other { last = whole.add("Add", [last, other], output: kind.isEmpty ? 0 : nil) }
            whole.activate(last)
        },
        "FusedGemm": { whole in
            let kept = whole.node.attribute.filter { !$0.name.hasPrefix("activation") }
            let isBare = whole.reader.string("activation", default: "").isEmpty
            whole.activate(whole.add("Gemm", whole.node.input, kept, output: isBare ? 0 : nil))
        },
        "FusedMatMul": { whole in
            let isPlain = ["transA", "transBatchA", "transBatchB"].allSatisfy {
                whole.reader.integer($0, default: 0) == 0
            }
            guard isPlain else { return }
            var weights = whole.node.input[1]
            // Of a matrix, whose order is said by no attribute, the two axes change places.
            if whole.reader.integer("transB", default: 0) != 0 { weights = whole.add("Transpose", [weights]) }
            let alpha = whole.reader.float("alpha", default: 1)
            let product = whole.add("MatMul", [whole.node.input[0], weights], output: alpha == 1 ? 0 : nil)
            if alpha != 1 { whole.add("Mul", [product, whole.number(alpha)], output: 0) }
        },
        "Gelu": { whole in whole.add("Gelu", whole.node.input, whole.node.attribute, output: 0) },
        "QLinearAdd": { whole in whole.combine("Add") },
        "QLinearAveragePool": { whole in whole.pass("AveragePool", scale: 3) },
        "QLinearConcat": { whole in
            let parts = stride(from: 2, to: whole.node.input.count, by: 3).map { whole.node.input[$0] }
            let joined = whole.add("Concat", parts, whole.node.attribute)
            whole.add("QuantizeLinear", [joined] + whole.node.input.prefix(2), output: 0)
        },
        "QLinearGlobalAveragePool": { whole in whole.pass("GlobalAveragePool", scale: 3) },
        "QLinearLeakyRelu": { whole in whole.pass("LeakyRelu", scale: 3) },
        "QLinearMul": { whole in whole.combine("Mul") },
        "QLinearSigmoid": { whole in whole.pass("Sigmoid", scale: 3) },
        "QuickGelu": { whole in
            let x = whole.node.input[0]
            let scaled = whole.add("Mul", [x, whole.number(whole.reader.float("alpha", default: 1.702))])
            whole.add("Mul", [x, whole.add("Sigmoid", [scaled])], output: 0)
        },
        "SkipLayerNormalization": { whole in
            let sums = whole.node.output.count > 3 && !whole.node.output[3].isEmpty ? 3 : nil
            let bias = whole.input(4)
            var sum = whole.add("Add", Array(whole.node.input.prefix(2)), output: bias == nil ? sums : nil)
            if let bias { sum = whole.add("Add", [sum, bias], output: sums) }
            let epsilon = ONNX_Attribute("epsilon", whole.reader.float("epsilon", default: 1e-5))
            let parameters = [whole.node.input[2], whole.input(3)].compactMap(\.self)
            whole.add("LayerNormalization", [sum] + parameters, [ONNX_Attribute("axis", -1), epsilon], output: 0)
        },
    ]

    /// A pool over a line, as one over a picture of one row.
    private mutating func poolLine() {
        guard node.output.count == 1, let kernel = reader.integers("kernel_shape"), kernel.count == 1 else { return }
        func wide(_ name: String, _ list: [Int]?) -> [ONNX_Attribute] {
            guard let list else { return [] }
            let (ones, zeros) = ([1], [0])
            return [ONNX_Attribute(name, name == "pads" ? zeros + [list[0]] + zeros + list.dropFirst() : ones + list)]
        }
        let sizes = ["kernel_shape", "strides", "pads", "dilations"].flatMap { wide($0, reader.integers($0)) }
        let others = node.attribute.filter { attribute in !sizes.contains { $0.name == attribute.name } }
        let isAttribute = opset < 13
        let axes = isAttribute ? nil : list([2])
        let attribute = isAttribute ? [ONNX_Attribute("axes", [2])] : []
        let tall = add("Unsqueeze", [node.input[0]] + [axes].compactMap(\.self), attribute)
        let pooled = add(node.opType, [tall], sizes + others)
        add("Squeeze", [pooled] + [axes].compactMap(\.self), attribute, output: 0)
    }

    /// The activation that a fused operator names, as the end.
    private mutating func activate(_ x: String) {
        let parameters = reader.floats("activation_params") ?? []
        func parameter(_ index: Int, _ name: String) -> [ONNX_Attribute] {
            index < parameters.count ? [ONNX_Attribute(name, parameters[index])] : []
        }
        let kind = reader.string("activation", default: "")
        switch kind {
        case "": return
        case "Clip": add("Clip", [x], parameter(0, "min") + parameter(1, "max"), output: 0)
        case "HardSigmoid": add("HardSigmoid", [x], parameter(0, "alpha") + parameter(1, "beta"), output: 0)
        default: add(kind, [x], parameter(0, "alpha"), output: 0)
        }
    }
}
