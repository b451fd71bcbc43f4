import Foundation
public import Tensors

/// Blurring by a Gaussian, and its transpose.
///
/// Up to σ = 6 the kernel is sampled, normalised and cut off at 3.5 σ. Beyond that four boxes with soft ends follow
/// each other (Gwosdek et al., "Theoretical foundations of Gaussian convolution by extended box filtering", 2011):
/// their variance is σ², their shape a Gaussian's within 4 % of the peak, and the time does not grow with σ. A σ longer
/// than the longer side counts as that.
extension Tensor {
    /// The planes of `[1, C, H, W]` blurred; σ is in pixels, and 0 changes nothing.
    public func blurred(sigma: Float, edge: Edges = .clamp) -> Tensor {
        guard sigma > 0 else { return self }
        let kernel = GaussianKernel(sigma: min(sigma, Float(max(shape.height, shape.width))))
        return blurredAcross(kernel, edge.across).transposed().blurredAcross(kernel, edge.down).transposed()
    }

    /// The transpose of `blurred`, of its linear part when the edge is a constant. At wrapping and mirroring edges it
    /// is the same blur.
    public func adjointOfBlurred(sigma: Float, edge: Edges = .clamp) -> Tensor {
        guard sigma > 0 else { return self }
        let kernel = GaussianKernel(sigma: min(sigma, Float(max(shape.height, shape.width))))
        return spreadAcross(kernel, edge.across).transposed().spreadAcross(kernel, edge.down).transposed()
    }

    /// What `blurred` takes of a pixel at distance 0, 1, 2 …, along rows and along columns; both sides sum to 1.
    /// - Parameter longest: the planes' longer side.
    package static func weightsOfBlur(sigma: Float, longest: Int) -> [Float] {
        sigma > 0 ? GaussianKernel(sigma: min(sigma, Float(longest))).weights : [1]
    }

    /// How far blurs up to a deviation reach at most: the widest sampled kernel farther than the narrowest boxes.
    package static func reachOfBlurs(upTo sigma: Float, longest: Int) -> Int {
        [sigma, min(sigma, GaussianKernel.mostSampled)].reduce(0) {
            max($0, weightsOfBlur(sigma: $1, longest: longest).count - 1)
        }
    }

    private func blurredAcross(_ kernel: GaussianKernel, _ edge: EdgeMode) -> Tensor {
        let width = shape.width
        let reach = kernel.reach
        let places = (-reach..<width + reach).map { edge.place($0, of: width) }
        let level = edge.level
        let source = values.span
        return Tensor(unwritten: shape) { output in
            output.forEachRow(of: width, with: LineOfPixels(count: width + 2 * reach)) { row, line, output in
                let source = source.extracting(row * width..<(row + 1) * width)
                line.fill { span in
                    for i in 0..<reach {
                        span[i] = places[i].map { source[$0] } ?? level
                        span[reach + width + i] = places[reach + width + i].map { source[$0] } ?? level
                    }
                    span.copy(source, at: reach)
                }
                line.convolve(with: kernel)
                output.copy(line.result.span.extracting(0..<width), at: 0)
            }
        }
    }

    /// What each pixel gave to its neighbours: the whole convolution, whose parts past the edges go to the pixels seen
    /// there.
    private func spreadAcross(_ kernel: GaussianKernel, _ edge: EdgeMode) -> Tensor {
        let width = shape.width
        let reach = kernel.reach
        let places = (-reach..<width + reach).map { edge.place($0, of: width) }
        let source = values.span
        return Tensor(shape) { output in
            output.forEachRow(of: width, with: LineOfPixels(count: width + 4 * reach)) { row, line, output in
                line.fill { span in
                    for i in 0..<2 * reach {
                        span[i] = 0
                        span[2 * reach + width + i] = 0
                    }
                    span.copy(source.extracting(row * width..<(row + 1) * width), at: 2 * reach)
                }
                line.convolve(with: kernel)
                let whole = line.result.span
                output.copy(whole.extracting(reach..<reach + width), at: 0)
                for i in 0..<reach {
                    if let place = places[i] { output[place] += whole[i] }
                    if let place = places[reach + width + i] { output[place] += whole[reach + width + i] }
                }
            }
        }
    }
}

extension Tensor {
    /// Rows and columns exchanged: `[1, C, W, H]`.
    func transposed() -> Tensor {
        let (height, width) = (shape.height, shape.width)
        let source = values.span
        let columns = shape.channels * width
        return Tensor(unwritten: Shape(channels: shape.channels, height: width, width: height)) { output in
            output.share { output in
                Parallel.inParts(columns, each: height) { range in
                    // Square blocks: lines of the cache are used whole on both sides.
                    for left in stride(from: range.lowerBound, to: range.upperBound, by: 16) {
                        for top in stride(from: 0, to: height, by: 16) {
                            for line in left..<min(left + 16, range.upperBound) {
                                let (channel, column) = line.quotientAndRemainder(dividingBy: width)
                                for row in top..<min(top + 16, height) {
                                    output[line * height + row] = source[(channel * height + row) * width + column]
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A one-dimensional Gaussian.
private enum GaussianKernel {
    /// The weights at distance 0, 1, 2 …; both sides sum to 1.
    case sampled([Float])
    /// The same box, one after the other.
    case boxes(Box)

    /// 2·radius + 1 pixels of weight 1, and one of weight `rim`, below 1, at each end.
    struct Box {
        let radius: Int
        let rim: Double
    }

    /// Boxes after each other.
    static let passes = 4

    /// The largest σ whose kernel is sampled.
    static let mostSampled: Float = 6

    init(sigma: Float) {
        self =
            sigma <= GaussianKernel.mostSampled
            ? .sampled(GaussianKernel.weights(sigma)) : .boxes(GaussianKernel.box(sigma))
    }

    /// How far it reaches to each side.
    var reach: Int {
        switch self {
        case .sampled(let weights): weights.count - 1
        case .boxes(let box): GaussianKernel.passes * (box.radius + 1)
        }
    }

    /// At distance 0, 1, 2 …: of boxes, those of all of them after each other.
    var weights: [Float] {
        switch self {
        case .sampled(let weights): return weights
        case .boxes(let box):
            let inner = [Double](repeating: 1, count: 2 * box.radius + 1)
            let one = ([box.rim] + inner + [box.rim]).map { $0 / (Double(inner.count) + 2 * box.rim) }
            let all = (0..<GaussianKernel.passes).reduce([1.0]) { line, _ in
                var wider = [Double](repeating: 0, count: line.count + one.count - 1)
                for (i, a) in line.enumerated() {
                    for (k, b) in one.enumerated() { wider[i + k] += a * b }
                }
                return wider
            }
            return all[(all.count / 2)...].map { Float($0) }
        }
    }

    private static func weights(_ sigma: Float) -> [Float] {
        let weights = (0...Int((3.5 * sigma).rounded(.up))).map { distance in
            exp(-Float(distance * distance) / (2 * sigma * sigma))
        }
        let sum = weights[0] + 2 * weights.dropFirst().reduce(0, +)
        return weights.map { $0 / sum }
    }

    /// The box whose variance is σ² ÷ passes exactly.
    private static func box(_ sigma: Float) -> Box {
        let variance = Double(sigma) * Double(sigma) / Double(passes)
        let radius = Int(((1 + 12 * variance).squareRoot() - 1) / 2)
        let (inner, next) = (Double(radius * (radius + 1)) / 3, Double((radius + 1) * (radius + 1)))
        return Box(radius: radius, rim: Double(2 * radius + 1) * (inner - variance) / (2 * (variance - next)))
    }
}

/// One row of pixels with what lies past its ends, and room to convolve it.
private struct LineOfPixels: Sendable {
    private var pixels: [Float]
    /// What `convolve` made, from the first place on.
    private(set) var result: [Float]
    private var sums: [Double]

    init(count: Int) {
        pixels = [Float](repeating: 0, count: count)
        result = [Float](repeating: 0, count: count)
        sums = [Double](repeating: 0, count: count + 1)
    }

    mutating func fill(_ body: (inout MutableSpan<Float>) -> Void) {
        var span = pixels.mutableSpan
        body(&span)
    }

    /// The places where the whole kernel meets pixels: `kernel.reach` fewer at each end.
    mutating func convolve(with kernel: GaussianKernel) {
        switch kernel {
        case .sampled(let weights):
            sampled(weights, pixels, into: &result)
        case .boxes(let box):
            for pass in 0..<GaussianKernel.passes {
                if pass > 0 { swap(&pixels, &result) }
                averaged(box, pixels, &sums, into: &result)
            }
        }
    }
}

extension MutableSpan where Element == Float {
    /// Calls `body` with every row and a line, which rows that follow each other share.
    fileprivate mutating func forEachRow(
        of width: Int, with line: LineOfPixels,
        _ body: @Sendable (_ row: Int, inout LineOfPixels, inout MutableSpan<Float>) -> Void
    ) {
        let rows = count / width
        share { shared in
            Parallel.inParts(rows, each: width) { range in
                var line = line
                for row in range { shared.withRun(row * width..<(row + 1) * width) { body(row, &line, &$0) } }
            }
        }
    }
}

private func sampled(_ weights: [Float], _ pixels: [Float], into result: inout [Float]) {
    let reach = weights.count - 1
    let count = pixels.count - 2 * reach
    let source = pixels.span
    var output = result.mutableSpan
    output.withRun(0..<count) { output in
        let centre = source.extracting(reach..<reach + count)
        for i in 0..<count { output[i] = weights[0] * centre[i] }
        for distance in 1..<weights.count {
            addSum(
                of: source.extracting(reach - distance..<reach - distance + count),
                source.extracting(reach + distance..<reach + distance + count), times: weights[distance], to: &output)
        }
    }
}

/// Not inlined: inside the loop over distances, the compiler's check that the spans do not overlap fails, and with it
/// vectors.
@inline(never)
private func addSum(
    of left: Span<Float>, _ right: Span<Float>, times weight: Float, to output: inout MutableSpan<Float>
) {
    precondition(left.count == output.count && right.count == output.count)
    for i in output.indices { output[i] += weight * (left[i] + right[i]) }
}

/// A box filter of `radius`, with a part of one more pixel at each end, as the difference of two running sums.
private func averaged(_ box: GaussianKernel.Box, _ pixels: [Float], _ sums: inout [Double], into result: inout [Float])
{
    let reach = box.radius + 1
    let count = pixels.count - 2 * reach
    let values = pixels.span
    var total = 0.0
    var running = sums.mutableSpan
    for i in values.indices {
        total += Double(values[i])
        running[i + 1] = total
    }
    let until = sums.span
    let factor = 1 / (Double(2 * box.radius + 1) + 2 * box.rim)
    let rim = Float(box.rim * factor)
    let (low, high) = (until.extracting(1..<1 + count), until.extracting(2 * reach..<2 * reach + count))
    let (left, right) = (values.extracting(0..<count), values.extracting(2 * reach..<2 * reach + count))
    var output = result.mutableSpan
    output.withRun(0..<count) { output in
        for i in output.indices { output[i] = Float((high[i] - low[i]) * factor) + rim * (left[i] + right[i]) }
    }
}
