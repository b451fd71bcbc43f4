import CPUBridge
import Tensors

/// An activation or a gradient while an execution runs: blocked as `[⌈C/lanes⌉][H][W][lanes]` with zeros for channels
/// beyond C, or planar, `[C][H][W]`, at the network's input.
///
/// A block is a view of memory that its execution owns, and valid for one call.
struct Block {
    /// C, H and W.
    let shape: Shape
    /// The channels of a block: 8 or 16; 1 when it is planar.
    let lanes: Int
    /// The first float.
    let address: UnsafeMutablePointer<Float>

    /// ⌈C/lanes⌉
    var blockCount: Int { (shape.channels + lanes - 1) / lanes }

    /// The number of floats, padding included.
    var count: Int { blockCount * lanes * shape.area }

    /// The floats of a blocked activation.
    static func floats(in shape: Shape, lanes: Int) -> Int { (shape.channels + lanes - 1) / lanes * lanes * shape.area }

    /// Overwrites the block with a planar tensor of its shape.
    func fill(from tensor: Tensor) {
        precondition(tensor.shape == shape, "a block of \(shape) cannot take \(tensor.shape)")
        tensor.values.withUnsafeBufferPointer { planar in
            guard let values = planar.baseAddress else { return }
            fill(fromPlanar: values)
        }
    }

    /// Overwrites the block with planar numbers of its shape.
    func fill(fromPlanar values: UnsafePointer<Float>) {
        if lanes == 1 {
            address.update(from: values, count: shape.count)
        } else {
            blocks_from_planar(Int32(lanes), shape.channels, shape.area, values, address)
        }
    }

    /// Writes the block's numbers, planar.
    func write(toPlanar values: UnsafeMutablePointer<Float>) {
        if lanes == 1 {
            values.update(from: address, count: shape.count)
        } else {
            blocks_to_planar(Int32(lanes), shape.channels, shape.area, address, values)
        }
    }

    /// A planar copy.
    var tensor: Tensor {
        let values = [Float](unsafeUninitializedCapacity: shape.count) { planar, count in
            if let values = planar.baseAddress { write(toPlanar: values) }
            count = shape.count
        }
        return Tensor(shape: shape, values: values)
    }

    /// Zeros in the channels that only fill the last block: kernels multiply them by zeros, and garbage may be no number.
    func clearPadding() {
        let present = shape.channels % lanes
        guard present > 0 else { return }
        let last = address + (blockCount - 1) * lanes * shape.area
        for position in 0..<shape.area {
            (last + position * lanes + present).update(repeating: 0, count: lanes - present)
        }
    }

    /// All zeros.
    func clear() { address.update(repeating: 0, count: count) }
}
