import KernelBridge
import Tensors

/// Memory that returns to its pool when the last reader lets go of it.
final class Buffer {
    let memory: UnsafeMutablePointer<Float>
    let capacity: Int
    private let pool: BufferPool

    fileprivate init(memory: UnsafeMutablePointer<Float>, capacity: Int, pool: BufferPool) {
        self.memory = memory
        self.capacity = capacity
        self.pool = pool
    }

    deinit { pool.reclaim(memory, capacity: capacity) }
}

/// Recycles the buffers of an execution, so that after its first step nothing is allocated any more.
///
/// Lifetimes are plain reference counts: a buffer is free again when no block refers to it.
final class BufferPool {
    private var free: [(memory: UnsafeMutablePointer<Float>, capacity: Int)] = []

    /// A buffer of at least `count` floats, 64-byte aligned, of undefined content.
    func take(_ count: Int) -> Buffer {
        let fitting = free.indices.filter { free[$0].capacity >= count && free[$0].capacity <= 2 * count + 4096 }
        if let best = fitting.min(by: { free[$0].capacity < free[$1].capacity }) {
            let found = free.remove(at: best)
            return Buffer(memory: found.memory, capacity: found.capacity, pool: self)
        }
        let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 16) * 4, alignment: 64)
        return Buffer(memory: raw.bindMemory(to: Float.self, capacity: count), capacity: count, pool: self)
    }

    fileprivate func reclaim(_ memory: UnsafeMutablePointer<Float>, capacity: Int) {
        free.append((memory, capacity))
    }

    deinit {
        for buffer in free { UnsafeMutableRawPointer(buffer.memory).deallocate() }
    }
}

/// An activation or a gradient: blocked as nChw8c, `[⌈C/8⌉][H][W][8]` with zeros for channels beyond C, or planar,
/// `[C][H][W]`, at the network's input.
///
/// A block is a view: a member of a concatenation is a slice of the whole, so that concatenating along the channels
/// costs nothing.
struct Block {
    /// Channels per block of the blocked layout.
    static let lanes = 8

    let shape: Shape
    let isPlanar: Bool
    private let buffer: Buffer
    private let offset: Int

    /// A block of undefined content.
    init(_ shape: Shape, isPlanar: Bool = false, from pool: BufferPool) {
        self.shape = shape
        self.isPlanar = isPlanar
        self.buffer = pool.take(Block.floats(in: shape, isPlanar: isPlanar))
        self.offset = 0
    }

    private init(shape: Shape, isPlanar: Bool, buffer: Buffer, offset: Int) {
        self.shape = shape
        self.isPlanar = isPlanar
        self.buffer = buffer
        self.offset = offset
    }

    /// The number of floats, padding included.
    var count: Int { Block.floats(in: shape, isPlanar: isPlanar) }

    /// ⌈C/8⌉
    var blockCount: Int { (shape.channels + Block.lanes - 1) / Block.lanes }

    private static func floats(in shape: Shape, isPlanar: Bool) -> Int {
        isPlanar ? shape.count : (shape.channels + lanes - 1) / lanes * lanes * shape.area
    }

    /// The view of `count` channels from `first` on; `first` is a multiple of 8.
    func slice(from first: Int, count: Int) -> Block {
        precondition(first % Block.lanes == 0 && !isPlanar, "a slice begins with a whole block of channels")
        return Block(
            shape: Shape(channels: count, height: shape.height, width: shape.width), isPlanar: false,
            buffer: buffer, offset: offset + first * shape.area)
    }

    /// Runs `body` with the address of the first float, which is valid for its duration only.
    func withPointer<Result>(_ body: (UnsafeMutablePointer<Float>) throws -> Result) rethrows -> Result {
        try withExtendedLifetime(buffer) { try body(buffer.memory + offset) }
    }
}

// MARK: - To and from planar tensors

extension Block {
    /// A copy of a planar tensor `[1, C, H, W]`.
    init(_ tensor: Tensor, isPlanar: Bool = false, from pool: BufferPool) {
        self.init(tensor.shape, isPlanar: isPlanar, from: pool)
        fill(from: tensor)
    }

    /// Overwrites the block with a planar tensor of its shape.
    func fill(from tensor: Tensor) {
        precondition(tensor.shape == shape, "a block of \(shape) cannot take \(tensor.shape)")
        withPointer { block in
            tensor.values.withUnsafeBufferPointer { planar in
                guard let values = planar.baseAddress else { return }
                if isPlanar {
                    block.update(from: values, count: planar.count)
                } else {
                    blocks_from_planar(shape.channels, shape.area, values, block)
                }
            }
        }
    }

    /// A planar copy.
    var tensor: Tensor {
        let values = [Float](unsafeUninitializedCapacity: shape.count) { planar, count in
            withPointer { block in
                guard let values = planar.baseAddress else { return }
                if isPlanar {
                    values.initialize(from: block, count: shape.count)
                } else {
                    blocks_to_planar(shape.channels, shape.area, block, values)
                }
            }
            count = shape.count
        }
        return Tensor(shape: shape, values: values)
    }

    /// Overwrites this block with another of its shape, in this one's layout.
    func fill(from other: Block) {
        other.withPointer { x in
            withPointer { y in
                if isPlanar {
                    blocks_to_planar(shape.channels, shape.area, x, y)
                } else {
                    blocks_from_planar(shape.channels, shape.area, x, y)
                }
            }
        }
    }
}
