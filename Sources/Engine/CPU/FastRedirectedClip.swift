import CPUBridge
import Networks
import Tensors

/// A layer whose way back depends on all of its gradient, though it computes number by number: what is silent everywhere is woken.
///
/// Bands, which see a few rows at a time, take it for what it was in the last step, and go back once more where it was not.
protocol RedirectingLayer: FastLayer {
    /// What there is of a gradient, or of some rows of it.
    func finding(_ run: BackwardRun) -> RedirectFinding

    /// Adds the output's gradient's share; what would be stopped goes on where it `redirects`.
    func backward(_ run: BackwardRun, redirects: Bool)
}

extension RedirectingLayer {
    /// The whole at once.
    func backward(_ run: BackwardRun) { backward(run, redirects: finding(run).asksForRedirection) }
}

/// What there is of the gradient of a layer that may redirect it.
struct RedirectFinding: OptionSet {
    let rawValue: Int

    /// Some of it is not zero.
    static let something = RedirectFinding(rawValue: 1)
    /// Some of what is let through is not zero.
    static let passing = RedirectFinding(rawValue: 2)

    /// Whether there is something, and all of it would be stopped.
    var asksForRedirection: Bool { self == .something }
}

/// y = min(max(x, lower), upper), whose gradient goes on to what it would wake where all of it would be stopped: two bits a number.
final class FastRedirectedClip: RedirectingLayer {
    let needs: LayerNeeds

    private let clip: Clip
    private let variant: kernel_variant

    init(_ clip: Clip, _ place: FastPlace) {
        self.clip = clip
        variant = place.variant
        let (shape, lanes) = (place.output, Int(kernel_variant_lanes(variant)))
        let ends = StateRows(
            areOfInput: false, planes: (shape.channels + lanes - 1) / lanes, bytes: shape.width * lanes / 4)
        needs = LayerNeeds(state: (ends.planes * shape.height * ends.bytes + 3) / 4, stateRows: ends)
    }

    func forward(_ run: ForwardRun) {
        guard let ends = run.state.map(bits) else { return }
        redirect_forward(
            variant, run.output.count, clip.lower, clip.upper, clip.passes == .insideAndAtBounds, run.inputs[0].address,
            run.output.address, ends)
        if clip.lower > 0 || clip.upper < 0 { run.output.clearPadding() }
    }

    func finding(_ run: BackwardRun) -> RedirectFinding {
        guard let ends = run.state.map(bits) else { return [] }
        let found = redirect_find(variant, run.gradient.count, run.gradient.address, ends)
        return [found.is_there ? .something : [], found.passes ? .passing : []]
    }

    // ∂/∂x = g inside; where all of that is zero, g but for what would push x farther out
    func backward(_ run: BackwardRun, redirects: Bool) {
        guard let target = run.targets[0], let ends = run.state.map(bits) else { return }
        var finish = target.finish
        redirect_backward(
            variant, run.gradient.count, redirects, run.gradient.address, ends, target.block.address, &finish)
    }

    private func bits(_ state: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<UInt8> {
        UnsafeMutableRawPointer(state).assumingMemoryBound(to: UInt8.self)
    }
}

extension RedirectedClip: FastOperator {
    func fastLayer(_ place: FastPlace) -> (any FastLayer)? { FastRedirectedClip(clip, place) }
}
