import CPUBridge
import Networks
import Tensors

extension Window {
    /// The numbers of a pool over an input.
    fileprivate func poolGeometry(over input: Shape, lanes: Int) -> pool_geometry {
        let (vertical, horizontal) = (vertical(over: input.height), horizontal(over: input.width))
        return pool_geometry(
            blocks: Int32((input.channels + lanes - 1) / lanes), input_height: Int32(input.height),
            input_width: Int32(input.width), output_height: Int32(vertical.count),
            output_width: Int32(horizontal.count), kernel_height: Int32(kernel.height),
            kernel_width: Int32(kernel.width), stride_height: Int32(stride.height), stride_width: Int32(stride.width),
            dilation_height: Int32(dilation.height), dilation_width: Int32(dilation.width),
            pad_top: Int32(vertical.before), pad_left: Int32(horizontal.before))
    }
}

/// The largest of each window; the first of equals wins, row by row. Which one, one byte an output, is all that is kept.
final class FastMaxPool: FastLayer {
    let needs: LayerNeeds

    private let variant: kernel_variant
    private let geometry: pool_geometry
    /// What the input was clipped to: then the taps know where nothing passes back.
    private let clip: ClosedRange<Float>?

    /// Whether a tap of the window, and none, fit a byte.
    static func accepts(_ window: Window) -> Bool { window.kernel.height * window.kernel.width <= pool_no_tap }

    init(_ window: Window, input: Shape, output: Shape, clip: ClosedRange<Float>?, variant: kernel_variant) {
        self.variant = variant
        self.clip = clip
        let lanes = Int(kernel_variant_lanes(variant))
        geometry = window.poolGeometry(over: input, lanes: lanes)
        needs = LayerNeeds(
            state: Block.floats(in: output, lanes: lanes) / 4,
            stateRows: StateRows(areOfInput: false, planes: Int(geometry.blocks), bytes: output.width * lanes),
            masks: clip != nil)
    }

    func forward(_ run: ForwardRun) {
        var geometry = geometry
        pool_max_forward(
            variant, &geometry, clip != nil, clip?.lowerBound ?? 0, clip?.upperBound ?? 0, run.inputs[0].address,
            run.output.address, run.taps)
    }

    func backward(_ run: BackwardRun) {
        guard let target = run.targets[0] else { return }
        var geometry = geometry
        pool_max_backward(
            variant, &geometry, run.gradient.address, run.taps, target.accumulate, target.block.address)
        if clip == nil { target.maskInPlace(variant: variant) }
    }
}

extension ForwardRun {
    fileprivate var taps: UnsafeMutablePointer<UInt8>? {
        state.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt8.self) }
    }
}

extension BackwardRun {
    fileprivate var taps: UnsafePointer<UInt8>? {
        state.map { UnsafeRawPointer($0).assumingMemoryBound(to: UInt8.self) }
    }
}

/// The mean of each window.
final class FastAveragePool: FastLayer {
    let needs = LayerNeeds()

    private let variant: kernel_variant
    private let geometry: pool_geometry
    /// By output position: 1 ÷ the taps that count.
    private let shares: [Float]

    init(_ pool: AveragePool, _ place: FastPlace) {
        variant = place.variant
        geometry = pool.window.poolGeometry(over: place.operands[0], lanes: Int(kernel_variant_lanes(variant)))
        shares = pool.divisors(over: place.operands[0]).map { 1 / $0 }
    }

    func forward(_ run: ForwardRun) {
        var (geometry, finish) = (geometry, run.finish)
        pool_mean_forward(variant, &geometry, shares, run.inputs[0].address, run.output.address, &finish)
    }

    // ∂/∂x[q] = Σ g[p] / n[p] over the windows p that hold q
    func backward(_ run: BackwardRun) {
        guard let target = run.targets[0] else { return }
        var (geometry, finish) = (geometry, target.finish)
        pool_mean_backward(variant, &geometry, shares, run.gradient.address, target.block.address, &finish)
    }
}

/// The mean over H × W: `[1, C, 1, 1]`.
final class FastGlobalAverage: FastLayer {
    let needs = LayerNeeds()

    private let variant: kernel_variant
    private let area: Int

    init(input: Shape, variant: kernel_variant) {
        self.variant = variant
        area = input.area
    }

    func forward(_ run: ForwardRun) {
        var finish = run.finish
        elements_channel_sums(
            variant, Int32(run.output.blockCount), area, run.inputs[0].address, nil, 1 / Float(area),
            run.output.address, &finish)
    }

    // ∂/∂x = g / (H·W) at every position
    func backward(_ run: BackwardRun) {
        guard let target = run.targets[0] else { return }
        var finish = target.finish
        elements_spread(
            variant, Int32(run.gradient.blockCount), area, run.gradient.address, 1 / Float(area), target.block.address,
            &finish)
    }
}

extension MaxPool: FastOperator {
    func fastLayer(_ place: FastPlace) -> (any FastLayer)? {
        guard FastMaxPool.accepts(window) else { return nil }
        return FastMaxPool(
            window, input: place.operands[0], output: place.output, clip: place.clips[0], variant: place.variant)
    }
}

extension AveragePool: FastOperator {
    func fastLayer(_ place: FastPlace) -> (any FastLayer)? { FastAveragePool(self, place) }
}

extension Reduction: FastOperator {
    func fastLayer(_ place: FastPlace) -> (any FastLayer)? {
        self == .globalAveragePool ? FastGlobalAverage(input: place.operands[0], variant: place.variant) : nil
    }
}
