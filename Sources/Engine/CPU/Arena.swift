import CPUBridge

/// The memory of an execution: one piece, cut up while planning, so that a step allocates nothing.
final class Arena {
    /// Its first float; 64-byte aligned.
    let memory: UnsafeMutablePointer<Float>

    /// Kernels read up to 24 positions of a block past the end of an activation.
    private static let slack = 24 * 16

    /// Memory of undefined content; pages that are never touched cost nothing.
    /// - Throws: `EngineError.outOfMemory`.
    init(floats: Int) throws {
        guard let memory = kernel_memory_allocate(floats + Arena.slack) else { throw EngineError.outOfMemory }
        self.memory = memory
    }

    deinit { kernel_memory_free(memory) }
}

/// Cuts an arena into pieces that live for a while: those whose lives do not meet share memory.
///
/// Time is counted in layers: forward through all of them, then back.
struct ArenaPlan {
    /// The place of a piece in `pieces`.
    typealias PieceID = Int

    /// A piece and the time, first and last included, for which it must be left alone.
    private struct Piece {
        var floats: Int
        var birth: Int
        var death: Int
    }

    private var pieces: [Piece] = []

    /// A piece that nobody uses yet.
    mutating func piece(floats: Int) -> PieceID {
        pieces.append(Piece(floats: (floats + 15) / 16 * 16, birth: .max, death: .min))
        return pieces.count - 1
    }

    /// The piece is in use at a time, and at all times between this and its other uses.
    mutating func use(_ piece: PieceID, at time: Int) {
        pieces[piece].birth = min(pieces[piece].birth, time)
        pieces[piece].death = max(pieces[piece].death, time)
    }

    /// The most that is in use at a time, in floats: what an arena takes at least.
    var most: Int {
        let times = pieces.filter { $0.birth <= $0.death }
            .flatMap { [($0.birth, $0.floats), ($0.death + 1, -$0.floats)] }
        var (most, sum) = (0, 0)
        for (_, change) in times.sorted(by: { $0 < $1 }) {
            sum += change
            most = max(most, sum)
        }
        return most
    }

    /// By piece, where in the arena it begins; and the arena's size, in floats.
    ///
    /// The largest is placed first, each in the lowest gap that is free during its life: no worse than a few per cent above
    /// the least possible on the networks that we know.
    func places() -> (offsets: [Int], floats: Int) {
        var offsets = [Int](repeating: 0, count: pieces.count)
        var placed: [PieceID] = []
        var end = 0
        let order = pieces.indices.filter { pieces[$0].birth <= pieces[$0].death }
            .sorted { (-pieces[$0].floats, $0) < (-pieces[$1].floats, $1) }
        for id in order {
            let piece = pieces[id]
            var offset = 0
            let neighbours = placed.filter { pieces[$0].birth <= piece.death && pieces[$0].death >= piece.birth }
            for other in neighbours.sorted(by: { offsets[$0] < offsets[$1] }) {
                if offset + piece.floats <= offsets[other] { break }
                offset = max(offset, offsets[other] + pieces[other].floats)
            }
            offsets[id] = offset
            placed.append(id)
            end = max(end, offset + piece.floats)
        }
        return (offsets, end)
    }
}
