import Networks
import Tensors

extension RandomGraph {
    /// The graph that a number stands for: up to 14 layers of the kinds that networks are wired of, most of them upon
    /// others' slices, sums and gates.
    init(number: UInt64) {
        var pen = Pen(number)
        while pen.graph.layers.count < pen.size { pen.drawSomething() }
        self = pen.finished()
    }
}

/// Draws a graph layer by layer.
private struct Pen {
    private(set) var graph: RandomGraph
    let size: Int
    private var shapes: [Shape]
    private var dice: Philox

    init(_ number: UInt64) {
        dice = Philox(key: number, stream: 0x6EA9)
        let height = 1 + Int(dice.next() % 12)
        let width = dice.next() % 3 == 0 ? height : 1 + Int(dice.next() % 12)
        let channels = [1, 3, 3, 3, 4, 8, 16, 32][Int(dice.next() % 8)]
        graph = RandomGraph(height: height, width: width, channels: channels, layers: [], outputs: [])
        shapes = [Shape(channels: channels, height: height, width: width)]
        size = 3 + Int(dice.next() % 12)
        // What all the rest may be made of.
        add(.convolution(outputs: breadth(), kernel: 1, stride: 1, dilation: 1, before: 0, after: 0, groups: 1), [0])
    }

    /// The last layer, and others here and there, are asked for.
    mutating func finished() -> RandomGraph {
        var outputs: Set = [graph.layers.count]
        if chance(2) { for _ in 0..<1 + roll(3) { outputs.insert(1 + roll(graph.layers.count)) } }
        if chance(16) { outputs.insert(0) }
        graph.outputs = outputs.sorted()
        return graph
    }

    private mutating func roll(_ sides: Int) -> Int { Int(dice.next() % UInt64(sides)) }
    private mutating func chance(_ oneOf: Int) -> Bool { roll(oneOf) == 0 }
    private mutating func pick<Item>(_ items: [Item]) -> Item { items[roll(items.count)] }

    /// A number of channels: most fill blocks of 8 or of 16.
    private mutating func breadth() -> Int { pick([8, 16, 16, 16, 32, 32, 48, 24, 40, 5, 13, 19]) }

    /// A node: most often one of the last.
    private mutating func node() -> Int {
        let count = shapes.count
        return chance(2) ? roll(count) : max(0, count - 1 - roll(min(4, count)))
    }

    /// Nodes that pass a test, or nil.
    private mutating func node(where fits: (Int) -> Bool) -> Int? {
        let fitting = shapes.indices.filter(fits)
        return fitting.isEmpty ? nil : pick(fitting)
    }

    /// Adds a layer where it fits, and is not too large.
    @discardableResult private mutating func add(_ kind: RandomGraph.Kind, _ inputs: [Int]) -> Int? {
        var longer = graph
        longer.layers.append(RandomGraph.Layer(kind, inputs))
        guard let all = longer.shapes, let shape = all.last, shape.channels <= 160, shape.area <= 400 else {
            return nil
        }
        graph = longer
        shapes = all
        return shapes.count - 1
    }

    mutating func drawSomething() {
        switch roll(20) {
        case 0...4: drawConcatenation()
        case 5...8: drawSum()
        case 9: drawGate()
        case 10, 11: drawSelection()
        case 12...15: drawConvolution()
        case 16, 17: drawFunction()
        default: drawSpatial()
        }
    }

    private mutating func drawConcatenation() {
        let first = node()
        var members = [first]
        for _ in 0..<1 + roll(3) {
            if let next = node(where: { [shapes] in
                shapes[$0].height == shapes[first].height && shapes[$0].width == shapes[first].width
            }) {
                members.append(next)
            }
        }
        members.shuffle(using: &dice)
        add(.concatenation, members)
    }

    private mutating func drawSum() {
        let first = node()
        var second = node(where: { [shapes] in shapes[$0] == shapes[first] && $0 != first })
        if second == nil || chance(3) {
            // Made to fit.
            let other = node(where: { [shapes] in
                shapes[$0].height == shapes[first].height && shapes[$0].width == shapes[first].width
            })
            second = add(
                .convolution(
                    outputs: shapes[first].channels, kernel: 1, stride: 1, dilation: 1, before: 0, after: 0, groups: 1),
                [other ?? first])
        }
        guard let second else { return }
        let kind = pick([RandomGraph.Kind.add, .add, .add, .add, .subtract, .multiply])
        let sum = add(kind, chance(2) ? [first, second] : [second, first])
        if let sum, chance(3) { add(pick([.relu, .clip(lower: -0.5, upper: 1)]), [sum]) }
    }

    private mutating func drawGate() {
        let whole = node()
        guard let mean = add(.globalAverage, [whole]),
            let excited = add(
                .convolution(
                    outputs: shapes[whole].channels, kernel: 1, stride: 1, dilation: 1, before: 0, after: 0, groups: 1),
                [mean]), let gate = add(.sigmoid, [excited])
        else { return }
        add(.multiply, chance(2) ? [whole, gate] : [gate, whole])
    }

    private mutating func drawSelection() {
        let input = node()
        let channels = shapes[input].channels
        let indices: [Int]
        switch roll(4) {
        case 0: indices = (0..<channels).map { _ in roll(channels) }
        case 1: indices = Array(0..<channels).shuffled(using: &dice)
        default:
            let first = chance(2) ? roll(channels) : roll(channels) / 8 * 8
            let count = chance(2) ? 1 + roll(channels - first) : min(channels - first, 8 * (1 + roll(3)))
            indices = Array(first..<first + count)
        }
        add(.selection(indices), [input])
    }

    private mutating func drawConvolution() {
        let input = node()
        let kernel = pick([1, 1, 1, 2, 3, 3, 3, 3, 4, 5, 7])
        let stride = pick([1, 1, 1, 2, 2, 3])
        let dilation = pick([1, 1, 1, 2])
        let margin = chance(4) ? roll(3) : kernel / 2 * dilation
        let made =
            if chance(4) {
                add(.depthwise(kernel: kernel, stride: stride, dilation: dilation, margin: margin), [input])
            } else {
                add(
                    .convolution(
                        outputs: breadth(), kernel: kernel, stride: stride, dilation: dilation, before: margin,
                        after: chance(4) ? roll(3) : margin, groups: pick([1, 1, 1, 2, 4, 8])), [input])
            }
        if let made, chance(2) { add(pick([.relu, .relu, .clip(lower: 0, upper: 1)]), [made]) }
    }

    private mutating func drawFunction() {
        let kinds: [RandomGraph.Kind] = [
            .relu, .relu, .relu, .clip(lower: -0.25, upper: 0.75), .sigmoid, .swish, .tanh, .gelu, .softplus, .softmax,
            .parametricRelu, .normalization, .localResponse,
        ]
        add(pick(kinds), [node()])
    }

    private mutating func drawSpatial() {
        let kernel = 1 + roll(3)
        let (stride, margin) = (1 + roll(2), roll(kernel))
        let value: Float = chance(2) ? 0 : 0.5
        let kinds: [RandomGraph.Kind] = [
            .maxPool(kernel: kernel, stride: stride, margin: margin, ceil: false),
            .maxPool(kernel: 3, stride: 1, margin: 1, ceil: false),
            .maxPool(kernel: 3, stride: 2, margin: 0, ceil: true),
            .averagePool(kernel: kernel, stride: stride, margin: margin, counting: margin % 2 == 0), .globalAverage,
            .margins(before: roll(4) - 1, after: roll(4) - 1, value: value), .nearest(factor: 2), .linear(factor: 2),
        ]
        add(pick(kinds), [node()])
    }
}
