/// A constant tensor that is computed with while reading: shapes, axes, margins, and weights that a model standardizes
/// itself, as the normalizer-free networks do.
struct ONNXNumbers {
    var sizes: [Int]
    var values: [Double]
    /// Whether they are of a type of whole numbers.
    var isWhole = false
    /// By number: what of an activation's size it is; empty where none is any of it. What is not `constant` holds only at the
    /// size the model is read for.
    var sources: [Source] = []

    /// What a number is.
    enum Source: Hashable {
        /// The same at every size.
        case constant
        /// So many times the height, or the width, of a node's activation.
        case side(of: Graph.NodeID, isHeight: Bool, times: Double)
        /// Something else that follows from sizes.
        case mixed

        /// Whether it is a height or a width.
        var isSide: Bool { if case .side = self { true } else { false } }
    }

    /// Whether the size of an activation went into any of them.
    var followsSize: Bool { sources.contains { $0 != .constant } }

    /// What a number is.
    func source(_ index: Int) -> Source { sources.isEmpty ? .constant : sources[index] }

    /// More than this many are not computed with.
    static let limit = 1 << 24

    /// The numbers as whole ones; what lies beyond Int's range becomes its end.
    var integers: [Int] {
        values.map { $0.isNaN ? 0 : Int(exactly: $0.rounded(.towardZero)) ?? ($0 < 0 ? .min : .max) }
    }

    /// The index of an axis that may be counted from the end; nil when there is no such axis.
    func axis(_ index: Int) -> Int? {
        let axis = index < 0 ? index + sizes.count : index
        return sizes.indices.contains(axis) ? axis : nil
    }

    /// The product of sizes; nil beyond the limit, or when one is negative.
    static func count(_ sizes: some Sequence<Int>, limit: Int = limit) -> Int? {
        var product = 1
        var isEmpty = false
        for size in sizes {
            guard size >= 0 else { return nil }
            if size == 0 {
                isEmpty = true
            } else {
                product = product.multipliedReportingOverflow(by: size).partialValue
            }
            guard (1...limit).contains(product) else { return nil }
        }
        return isEmpty ? 0 : product
    }
}

// MARK: - Views

extension ONNXNumbers {
    /// Distances between neighbours along each axis.
    var strides: [Int] {
        var step = 1
        return sizes.reversed().map { size in
            defer { step *= max(size, 1) }
            return step
        }.reversed()
    }

    /// The numbers at `offset` + Σ index·stride for every index below `sizes`; nil when they are too many.
    func view(sizes: [Int], offset: Int = 0, strides: [Int]) -> ONNXNumbers? {
        guard let count = ONNXNumbers.count(sizes) else { return nil }
        var result = self
        result.sizes = sizes
        guard sizes != self.sizes || strides != self.strides || offset != 0 else { return result }
        var index = [Int](repeating: 0, count: sizes.count)
        var place = offset
        let places = (0..<count).map { _ in
            defer {
                for axis in sizes.indices.reversed() {
                    index[axis] += 1
                    place += strides[axis]
                    if index[axis] < sizes[axis] { break }
                    place -= strides[axis] * sizes[axis]
                    index[axis] = 0
                }
            }
            return place
        }
        result.values = places.map { values[$0] }
        if !sources.isEmpty { result.sources = places.map { sources[$0] } }
        return result
    }

    /// The same numbers under other sizes; nil when those are not as many.
    func reshaped(_ target: [Int]) -> ONNXNumbers? {
        guard ONNXNumbers.count(target) == values.count else { return nil }
        var result = self
        result.sizes = target
        return result
    }

    /// Every `step`-th from `start` up to, not including, `end`, which count from the end where negative.
    func cut(_ axis: Int, from start: Int, to end: Int, by step: Int) -> ONNXNumbers? {
        let size = sizes[axis]
        let bounds = step > 0 ? 0...size : -1...size - 1
        let bound = { (place: Int) in
            min(
                max(place < 0 ? place.addingReportingOverflow(size).partialValue : place, bounds.lowerBound),
                bounds.upperBound)
        }
        // Below the first there is no place: a start so far below stays below it.
        let first = bound(start)
        let last = end < -size ? bounds.lowerBound : bound(end)
        let reach = step > 0 ? last - first : first - last
        var target = sizes
        target[axis] = max(0, (reach + abs(step) - 1) / abs(step))
        var steps = strides
        let offset = target[axis] > 0 ? first * steps[axis] : 0
        steps[axis] *= step
        return view(sizes: target, offset: offset, strides: steps)
    }

    /// The axes in another order.
    func transposed(_ order: [Int]) -> ONNXNumbers? {
        view(sizes: order.map { sizes[$0] }, strides: order.map { strides[$0] })
    }

    /// Stretched to `target`, aligned at the last axis, as ONNX broadcasts; nil when it does not fit.
    func expanded(to target: [Int]) -> ONNXNumbers? {
        let missing = target.count - sizes.count
        guard missing >= 0, zip(sizes, target.dropFirst(missing)).allSatisfy({ $0 == $1 || $0 == 1 }) else {
            return nil
        }
        let steps = zip(sizes, strides).map { $0 == 1 ? 0 : $1 }
        return view(sizes: target, strides: [Int](repeating: 0, count: missing) + steps)
    }

    /// The size that two tensors broadcast to; nil when they do not fit.
    static func broadcast(_ a: [Int], _ b: [Int]) -> [Int]? {
        let rank = max(a.count, b.count)
        let pad = { (sizes: [Int]) in [Int](repeating: 1, count: rank - sizes.count) + sizes }
        let pairs = Array(zip(pad(a), pad(b)))
        guard pairs.allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { return nil }
        return pairs.map { $0 == 1 ? $1 : $0 }
    }
}

// MARK: - Arithmetic

extension ONNXNumbers {
    /// Each number by itself.
    /// - Parameter keeps: whether a side of an activation stays what it is: when it is only rounded, or of another type.
    func mapped(keepingSources keeps: Bool = false, _ body: (Double) -> Double) -> ONNXNumbers {
        var result = self
        result.values = values.map(body)
        if !keeps { result.sources = sources.map { $0 == .constant ? .constant : .mixed } }
        return result
    }

    /// Both, multiplied: of a side and a constant, a multiple of the side.
    func times(_ other: ONNXNumbers) -> ONNXNumbers? {
        guard var product = combined(with: other, *), let a = expanded(to: product.sizes),
            let b = other.expanded(to: product.sizes)
        else { return nil }
        for index in product.sources.indices {
            switch (a.source(index), b.source(index)) {
            case (.side(let node, let isHeight, let times), .constant):
                product.sources[index] = .side(of: node, isHeight: isHeight, times: times * b.values[index])
            case (.constant, .side(let node, let isHeight, let times)):
                product.sources[index] = .side(of: node, isHeight: isHeight, times: times * a.values[index])
            default: break
            }
        }
        return product
    }

    /// What several together are: what follows from any size is mixed.
    private static func mixed(_ parts: [ONNXNumbers]) -> [Source] {
        guard parts.contains(where: \.followsSize), let count = parts.first?.values.count else { return [] }
        return (0..<count).map { index in parts.allSatisfy { $0.source(index) == .constant } ? .constant : .mixed }
    }

    /// Both, element by element; nil when they do not fit each other.
    func combined(with other: ONNXNumbers, _ body: (Double, Double) -> Double) -> ONNXNumbers? {
        guard let target = ONNXNumbers.broadcast(sizes, other.sizes), let a = expanded(to: target),
            let b = other.expanded(to: target)
        else { return nil }
        return ONNXNumbers(
            sizes: target, values: zip(a.values, b.values).map(body), isWhole: isWhole && other.isWhole,
            sources: ONNXNumbers.mixed([a, b]))
    }

    /// What `body` makes of all numbers along `axes`, which stay as 1 if `keeping`.
    func reduced(_ axes: Set<Int>, keeping: Bool, _ body: (ArraySlice<Double>) -> Double) -> ONNXNumbers? {
        let kept = sizes.indices.filter { !axes.contains($0) }
        guard let turned = transposed(kept + axes.sorted()) else { return nil }
        let length = axes.reduce(1) { $0 * sizes[$1] }
        guard length > 0 else { return nil }
        let results = stride(from: 0, to: turned.values.count, by: length).map { body(turned.values[$0..<$0 + length]) }
        let left = keeping ? sizes.indices.map { axes.contains($0) ? 1 : sizes[$0] } : kept.map { sizes[$0] }
        let sources: [Source] =
            followsSize
            ? stride(from: 0, to: turned.values.count, by: length).map { first in
                let parts = Set((first..<first + length).map { turned.source($0) })
                return parts.count == 1 && length == 1
                    ? turned.source(first) : parts == [.constant] ? .constant : .mixed
            } : []
        return ONNXNumbers(sizes: left, values: results, isWhole: isWhole, sources: sources)
    }

    /// Those at `places` of an axis, which takes the shape of `places`; nil when there is no such place.
    func taking(_ places: ONNXNumbers, at axis: Int) -> ONNXNumbers? {
        let size = sizes[axis]
        let chosen = places.integers.map { $0 < 0 ? $0.addingReportingOverflow(size).partialValue : $0 }
        guard chosen.allSatisfy((0..<size).contains),
            ONNXNumbers.count([values.count / max(size, 1), chosen.count]) != nil
        else { return nil }
        let inner = sizes[(axis + 1)...].reduce(1, *)
        let outer = sizes[..<axis].reduce(1, *)
        var result: [Double] = []
        var found: [Source] = []
        for block in 0..<outer {
            for place in chosen {
                let first = (block * size + place) * inner
                result += values[first..<first + inner]
                if !sources.isEmpty { found += sources[first..<first + inner] }
            }
        }
        if places.followsSize { found = result.map { _ in .mixed } }
        return ONNXNumbers(
            sizes: sizes[..<axis] + places.sizes + sizes[(axis + 1)...], values: result, isWhole: isWhole,
            sources: found)
    }

    /// Several, one after the other along an axis; nil when they do not fit.
    static func joined(_ parts: [ONNXNumbers], at index: Int) -> ONNXNumbers? {
        guard let first = parts.first, let axis = first.axis(index),
            parts.allSatisfy({ part in
                part.sizes.count == first.sizes.count
                    && part.sizes.indices.allSatisfy { $0 == axis || part.sizes[$0] == first.sizes[$0] }
            }), count([parts.reduce(0) { $0 + $1.values.count }]) != nil
        else { return nil }
        var sizes = first.sizes
        sizes[axis] = parts.reduce(0) { $0 + $1.sizes[axis] }
        let outer = sizes[..<axis].reduce(1, *)
        let followsSize = parts.contains(where: \.followsSize)
        var values: [Double] = []
        var sources: [Source] = []
        for block in 0..<outer {
            for part in parts {
                let length = part.values.count / outer
                let places = block * length..<(block + 1) * length
                values += part.values[places]
                if followsSize { sources += places.map(part.source) }
            }
        }
        return ONNXNumbers(sizes: sizes, values: values, isWhole: parts.allSatisfy(\.isWhole), sources: sources)
    }
}
