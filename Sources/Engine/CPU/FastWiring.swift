import CPUBridge
import Networks
import Tensors

/// The inputs one after the other along the channels.
///
/// Members that already lie in the output, because they were computed into a slice of it, are not copied, and their
/// gradients are slices of the output's.
final class FastConcatenation: FastLayer {
    let needs: LayerNeeds

    /// One input.
    struct Member {
        /// Its first channel in the output.
        let first: Int
        let channels: Int
        /// It is computed into the output itself.
        let isInPlace: Bool
    }

    private let variant: kernel_variant
    private let members: [Member]

    init(members: [Member], variant: kernel_variant) {
        self.variant = variant
        self.members = members
        needs = LayerNeeds(slices: Set(members.indices.filter { members[$0].isInPlace }))
    }

    func forward(_ run: ForwardRun) {
        for (input, member) in zip(run.inputs, members) where !member.isInPlace {
            run.output.copy(member.channels, from: input, at: 0, to: member.first)
        }
        run.output.clearPadding()
    }

    func backward(_ run: BackwardRun) {
        for (target, member) in zip(run.targets, members) {
            guard let target else { continue }
            if !member.isInPlace {
                target.block.copy(
                    member.channels, from: run.gradient, at: member.first, to: 0, adding: target.accumulate)
                if !target.accumulate { target.block.clearPadding() }
            }
            target.maskInPlace(variant: variant)
        }
    }
}

/// Output channel i is input channel `indices[i]`.
final class FastChannelSelection: FastLayer {
    let needs = LayerNeeds()

    private let variant: kernel_variant
    /// Runs of channels that follow each other in both.
    private let runs: [(input: Int, output: Int, count: Int)]

    init(_ indices: [Int], variant: kernel_variant) {
        self.variant = variant
        runs = indices.enumerated().reduce(into: []) { runs, pair in
            if let last = runs.last, last.input + last.count == pair.element {
                runs[runs.count - 1].count += 1
            } else {
                runs.append((input: pair.element, output: pair.offset, count: 1))
            }
        }
    }

    func forward(_ run: ForwardRun) {
        for part in runs { run.output.copy(part.count, from: run.inputs[0], at: part.input, to: part.output) }
        run.output.clearPadding()
    }

    // ∂/∂x[c] = Σ g[i] over the i that take c
    func backward(_ run: BackwardRun) {
        guard let target = run.targets[0] else { return }
        if !target.accumulate { target.block.clear() }
        for part in runs {
            target.block.copy(part.count, from: run.gradient, at: part.output, to: part.input, adding: true)
        }
        target.maskInPlace(variant: variant)
    }
}

extension Block {
    /// Overwrites `count` channels from `first` on with those of another block, or adds them.
    fileprivate func copy(_ count: Int, from source: Block, at sourceFirst: Int, to first: Int, adding: Bool = false) {
        blocks_copy_channels(
            Int32(lanes), count, shape.area, source.address, sourceFirst, address, first, adding)
    }
}

/// Margins of `value` around the input; negative ones cut it.
final class FastMargins: FastLayer {
    let needs: LayerNeeds

    private let variant: kernel_variant
    private let value: Float
    /// The rectangle that input and output share: its corner in each, and its size.
    private let inInput: Extent
    private let inOutput: Extent
    private let kept: Extent

    init(_ margins: Margins, _ place: FastPlace) {
        let (before, after, input) = (margins.before, margins.after, place.operands[0])
        variant = place.variant
        value = margins.value
        inInput = Extent(height: max(0, -before.height), width: max(0, -before.width))
        inOutput = Extent(height: max(0, before.height), width: max(0, before.width))
        kept = Extent(
            height: max(0, input.height - inInput.height - max(0, -after.height)),
            width: max(0, input.width - inInput.width - max(0, -after.width)))
        needs = LayerNeeds(scratch: Block.floats(in: input, lanes: Int(kernel_variant_lanes(variant))))
    }

    func forward(_ run: ForwardRun) {
        if kept.height != run.output.shape.height || kept.width != run.output.shape.width {
            run.output.address.update(repeating: value, count: run.output.count)
            if value != 0 { run.output.clearPadding() }
        }
        copy(run.inputs[0], at: inInput, to: run.output, at: inOutput)
    }

    // ∂/∂x = g where x was kept, 0 where it was cut
    func backward(_ run: BackwardRun) {
        run.targets[0]?.take(through: run.scratch, variant: variant) { result in
            let gradient = Block(
                shape: run.targets[0]?.block.shape ?? run.gradient.shape, lanes: run.gradient.lanes, address: result)
            gradient.clear()
            copy(run.gradient, at: inOutput, to: gradient, at: inInput)
        }
    }

    private func copy(_ source: Block, at from: Extent, to destination: Block, at to: Extent) {
        let (width, stride) = (source.shape.width, destination.shape.width)
        let lanes = source.lanes
        blocks_copy_rows(
            source.blockCount, kept.height, kept.width * lanes,
            source.address + (from.height * width + from.width) * lanes, width * lanes, source.shape.area * lanes,
            destination.address + (to.height * stride + to.width) * lanes, stride * lanes,
            destination.shape.area * lanes)
    }
}

/// The network's input, planar, in the blocked layout: for readers other than a first convolution.
final class FastReblocking: FastLayer {
    let needs: LayerNeeds

    init(input: Shape) { needs = LayerNeeds(scratch: input.count) }

    func forward(_ run: ForwardRun) { run.output.fill(fromPlanar: run.inputs[0].address) }

    func backward(_ run: BackwardRun) {
        guard let target = run.targets[0] else { return }
        guard target.accumulate, let scratch = run.scratch else {
            return run.gradient.write(toPlanar: target.block.address)
        }
        run.gradient.write(toPlanar: scratch)
        for i in 0..<target.block.shape.count { target.block.address[i] += scratch[i] }
    }
}

extension ChannelSelection: FastOperator {
    func fastLayer(_ place: FastPlace) -> (any FastLayer)? { FastChannelSelection(indices, variant: place.variant) }
}

extension Margins: FastOperator {
    func fastLayer(_ place: FastPlace) -> (any FastLayer)? { FastMargins(self, place) }
}
