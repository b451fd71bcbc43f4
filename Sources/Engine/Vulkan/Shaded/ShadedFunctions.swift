import Operators
import Tensors

/// A function of one number: its value and its slope are a shader of `Shaders/functions`.
private protocol ShadedFunction: ShadedOperator {
    /// The shader's name there.
    var function: String { get }
    /// What it is told.
    var told: (first: Float, second: Float) { get }
    /// What its slope reads.
    var slopeReads: BackwardReads { get }
}

extension ShadedFunction {
    fileprivate var told: (first: Float, second: Float) { (0, 0) }
    fileprivate var slopeReads: BackwardReads { .operands }

    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let count = place.output.count
        func call(_ isBack: Bool) -> ShaderCall {
            ShaderCall(
                "functions/\(function)", [isBack], [.operand(0), .output, .seed, isBack ? .target(0) : .nothing],
                [count, told.first, told.second], groups: .elements(count))
        }
        return ShaderLayer(forward: [call(false)], backward: [[call(true)]], reads: slopeReads)
    }
}

extension Absolute: ShadedFunction { fileprivate var function: String { "abs" } }
extension Cosine: ShadedFunction { fileprivate var function: String { "cosine" } }
extension Erf: ShadedFunction { fileprivate var function: String { "erf" } }
extension Gelu: ShadedFunction { fileprivate var function: String { "gelu" } }
extension GeluTanh: ShadedFunction { fileprivate var function: String { "gelu-tanh" } }
extension HardSwish: ShadedFunction { fileprivate var function: String { "hard-swish" } }
extension Mish: ShadedFunction { fileprivate var function: String { "mish" } }
extension Negation: ShadedFunction { fileprivate var function: String { "negate" } }
extension QuickGelu: ShadedFunction { fileprivate var function: String { "quick-gelu" } }
extension Sine: ShadedFunction { fileprivate var function: String { "sine" } }
extension Softplus: ShadedFunction { fileprivate var function: String { "softplus" } }
extension Softsign: ShadedFunction { fileprivate var function: String { "softsign" } }
extension Swish: ShadedFunction { fileprivate var function: String { "swish" } }

extension Exponential: ShadedFunction {
    fileprivate var function: String { "exp" }
    fileprivate var slopeReads: BackwardReads { .output }
}

extension Sigmoid: ShadedFunction {
    fileprivate var function: String { "sigmoid" }
    fileprivate var slopeReads: BackwardReads { .output }
}

extension Tanh: ShadedFunction {
    fileprivate var function: String { "tanh" }
    fileprivate var slopeReads: BackwardReads { .output }
}

extension Clip: ShadedFunction {
    fileprivate var function: String { passes == .inside ? "clip" : "clamp" }
    fileprivate var told: (first: Float, second: Float) { (lower, upper) }
    fileprivate var slopeReads: BackwardReads { passes == .inside ? .output : .operands }
}

extension Elu: ShadedFunction {
    fileprivate var function: String { "elu" }
    fileprivate var told: (first: Float, second: Float) { (alpha, 0) }
}

extension LeakyRelu: ShadedFunction {
    fileprivate var function: String { "leaky-relu" }
    fileprivate var told: (first: Float, second: Float) { (slope, 0) }
}

extension Logarithm: ShadedFunction {
    fileprivate var function: String { "log" }
    fileprivate var told: (first: Float, second: Float) { (least, 0) }
}

extension Power: ShadedFunction {
    fileprivate var function: String { "power" }
    fileprivate var told: (first: Float, second: Float) { (exponent, least) }
    fileprivate var slopeReads: BackwardReads { [.operands, .output] }
}

extension ThresholdedRelu: ShadedFunction {
    fileprivate var function: String { "thresholded-relu" }
    fileprivate var told: (first: Float, second: Float) { (threshold, 0) }
}

// MARK: - What is told more than two numbers

extension ParametricRelu: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let count = place.output.count
        func call(_ isBack: Bool) -> ShaderCall {
            ShaderCall(
                "prelu", [isBack], [.operand(0), isBack ? .target(0) : .output, .seed, .table(0)],
                [count, place.output.area], groups: .elements(count))
        }
        return ShaderLayer(
            forward: [call(false)], backward: [[call(true)]], reads: .operands,
            tables: [ShaderTable(words: slopes.count) { slopes.map(\.bitPattern) }])
    }
}

extension RedirectedClip: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        guard let plain = clip.shaded(place) else { return nil }
        let count = place.output.count
        let turns = (0..<3).map { turn in
            ShaderCall(
                "redirected-clip", [turn], [.operand(0), .seed, .target(0), .scratch],
                [count, clip.lower, clip.upper, clip.passes == .insideAndAtBounds],
                groups: turn == 0 ? .each(1) : .elements(count))
        }
        return ShaderLayer(forward: plain.forward, backward: [turns], reads: .operands, scratch: 1)
    }
}
