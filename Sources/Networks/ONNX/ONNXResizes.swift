import Tensors
import Wording

/// Other sizes.
extension ONNXOperator {
    static let resizes: [String: Reading] = ["Resize": resize, "Upsample": resize]

    private static let resize: Reading = { reader, graph in
        let input = try graph.picture(0, of: reader)
        let shape = graph.shape(input)
        let factors = try factors(for: shape, reader, graph)
        let method = try method(factors, shape, reader, graph)
        try graph.append(
            .resize(Resize(height: factors.height, width: factors.width, method: method)), [input], of: reader)
    }

    /// Output size ÷ input size, down and across.
    private static func factors(
        for shape: Shape, _ reader: ONNXNodeReader, _ graph: ONNXGraphBuilder
    ) throws -> (height: Float, width: Float) {
        let places =
            reader.node.opType == "Upsample" ? (scales: 1, sizes: 9) : (scales: graph.opset < 11 ? 1 : 2, sizes: 3)
        let policy = reader.string("keep_aspect_ratio_policy", default: "stretch")
        guard policy == "stretch" else { throw reader.error("its policy is \(policy); stretch is supported") }
        let axes = (reader.integers("axes") ?? [0, 1, 2, 3]).map { $0 < 0 ? $0 + 4 : $0 }
        var scales = try graph.constant(places.scales, of: reader)?.floats(for: reader).values ?? []
        if scales.isEmpty, let attribute = reader.floats("scales") { scales = attribute }
        if scales.isEmpty, let sizes = try graph.constant(places.sizes, of: reader)?.floats(for: reader).values,
            sizes.count == axes.count, axes.allSatisfy({ (0..<4).contains($0) })
        {
            scales = zip(sizes, axes).map { factor(from: shape.dimensions[$1], to: $0) }
        }
        var all: [Float] = [1, 1, 1, 1]
        guard scales.count == axes.count, Set(axes).count == axes.count, axes.allSatisfy({ all.indices.contains($0) })
        else { throw reader.error("it has \(Phrases.count(scales.count, "scale")) for the axes \(axes.prefix(8))") }
        for (axis, scale) in zip(axes, scales) { all[axis] = scale }
        guard all[0] == 1, all[1] == 1, all.allSatisfy({ (0.001...64).contains($0) }) else {
            throw reader.error("its scales are \(all); a change of height and width is supported")
        }
        return (all[2], all[3])
    }

    /// The factor that makes `target` of `size`, whatever the division's rounding takes off.
    private static func factor(from size: Int, to target: Float) -> Float {
        let factor = target / Float(size)
        return Float(size) * factor < target ? factor.nextUp : factor
    }

    private static func method(
        _ factors: (height: Float, width: Float), _ shape: Shape, _ reader: ONNXNodeReader, _ graph: ONNXGraphBuilder
    ) throws -> Resize.Method {
        let mode = reader.string("mode", default: "nearest")
        let coordinates = reader.string(
            "coordinate_transformation_mode", default: graph.opset < 11 ? "asymmetric" : "half_pixel")
        let rounding = reader.string(
            "nearest_mode", default: graph.opset < 11 ? "floor" : "round_prefer_floor")
        guard reader.integer("antialias", default: 0) == 0 else {
            throw reader.error("it smooths before it thins out, which is not supported")
        }
        // Enlarged a whole number of times, every pixel becomes a block of itself in either way of counting.
        let isWhole = [factors.height, factors.width].allSatisfy { $0 >= 1 && $0 == $0.rounded() }
        let makesOne = Int(Float(shape.height) * factors.height) == 1 || Int(Float(shape.width) * factors.width) == 1
        switch (mode, coordinates) {
        case ("nearest", "asymmetric") where rounding == "floor": return .nearest
        case ("nearest", "half_pixel") where isWhole && rounding.hasPrefix("round"): return .nearest
        case ("linear", "half_pixel"),
            ("linear", "pytorch_half_pixel") where !makesOne:
            return .linear
        case ("linear", "align_corners"): return .linearAlignedCorners
        default:
            throw reader.error(
                "its mode is \(mode), \(coordinates), \(rounding); nearest with asymmetric and floor, nearest of whole "
                    + "enlargements, and linear with half_pixel or align_corners are supported")
        }
    }
}
