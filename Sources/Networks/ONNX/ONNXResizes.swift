import Tensors
import Wording

/// Other sizes.
extension ONNXOperator {
    static let resizes: [String: Reading] = ["Resize": resize, "Upsample": resize]

    private static let resize: Reading = { reader, graph in
        let input = try graph.picture(0, of: reader)
        let shape = graph.shape(input)
        let wanted = try wanted(of: input, reader, &graph)
        let method = try method(wanted, from: shape, reader, graph)
        try graph.appendResize(wanted, of: input, method, reader)
    }

    /// What a resize is asked for.
    private static func wanted(
        of input: Graph.NodeID, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws -> ONNXSize {
        let places =
            reader.node.opType == "Upsample" ? (scales: 1, sizes: 9) : (scales: graph.opset < 11 ? 1 : 2, sizes: 3)
        let policy = reader.string("keep_aspect_ratio_policy", default: "stretch")
        guard policy == "stretch" else { throw reader.error("its policy is \(policy); stretch is supported") }
        let axes = (reader.integers("axes") ?? [0, 1, 2, 3]).map { $0 < 0 ? $0 + 4 : $0 }
        guard Set(axes).count == axes.count, axes.allSatisfy({ (0..<4).contains($0) }) else {
            throw reader.error("its axes are \(axes.prefix(8))")
        }
        let shape = graph.shape(input)
        var scales = try graph.constant(places.scales, of: reader)?.numbers(for: reader)
        if scales?.values.isEmpty ?? true, let attribute = reader.floats("scales") {
            scales = ONNXNumbers(sizes: [attribute.count], values: attribute.map { Double($0) })
        }
        if let scales, !scales.values.isEmpty {
            try check(scales.values.count, axes, reader)
            var all: [Float] = [1, 1, 1, 1]
            for (index, axis) in axes.enumerated() { all[axis] = Float(scales.values[index]) }
            guard all[0] == 1, all[1] == 1, all.allSatisfy({ (0.001...64).contains($0) }) else {
                throw reader.error("its scales are \(all); a change of height and width is supported")
            }
            return .factor(height: all[2], width: all[3])
        }
        guard let sizes = try graph.constant(places.sizes, of: reader)?.numbers(for: reader) else {
            throw reader.error("it has neither scales nor sizes")
        }
        try check(sizes.values.count, axes, reader)
        var all = shape.dimensions
        var sources = [ONNXNumbers.Source](repeating: .constant, count: 4)
        for axis in 2...3 where !axes.contains(axis) { sources[axis] = .side(of: input, isHeight: axis == 2, times: 1) }
        for (axis, size) in zip(axes, graph.withoutBatch(sizes.integers)) { all[axis] = size }
        for (index, axis) in axes.enumerated() { sources[axis] = sizes.source(index) }
        guard all[0] == 1, all[1] == shape.channels, all.suffix(2).allSatisfy({ (1...1 << 16).contains($0) }) else {
            throw reader.error("its sizes are \(all); a change of height and width is supported")
        }
        return graph.size(Extent(height: all[2], width: all[3]), from: (sources[2], sources[3]), of: input)
    }

    private static func check(_ count: Int, _ axes: [Int], _ reader: ONNXNodeReader) throws {
        guard count == axes.count else {
            throw reader.error("it has \(Phrases.count(count, "scale")) for the axes \(axes.prefix(8))")
        }
    }

    private static func method(
        _ wanted: ONNXSize, from shape: Shape, _ reader: ONNXNodeReader, _ graph: ONNXGraphBuilder
    ) throws -> Resize.Method {
        let mode = reader.string("mode", default: "nearest")
        let coordinates = reader.string(
            "coordinate_transformation_mode", default: graph.opset < 11 ? "asymmetric" : "half_pixel")
        let rounding = reader.string(
            "nearest_mode", default: graph.opset < 11 ? "floor" : "round_prefer_floor")
        // Enlarged a whole number of times, every pixel becomes a block of itself in either way of counting.
        let output = wanted.size(from: shape)
        let isWhole =
            if case .factor(let height, let width) = wanted {
                [height, width].allSatisfy { $0 >= 1 && $0 == $0.rounded() }
            } else {
                shape.area == 1 || output == Extent(height: shape.height, width: shape.width)
            }
        let makesOne = output.height == 1 || output.width == 1
        let smooths = reader.integer("antialias", default: 0) != 0
        switch (mode, coordinates) {
        case ("nearest", "asymmetric") where rounding == "floor": return .nearest
        case ("nearest", "half_pixel") where isWhole && rounding.hasPrefix("round"): return .nearest
        case ("linear", "half_pixel") where !smooths,
            ("linear", "pytorch_half_pixel") where !makesOne && !smooths:
            return .linear
        case ("linear", "align_corners") where !smooths: return .linearAlignedCorners
        default: return .sampled(try sampling(mode, coordinates, rounding, smooths: smooths, reader))
        }
    }

    private static func sampling(
        _ mode: String, _ coordinates: String, _ rounding: String, smooths: Bool, _ reader: ONNXNodeReader
    ) throws -> Sampling {
        let places: [String: Sampling.Coordinates] = [
            "align_corners": .alignedCorners, "asymmetric": .asymmetric, "half_pixel": .halfPixel,
            "pytorch_half_pixel": .halfPixelOrFirst,
        ]
        let nearest: [String: Sampling.Nearest] = [
            "ceil": .ceiling, "floor": .floor, "round_prefer_ceil": .roundUp, "round_prefer_floor": .roundDown,
        ]
        let kernels: [String: Sampling.Kernel?] = [
            "cubic": .cubic(reader.float("cubic_coeff_a", default: -0.75)), "linear": .linear,
            "nearest": nearest[rounding].map { .nearest($0) },
        ]
        guard let place = places[coordinates], let kernel = kernels[mode].flatMap({ $0 }) else {
            throw reader.error(
                "its mode is \(mode), \(coordinates), \(rounding); nearest, linear and cubic with half_pixel, pytorch_half_pixel, "
                    + "asymmetric or align_corners are supported")
        }
        let leavesOut = smooths || reader.integer("exclude_outside", default: 0) != 0
        return Sampling(place, kernel, smooths: smooths && kernel != .nearest(.floor), leavesOut: leavesOut)
    }
}
