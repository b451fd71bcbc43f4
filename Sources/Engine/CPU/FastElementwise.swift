import CPUBridge
import Networks
import Tensors

/// y = clip(a ± b), element by element, of one shape.
final class FastAddition: FastLayer {
    let needs: LayerNeeds

    private let variant: kernel_variant
    private let sign: Float

    init(sign: Float, variant: kernel_variant) {
        self.variant = variant
        self.sign = sign
        needs = LayerNeeds(clips: true, passesGradient: sign == 1)
    }

    func forward(_ run: ForwardRun) {
        var finish = run.finish
        elements_add(
            variant, run.output.count, run.inputs[0].address, run.inputs[1].address, sign, run.output.address, &finish)
    }

    // ∂/∂a = g, ∂/∂b = ±g
    func backward(_ run: BackwardRun) {
        run.targets[0]?.take(run.gradient.address, variant: variant)
        guard let target = run.targets[1] else { return }
        guard sign != 1 else { return target.take(run.gradient.address, variant: variant) }
        var finish = target.finish
        let negated = [Float](repeating: sign, count: run.gradient.blockCount * run.gradient.lanes)
        elements_scale(
            variant, Int32(run.gradient.blockCount), run.gradient.shape.area, run.gradient.address, negated,
            target.block.address, &finish)
    }
}

/// y = min(max(x, lower), upper)
final class FastClip: FastLayer {
    let needs = LayerNeeds(clips: true, passesGradient: true)

    private let variant: kernel_variant

    init(variant: kernel_variant) { self.variant = variant }

    func forward(_ run: ForwardRun) {
        var finish = run.finish
        elements_add(variant, run.output.count, run.inputs[0].address, nil, 1, run.output.address, &finish)
        if run.finish.lower > 0 || run.finish.upper < 0 { run.output.clearPadding() }
    }

    // The gradient arrives masked.
    func backward(_ run: BackwardRun) {
        run.targets[0]?.take(run.gradient.address, variant: variant)
    }
}

/// y = f(x)
final class FastActivation: FastLayer {
    let needs = LayerNeeds(inputs: true, clips: true)

    private let variant: kernel_variant
    private let function: element_function
    private let parameter: Float

    init(_ function: element_function, parameter: Float, variant: kernel_variant) {
        self.variant = variant
        self.function = function
        self.parameter = parameter
    }

    func forward(_ run: ForwardRun) {
        var finish = run.finish
        elements_apply(
            variant, function, parameter, run.output.count, run.inputs[0].address, run.output.address, &finish)
        // e⁰ and σ(0) are not 0.
        if function == element_exp || function == element_sigmoid { run.output.clearPadding() }
    }

    // ∂/∂x = g·f′(x)
    func backward(_ run: BackwardRun) {
        guard let target = run.targets[0] else { return }
        var finish = target.finish
        elements_apply_gradient(
            variant, function, parameter, run.gradient.count, run.inputs[0].address, run.gradient.address,
            target.block.address, &finish)
    }
}

/// A function that there is a kernel for. Those that are infinite at zero have none, because the channels that fill a block are zero.
protocol KernelFunction: ElementFunction, FastOperator {
    /// The kernel's name for the function.
    var kernel: element_function { get }
    /// Its parameter; 0 where it has none.
    var parameter: Float { get }
}

extension KernelFunction {
    var parameter: Float { 0 }

    func fastLayer(_ place: FastPlace) -> (any FastLayer)? {
        FastActivation(kernel, parameter: parameter, variant: place.variant)
    }
}

extension LeakyRelu: KernelFunction {
    var kernel: element_function { element_leaky_relu }
    var parameter: Float { slope }
}

extension Elu: KernelFunction {
    var kernel: element_function { element_elu }
    var parameter: Float { alpha }
}

extension Sigmoid: KernelFunction { var kernel: element_function { element_sigmoid } }
extension Tanh: KernelFunction { var kernel: element_function { element_tanh } }
extension Mish: KernelFunction { var kernel: element_function { element_mish } }
extension QuickGelu: KernelFunction { var kernel: element_function { element_quick_gelu } }
extension Swish: KernelFunction { var kernel: element_function { element_swish } }
extension HardSwish: KernelFunction { var kernel: element_function { element_hard_swish } }
extension Gelu: KernelFunction { var kernel: element_function { element_gelu } }
extension GeluTanh: KernelFunction { var kernel: element_function { element_gelu_tanh } }
extension Erf: KernelFunction { var kernel: element_function { element_erf } }
extension Exponential: KernelFunction { var kernel: element_function { element_exp } }
extension Absolute: KernelFunction { var kernel: element_function { element_absolute } }

extension Clip: FastOperator {
    func fastLayer(_ place: FastPlace) -> (any FastLayer)? {
        clipRange == nil ? nil : FastClip(variant: place.variant)
    }
}

extension ParametricRelu: FastOperator {
    func fastLayer(_ place: FastPlace) throws -> (any FastLayer)? {
        try FastParametricRelu(slopes: slopes, variant: place.variant)
    }
}

extension Arithmetic: FastOperator {
    func fastLayer(_ place: FastPlace) -> (any FastLayer)? {
        let (a, b) = (place.operands[0], place.operands[1])
        return switch self {
        case .add where a == b: FastAddition(sign: 1, variant: place.variant)
        case .subtract where a == b: FastAddition(sign: -1, variant: place.variant)
        case .multiply where FastProduct.accepts(a, b): FastProduct(a, b, variant: place.variant)
        default: nil
        }
    }
}

/// y = max(0, x) + slope[c]·min(0, x)
final class FastParametricRelu: FastLayer {
    let needs = LayerNeeds(inputs: true, clips: true)

    private let variant: kernel_variant
    private let slopes: PackedWeights

    init(slopes: [Float], variant: kernel_variant) throws {
        self.variant = variant
        self.slopes = try PackedWeights(channels: slopes, lanes: Int(kernel_variant_lanes(variant)))
    }

    func forward(_ run: ForwardRun) {
        var finish = run.finish
        elements_prelu(
            variant, Int32(run.output.blockCount), run.output.shape.area, run.inputs[0].address, slopes.address,
            run.output.address, &finish)
    }

    // ∂/∂x = g where x > 0, slope[c]·g elsewhere
    func backward(_ run: BackwardRun) {
        guard let target = run.targets[0] else { return }
        var finish = target.finish
        elements_prelu_gradient(
            variant, Int32(run.gradient.blockCount), run.gradient.shape.area, run.inputs[0].address,
            run.gradient.address, slopes.address, target.block.address, &finish)
    }
}

/// y = a·b, of one shape, or with one number a channel in b: a squeeze-and-excite's gate.
final class FastProduct: FastLayer {
    let needs = LayerNeeds(inputs: true, clips: true)

    private let variant: kernel_variant
    private let isGate: Bool

    /// Whether the kernels multiply inputs of these shapes.
    static func accepts(_ a: Shape, _ b: Shape) -> Bool {
        a == b || (a.channels == b.channels && b.area == 1)
    }

    init(_ a: Shape, _ b: Shape, variant: kernel_variant) {
        self.variant = variant
        isGate = a != b
    }

    func forward(_ run: ForwardRun) {
        var finish = run.finish
        multiply(run.inputs[0], run.inputs[1], run.output.address, &finish)
    }

    // ∂/∂a = g·b; ∂/∂b = g·a, summed over the area for a gate
    func backward(_ run: BackwardRun) {
        if let target = run.targets[0] {
            var finish = target.finish
            multiply(run.gradient, run.inputs[1], target.block.address, &finish)
        }
        guard let target = run.targets[1] else { return }
        var finish = target.finish
        if isGate {
            elements_channel_sums(
                variant, Int32(run.gradient.blockCount), run.gradient.shape.area, run.gradient.address,
                run.inputs[0].address, 1, target.block.address, &finish)
        } else {
            multiply(run.gradient, run.inputs[0], target.block.address, &finish)
        }
    }

    private func multiply(
        _ a: Block, _ b: Block, _ result: UnsafeMutablePointer<Float>, _ finish: inout kernel_finish
    ) {
        if isGate {
            elements_scale(
                variant, Int32(a.blockCount), a.shape.area, a.address, b.address, result, &finish)
        } else {
            elements_multiply(variant, a.count, a.address, b.address, result, &finish)
        }
    }
}
