import CPUBridge
import Tensors

/// One kind of computation over blocks: forward and backward together.
///
/// A layer holds its prepared weights and its geometry, and nothing of a run: what backward needs of forward lies in the
/// execution's arena, for as long as the layer says.
protocol FastLayer: AnyObject {
    /// What it needs beside inputs, output and gradients.
    var needs: LayerNeeds { get }

    /// Whether plain loops compute it, in either direction: oneDNN's reference code, or ours.
    var runsPlainLoops: Bool { get }

    /// Computes the output.
    func forward(_ run: ForwardRun) throws

    /// Adds the output's gradient's share to the gradient of every input.
    func backward(_ run: BackwardRun) throws
}

extension FastLayer {
    var runsPlainLoops: Bool { false }
}

/// What a layer needs of its execution.
struct LayerNeeds {
    /// Backward reads the inputs.
    var inputs = false
    /// Backward reads the output.
    var output = false
    /// Floats that forward writes and backward reads.
    var state = 0
    /// Where the rows of a picture lie in them.
    var stateRows: StateRows?
    /// Backward gives back the gradient of any rows of the input, whatever else its windows reach for; otherwise of all that they do.
    var cutsRows = false
    /// Floats for backward's own use.
    var scratch = 0
    /// Floats of tensors of its own, beside the arena, at most.
    var beside = 0
    /// Forward can clip its output, and note where the clip lets a gradient through, as it writes.
    var clips = false
    /// Backward knows by itself where an input's clip lets nothing through, and does not read its bits.
    var masks = false
    /// The inputs that lie in the output itself, as slices, and whose gradients lie in the output's.
    var slices: Set<Int> = []
    /// Every input's gradient is the output's: nothing needs to be computed.
    var passesGradient = false
}

/// What of a layer's state belongs to which row.
struct StateRows {
    /// Rows are those of the input; otherwise those of the output.
    let areOfInput: Bool
    /// Blocks of channels, which come one after the other.
    let planes: Int
    /// The bytes of a row of one of them.
    let bytes: Int
}

/// A layer's forward pass.
struct ForwardRun {
    let inputs: [Block]
    let output: Block
    /// The clip of the output, and where bits are noted.
    let finish: kernel_finish
    let state: UnsafeMutablePointer<Float>?
}

/// A layer's backward pass.
struct BackwardRun {
    /// ∂objective/∂output; zero where the output's clip lets nothing through.
    let gradient: Block
    /// Those that the layer needs; others hold other things by now.
    let inputs: [Block]
    let output: Block
    /// By input; nil where nothing is to be done.
    let targets: [GradientTarget?]
    let state: UnsafeMutablePointer<Float>?
    let scratch: UnsafeMutablePointer<Float>?
}

/// Where a share in the gradient of an input goes.
struct GradientTarget {
    let block: Block
    /// It is added to what is there; otherwise it replaces it.
    let accumulate: Bool
    /// The bits of the input's clip; nil when it has none.
    let mask: UnsafePointer<UInt8>?

    /// For kernels that write the gradient.
    var finish: kernel_finish {
        var finish = kernel_finish()
        finish.accumulate = accumulate
        finish.mask = mask
        return finish
    }
}

extension GradientTarget {
    /// The target takes a share that lies elsewhere.
    func take(_ share: UnsafePointer<Float>, variant: kernel_variant) {
        var finish = finish
        elements_add(variant, block.count, share, nil, 1, block.address, &finish)
    }

    /// Applies the mask to what is there.
    func maskInPlace(variant: kernel_variant) {
        guard mask != nil else { return }
        var finish = finish
        finish.accumulate = false
        elements_add(variant, block.count, block.address, nil, 1, block.address, &finish)
    }

    /// Lets `compute` write the share: into the target, or, when what is there must be kept, into scratch first.
    func take(
        through scratch: UnsafeMutablePointer<Float>?, variant: kernel_variant,
        _ compute: (UnsafeMutablePointer<Float>) throws -> Void
    ) rethrows {
        if accumulate, let scratch {
            try compute(scratch)
            take(scratch, variant: variant)
        } else {
            try compute(block.address)
            maskInPlace(variant: variant)
        }
    }
}
