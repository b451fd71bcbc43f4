import KernelBridge
import Networks
import Tensors

/// One kind of computation over blocks: forward and backward together.
///
/// Clipping (ReLU, ReLU6) is not a layer's business on the way back: the execution masks a layer's gradient by the
/// layer's own clipped output while it joins the gradients of the output's readers.
protocol FastLayer: AnyObject {
    /// Computes `output` from `inputs`; may keep what `backward` needs.
    func forward(_ inputs: [Block], into output: Block) throws

    /// The gradient of every input from that of the output.
    func backward(_ gradient: Block, pool: BufferPool) throws -> [Contribution]
}

/// A reader's share in the gradient of what it read.
struct Contribution {
    /// The share.
    let block: Block
    /// Whether nobody else reads the block, so that other shares may be added in place.
    let exclusive: Bool
}

/// y = a + b, element by element.
final class FastAddition: FastLayer {
    func forward(_ inputs: [Block], into output: Block) {
        output.join(inputs)
    }

    // ∂/∂a = ∂/∂b = g
    func backward(_ gradient: Block, pool: BufferPool) -> [Contribution] {
        [Contribution(block: gradient, exclusive: false), Contribution(block: gradient, exclusive: false)]
    }
}

/// y = min(max(x, lower), upper)
final class FastClip: FastLayer {
    private let range: ClosedRange<Float>

    init(to range: ClosedRange<Float>) { self.range = range }

    func forward(_ inputs: [Block], into output: Block) {
        output.clip(inputs[0], to: range)
    }

    // The gradient arrives masked.
    func backward(_ gradient: Block, pool: BufferPool) -> [Contribution] {
        [Contribution(block: gradient, exclusive: true)]
    }
}

/// The inputs one after the other along the channels.
///
/// Members that already lie in the output, because they were computed into a slice of it, are not copied.
final class FastConcatenation: FastLayer {
    /// One input.
    struct Member {
        /// Its first channel in the output.
        let first: Int
        let shape: Shape
        /// It is computed into the output itself.
        let isInPlace: Bool
    }

    private let members: [Member]

    init(members: [Member]) { self.members = members }

    func forward(_ inputs: [Block], into output: Block) {
        for (input, member) in zip(inputs, members) where !member.isInPlace {
            output.copyChannels(member.first..<member.first + member.shape.channels, from: input, at: 0)
        }
    }

    func backward(_ gradient: Block, pool: BufferPool) -> [Contribution] {
        members.map { member in
            if member.first % Block.lanes == 0, member.shape.channels % Block.lanes == 0 {
                return Contribution(
                    block: gradient.slice(from: member.first, count: member.shape.channels), exclusive: true)
            }
            let part = Block(member.shape, from: pool)
            part.copyChannels(0..<member.shape.channels, from: gradient, at: member.first)
            return Contribution(block: part, exclusive: true)
        }
    }
}

/// The network's input, planar, in the blocked layout: for readers other than a first convolution.
final class FastReblocking: FastLayer {
    func forward(_ inputs: [Block], into output: Block) {
        output.fill(from: inputs[0])
    }

    func backward(_ gradient: Block, pool: BufferPool) -> [Contribution] {
        let planar = Block(gradient.shape, isPlanar: true, from: pool)
        planar.fill(from: gradient)
        return [Contribution(block: planar, exclusive: true)]
    }
}

/// The mean over H × W: `[1, C, 1, 1]`.
final class FastGlobalAverage: FastLayer {
    private let input: Shape

    init(input: Shape) { self.input = input }

    func forward(_ inputs: [Block], into output: Block) {
        output.takeMeans(of: inputs[0])
    }

    // ∂/∂x = g / (H·W) at every position
    func backward(_ gradient: Block, pool: BufferPool) -> [Contribution] {
        let spread = Block(input, from: pool)
        spread.spreadMeans(gradient)
        return [Contribution(block: spread, exclusive: true)]
    }
}

/// The largest of each window; the first of equals wins, row by row.
final class FastMaxPool: FastLayer {
    private var geometry: pool_geometry
    private let input: Shape
    /// Which tap of its window each output came from.
    private var taps: [UInt8]

    init(window: Window, input: Shape, output: Shape) {
        let blocks = (output.channels + Block.lanes - 1) / Block.lanes
        geometry = pool_geometry(
            blocks: Int32(blocks), input_height: Int32(input.height), input_width: Int32(input.width),
            output_height: Int32(output.height), output_width: Int32(output.width),
            kernel_height: Int32(window.kernel.height), kernel_width: Int32(window.kernel.width),
            stride_height: Int32(window.stride.height), stride_width: Int32(window.stride.width),
            pad_top: Int32(window.vertical(over: input.height).before),
            pad_left: Int32(window.horizontal(over: input.width).before))
        self.input = input
        taps = [UInt8](repeating: 0, count: blocks * Block.lanes * output.area)
    }

    func forward(_ inputs: [Block], into output: Block) {
        inputs[0].withPointer { x in
            output.withPointer { y in
                taps.withUnsafeMutableBufferPointer { pool_forward(&geometry, x, y, $0.baseAddress) }
            }
        }
    }

    func backward(_ gradient: Block, pool: BufferPool) -> [Contribution] {
        let scattered = Block(input, from: pool)
        gradient.withPointer { g in
            scattered.withPointer { dx in
                taps.withUnsafeBufferPointer { pool_backward(&geometry, g, $0.baseAddress, dx) }
            }
        }
        return [Contribution(block: scattered, exclusive: true)]
    }
}

/// A layer that the fast backend has no kernel for: computed by the reference, planar.
final class FastFallback: FastLayer {
    private let layer: any ReferenceLayer
    private var inputs: [Tensor] = []
    private var output = Tensor.scalar(0)

    init(_ layer: any ReferenceLayer) { self.layer = layer }

    func forward(_ inputs: [Block], into output: Block) throws {
        self.inputs = inputs.map(\.tensor)
        self.output = layer.forward(self.inputs)
        output.fill(from: self.output)
    }

    func backward(_ gradient: Block, pool: BufferPool) throws -> [Contribution] {
        layer.backward(gradient.tensor, inputs: inputs, output: output).map {
            Contribution(block: Block($0, from: pool), exclusive: true)
        }
    }
}
