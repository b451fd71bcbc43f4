import CPUBridge
import Networks
import Tensors

/// The same numbers elsewhere: all lanes of a position at once where the channels stay what they are.
final class FastRearrangement: FastLayer {
    let needs: LayerNeeds

    private let variant: kernel_variant
    private let input: Shape
    private let output: Shape
    private let there: Moves
    private let back: Moves

    init(_ rearrangement: Rearrangement, _ place: FastPlace) {
        variant = place.variant
        (input, output) = (place.operands[0], place.output)
        there = Moves(rearrangement.sources(input, to: output), input)
        back = Moves(rearrangement.inverse(input, output).sources(output, to: input), output)
        needs = LayerNeeds(scratch: Block.floats(in: input, lanes: Int(kernel_variant_lanes(variant))))
    }

    /// Where the numbers of an activation come from, as channels and positions of another.
    private struct Moves {
        /// By channel, row and column: their shares in the source's channel and position.
        let channels: [(channel: Int, place: Int)]
        let rows: [(channel: Int, place: Int)]
        let columns: [(channel: Int, place: Int)]
        /// Every channel is made of itself.
        let keepsChannels: Bool

        init(_ sources: (channels: [Int], rows: [Int], columns: [Int]), _ source: Shape) {
            let area = source.area
            func shares(_ offsets: [Int]) -> [(channel: Int, place: Int)] { offsets.map { ($0 / area, $0 % area) } }
            (channels, rows, columns) = (shares(sources.channels), shares(sources.rows), shares(sources.columns))
            keepsChannels =
                sources.channels == Array(0..<source.channels).map { $0 * area }
                && (rows + columns).allSatisfy { $0.channel == 0 }
        }

        func move(_ source: Block, to target: Block) {
            let (lanes, area, width) = (target.lanes, target.shape.area, target.shape.width)
            nonisolated(unsafe) let (from, to) = (source.address, target.address)
            let sourceArea = source.shape.area
            Parallel.inParts(target.blockCount * rows.count, each: width * lanes) { lines in
                for line in lines {
                    let (block, row) = line.quotientAndRemainder(dividingBy: rows.count)
                    let first = to + (block * area + row * width) * lanes
                    if keepsChannels {
                        let start = from + (block * sourceArea + rows[row].place) * lanes
                        for column in 0..<width {
                            (first + column * lanes).update(from: start + columns[column].place * lanes, count: lanes)
                        }
                        continue
                    }
                    for lane in 0..<lanes where block * lanes + lane < channels.count {
                        let own = channels[block * lanes + lane]
                        let (channel, place) = (own.channel + rows[row].channel, own.place + rows[row].place)
                        for column in 0..<width {
                            let whole = channel + columns[column].channel
                            let position = place + columns[column].place
                            first[column * lanes + lane] =
                                from[(whole / lanes * sourceArea + position) * lanes + whole % lanes]
                        }
                    }
                }
            }
            target.clearPadding()
        }
    }

    func forward(_ run: ForwardRun) { there.move(run.inputs[0], to: run.output) }

    // The way back is the inverse.
    func backward(_ run: BackwardRun) {
        guard let target = run.targets[0] else { return }
        target.take(through: run.scratch, variant: variant) { share in
            back.move(run.gradient, to: Block(shape: input, lanes: run.gradient.lanes, address: share))
        }
    }
}

extension Rearrangement: FastOperator {
    func fastLayer(_ place: FastPlace) -> (any FastLayer)? { FastRearrangement(self, place) }
}
