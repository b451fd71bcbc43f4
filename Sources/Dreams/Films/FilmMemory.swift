import Pictures
import Tensors

/// What was dreamt on the user's last frames, and where it is found again on the next one.
///
/// Ruder, Dosovitskiy and Brox, "Artistic style transfer for videos", 2016 (arXiv 1604.08610), long-term consistency: frame i goes on from the frames
/// i − j, each by the flow between these two, and each only where no nearer one sees the place:
///
///     c_long(i − j, i) = max(c(i − j, i) − max_k c(i − k, i), 0), over all k < j
///
/// with c what can be trusted of a flow. They subtract the sum over k; where c is 0 or 1, as theirs is, that is the same. The c of ours have soft edges:
/// so the weights of all frames are together the largest c, and nothing is carried twice.
struct FilmMemory {
    /// A frame that was dreamt on, and what of it was dreamt; levels.
    private struct Past {
        let frame: Tensor
        let dream: Tensor
    }

    /// How many frames back, nearest first; none where no frame goes on from another.
    private let distances: [Int]
    private let flow: Film.Flow
    /// Whether where a dream is found counts for anything but its weight.
    private let isHeld: Bool
    /// The last first.
    private var past: [Past] = []

    init(of film: Film) {
        distances = film.distances
        flow = film.flow
        isHeld = film.steady > 0
    }

    /// Remembers what was dreamt on a frame, and forgets what is too long ago.
    mutating func remember(_ dream: Tensor, on frame: Tensor) {
        guard let farthest = distances.last else { return }
        past = [Past(frame: frame, dream: dream)] + past.prefix(farthest - 1)
    }

    /// Remembers the last frame as often as it ever will frames: they share their memory, and take as long as others.
    mutating func fill() {
        guard let last = past.first, let farthest = distances.last else { return }
        past = Array(repeating: last, count: farthest)
    }

    /// The dream that a frame begins with, levels, and where it was found, `[1, 1, H, W]`, 0…1, or everywhere when nil. Where another shot begins,
    /// nothing is remembered.
    mutating func carried(to frame: Tensor) -> (dream: Tensor?, trust: Tensor?) {
        if let last = past.first, SceneCut.lies(between: last.frame, and: frame, white: 255) { past = [] }
        guard let last = past.first else { return (nil, nil) }
        guard flow == .optical else { return (last.dream, nil) }
        var (sum, seen) = carried(last, to: frame)
        sum.multiply(byMask: seen)
        for distance in distances.dropFirst() where distance <= past.count {
            var (dream, trust) = carried(past[distance - 1], to: frame)
            let nearer = seen.values
            trust.change { i, trust in trust = max(trust - nearer[i], 0) }
            seen.add(trust)
            dream.multiply(byMask: trust)
            sum.add(dream)
        }
        return (sum, isHeld ? seen : nil)
    }

    /// The dream of a frame where things are now; by cubics, so that it outlasts many frames. And how far that can be trusted, with soft edges, so
    /// that none shows where something was hidden.
    private func carried(_ past: Past, to frame: Tensor) -> (dream: Tensor, trust: Tensor) {
        let (then, now) = (past.frame.map { $0 / 255 }, frame.map { $0 / 255 })
        let there = OpticalFlow.estimate(from: now, to: then)
        let seen = OpticalFlow.visibility(there, back: OpticalFlow.estimate(from: then, to: now))
        return (past.dream.warped(by: there, interpolation: .cubic), MaskPlanes.feathered(seen, sigma: 3))
    }

    /// Writes all that is remembered.
    func store(in state: inout RenderState) {
        state.put(past.map(\.frame))
        state.put(past.map(\.dream))
    }

    /// Reads it again.
    /// - Throws: `CheckpointError.inconsistent`.
    mutating func restore(from state: inout StateReader, _ shape: Shape) throws {
        let (frames, dreams) = (try state.tensors(), try state.tensors())
        guard frames.count == dreams.count, frames.count <= distances.last ?? 0,
            (frames + dreams).allSatisfy({ $0.shape == shape })
        else { throw CheckpointError.inconsistent }
        past = zip(frames, dreams).map(Past.init)
    }
}

extension Film {
    /// How many frames back those lie that a frame goes on from, nearest first, where the user brings frames.
    var distances: [Int] { keep > 0 ? [1] + Set(flow == .optical ? longTerm : []).filter { $0 > 1 }.sorted() : [] }
}
