import KernelBridge
import Tensors

/// The element by element kernels, called on blocks.
extension Block {
    /// self = Σ terms
    func join(_ terms: [Block]) {
        join(terms, masking: nil, lower: 0, upper: 0)
    }

    /// self = Σ terms where `clipped` lies strictly inside `range`, 0 elsewhere.
    func join(_ terms: [Block], where clipped: Block, isInside range: ClosedRange<Float>) {
        clipped.withPointer { join(terms, masking: $0, lower: range.lowerBound, upper: range.upperBound) }
    }

    private func join(_ terms: [Block], masking clipped: UnsafePointer<Float>?, lower: Float, upper: Float) {
        withExtendedLifetime(terms) {
            let addresses: [UnsafePointer<Float>?] = terms.map { $0.withPointer { UnsafePointer($0) } }
            withPointer { sum in
                addresses.withUnsafeBufferPointer {
                    blocks_join(count, $0.baseAddress, $0.count, clipped, lower, upper, sum)
                }
            }
        }
    }

    /// self = min(max(source, lower), upper)
    func clip(_ source: Block, to range: ClosedRange<Float>) {
        source.withPointer { x in
            withPointer { y in blocks_clip(count, x, range.lowerBound, range.upperBound, y) }
        }
    }

    /// Overwrites the channels `range` with those of `source` from `first` on.
    func copyChannels(_ range: Range<Int>, from source: Block, at first: Int) {
        source.withPointer { x in
            withPointer { y in blocks_copy_channels(range.count, shape.area, x, first, y, range.lowerBound) }
        }
    }

    /// self[c] = the mean of channel c of `source`.
    func takeMeans(of source: Block) {
        source.withPointer { x in
            withPointer { y in blocks_means(blockCount, source.shape.area, x, y) }
        }
    }

    /// self at every position of channel c = means[c] ÷ area.
    func spreadMeans(_ means: Block) {
        means.withPointer { m in
            withPointer { x in blocks_spread_means(blockCount, shape.area, m, x) }
        }
    }
}
