import Foundation
public import Tensors

/// The kernels that pictures are resized with.
public enum ResampleFilter: Sendable {
    /// A tent: never outside the range of its inputs.
    case bilinear
    /// Lanczos' windowed sinc with three lobes: sharp, with faint ringing at hard edges.
    case lanczos3

    /// How far the kernel reaches, in samples of the coarser of the two grids.
    var support: Float {
        switch self {
        case .bilinear: 1
        case .lanczos3: 3
        }
    }

    /// The kernel at a distance.
    func weight(at x: Float) -> Float {
        switch self {
        case .bilinear:
            return max(0, 1 - abs(x))
        case .lanczos3:
            guard abs(x) < 3 else { return 0 }
            guard abs(x) > 1e-5 else { return 1 }
            return 3 * sin(.pi * x) * sin(.pi * x / 3) / (.pi * x * .pi * x)
        }
    }
}

extension Tensor {
    /// The planes of `[1, C, H, W]` at another size. Pixels are areas: the pictures' edges coincide. When shrinking,
    /// the kernel widens, so that nothing aliases.
    /// - Parameter edge: what the kernel sees past the edges; not a constant.
    public func resized(
        height: Int, width: Int, filter: ResampleFilter = .lanczos3, edge: Edges = .clamp
    ) -> Tensor {
        precondition(edge.showPixels, "a picture is resized with pixels past its edges")
        guard height != shape.height || width != shape.width else { return self }
        return resizedAcross(to: width, filter, edge.across).resizedDown(to: height, filter, edge.down)
    }

    fileprivate func resizedAcross(to width: Int, _ filter: ResampleFilter, _ edge: EdgeMode) -> Tensor {
        guard width != shape.width else { return self }
        let taps = ResampleTaps(from: shape.width, to: width, filter, edge)
        // Where taps go on at the other side, what they see there stands at the ends of the rows as well.
        guard edge == .wrap else { return combined(by: taps, across: width) }
        let line = Region(rows: 0..<shape.height, columns: 0..<shape.width + taps.count - 1)
        return part(line, rolledDown: 0, right: 0).combined(by: taps, across: width)
    }

    /// Eight rows at once: what a tap reads of all of them lies side by side then.
    private func combined(by taps: ResampleTaps, across width: Int) -> Tensor {
        let columns = shape.width
        let rows = shape.channels * shape.height
        let input = values.span
        let (starts, weights, count) = (taps.first.span, taps.weights.span, taps.count)
        return Tensor(unwritten: Shape(channels: shape.channels, height: shape.height, width: width)) { output in
            output.share { output in
                Parallel.inParts((rows + 7) / 8, each: 8 * max(columns, width)) { groups in
                    var lines = [SIMD8<Float>](repeating: .zero, count: columns)
                    for first in groups.lazy.map({ 8 * $0 }) {
                        let together = min(8, rows - first)
                        for x in 0..<columns {
                            let i = first * columns + x
                            guard together == 8 else {
                                for line in 0..<together { lines[x][line] = input[i + line * columns] }
                                continue
                            }
                            lines[x] = SIMD8(
                                input[i], input[i + columns], input[i + 2 * columns], input[i + 3 * columns],
                                input[i + 4 * columns], input[i + 5 * columns], input[i + 6 * columns],
                                input[i + 7 * columns])
                        }
                        let source = lines.span
                        output.withRun(first * width..<(first + together) * width) { output in
                            for x in 0..<width {
                                let begin = starts[x]
                                var sum = SIMD8<Float>.zero
                                for tap in 0..<count { sum += source[begin + tap] * weights[x * count + tap] }
                                for line in 0..<together { output[line * width + x] = sum[line] }
                            }
                        }
                    }
                }
            }
        }
    }

    private func resizedDown(to height: Int, _ filter: ResampleFilter, _ edge: EdgeMode) -> Tensor {
        guard height != shape.height else { return self }
        let taps = ResampleTaps(from: shape.height, to: height, filter, edge)
        let (rows, width) = (shape.height, shape.width)
        let input = values.span
        return Tensor(Shape(channels: shape.channels, height: height, width: width)) { line, output in
            let (channel, y) = line.quotientAndRemainder(dividingBy: height)
            for tap in 0..<taps.count {
                let source = (channel * rows + (taps.first[y] + tap) % rows) * width
                output.add(
                    input.extracting(source..<source + width), times: taps.weights[y * taps.count + tap], at: 0)
            }
        }
    }
}

/// The transpose of resizing.
extension Tensor {
    /// The gradient with respect to a picture of `height` × `width` whose `resized`, with clamped edges, is this size,
    /// from the one with respect to that.
    public func adjointOfResized(fromHeight height: Int, width: Int, filter: ResampleFilter = .lanczos3) -> Tensor {
        guard height != shape.height || width != shape.width else { return self }
        return spreadDown(to: height, filter).spreadAcross(to: width, filter)
    }

    private func spreadAcross(to width: Int, _ filter: ResampleFilter) -> Tensor {
        guard width != shape.width else { return self }
        let taps = ResampleTaps(from: width, to: shape.width, filter, .clamp)
        let columns = shape.width
        let input = values.span
        return Tensor(Shape(channels: shape.channels, height: shape.height, width: width)) { row, output in
            let gradient = input.extracting(row * columns..<(row + 1) * columns)
            for x in gradient.indices {
                let first = taps.first[x]
                for tap in 0..<taps.count {
                    output[first + tap] += taps.weights[x * taps.count + tap] * gradient[x]
                }
            }
        }
    }

    private func spreadDown(to height: Int, _ filter: ResampleFilter) -> Tensor {
        guard height != shape.height else { return self }
        let taps = ResampleTaps(from: height, to: shape.height, filter, .clamp)
        let (rows, width) = (shape.height, shape.width)
        let input = values.span
        return Tensor(Shape(channels: shape.channels, height: height, width: width)) { output in
            for channel in 0..<shape.channels {
                for y in 0..<rows {
                    let first = (channel * rows + y) * width
                    let gradient = input.extracting(first..<first + width)
                    for tap in 0..<taps.count {
                        let target = (channel * height + taps.first[y] + tap) * width
                        output.add(gradient, times: taps.weights[y * taps.count + tap], at: target)
                    }
                }
            }
        }
    }
}

/// Planes that come in bands of rows, from above, at another size: what `resized` makes of all of them, by Lanczos' kernel, to the last bit.
struct StreamedResizing {
    /// `[1, C, H, W]` at its size; whole once all rows were added.
    private(set) var result: Tensor
    private let from: (height: Int, width: Int)
    private let taps: ResampleTaps
    private var rows = 0

    init(channels: Int, from: (height: Int, width: Int), to: (height: Int, width: Int)) {
        self.from = from
        taps = ResampleTaps(from: from.height, to: to.height, .lanczos3, .clamp)
        result = Tensor.zeros(Shape(channels: channels, height: to.height, width: to.width))
    }

    /// Whether the size is the same.
    var isSame: Bool { result.shape.height == from.height && result.shape.width == from.width }

    /// Adds the next rows of all planes.
    mutating func add(_ band: Tensor) {
        let (height, width, lines) = (result.shape.height, result.shape.width, band.shape.height)
        let across = band.resizedAcross(to: width, .lanczos3, .clamp)
        let input = across.values.span
        let (taps, first, copies) = (taps, rows, height == from.height)
        rows += lines
        var span = result.values.mutableSpan
        span.forEachRun(of: width) { line, output in
            let (channel, y) = line.quotientAndRemainder(dividingBy: height)
            let begin = copies ? y : taps.first[y]
            for row in max(begin, first)..<max(min(begin + (copies ? 1 : taps.count), first + lines), max(begin, first))
            {
                let source = (channel * lines + row - first) * width
                let weight = copies ? 1 : taps.weights[y * taps.count + row - begin]
                output.add(input.extracting(source..<source + width), times: weight, at: 0)
            }
        }
    }
}

/// Which inputs each output of one axis is made of: `count` neighbours from `first`, with weights that sum to 1. Past a
/// wrapping edge they go on at the other end.
private struct ResampleTaps {
    var count = 0
    var first: [Int] = []
    var weights: [Float] = []

    init(from input: Int, to output: Int, _ filter: ResampleFilter, _ edge: EdgeMode) {
        let ratio = Float(input) / Float(output)
        let spread = max(1, ratio)
        let reach = filter.support * spread
        count = min(input, Int((2 * reach).rounded(.up)) + 1)
        for position in 0..<output {
            let centre = (Float(position) + 0.5) * ratio - 0.5
            let start = Int((centre - reach).rounded(.down))
            let begin = edge == .wrap ? edge.place(start, of: input) ?? 0 : min(max(start, 0), input - count)
            var row = [Float](repeating: 0, count: count)
            for tap in start...start + Int((2 * reach).rounded(.up)) + 1 {
                let place = (edge.place(tap, of: input) ?? 0) - begin
                let index = place < 0 ? place + input : place
                row[min(index, count - 1)] += filter.weight(at: (Float(tap) - centre) / spread)
            }
            let sum = row.reduce(0, +)
            first.append(begin)
            weights += row.map { $0 / sum }
        }
    }
}
