import CPUBridge
import Networks
import Tensors

/// Attention in blocks: of all that tokens give each other, forward keeps a number for each query of each head.
final class FastAttention: FastLayer {
    let needs: LayerNeeds

    private let variant: kernel_variant
    private let geometry: attention_geometry
    private let operands: [Shape]
    private let lanes: Int
    private let biases: [PackedWeights]

    init(_ attention: Attention, _ place: FastPlace) throws {
        variant = place.variant
        operands = place.operands
        let lanes = Int(kernel_variant_lanes(variant))
        self.lanes = lanes
        let (q, k, v) = (operands[0], operands[1], operands[2])
        var geometry = attention_geometry()
        geometry.heads = Int32(attention.heads)
        geometry.key_channels = Int32(q.channels / attention.heads)
        geometry.value_channels = Int32(v.channels / attention.heads)
        geometry.rows = attention.reach == .row ? q.height : 1
        geometry.queries = attention.queries(q)
        geometry.keys = attention.queries(k)
        geometry.scale = attention.scale
        let bias = try attention.bias.map { try FastAttention.pack($0, place.variant) }
        if let bias {
            let of = bias.forward.of
            geometry.bias = bias.forward.packed.address
            geometry.bias_back = bias.back.packed.address
            geometry.bias_head = of[1] == 1 ? 0 : bias.forward.count
            geometry.bias_row = of[0] == 1 ? 0 : bias.forward.count * of[1]
            geometry.bias_back_head = of[1] == 1 ? 0 : bias.back.count
            geometry.bias_back_row = of[0] == 1 ? 0 : bias.back.count * of[1]
        }
        biases = bias.map { [$0.forward.packed, $0.back.packed] } ?? []
        self.geometry = geometry
        // What bands store is of rows: they share what there is.
        let rows = max(place.output.height, 1)
        let state = (attention_state_count(variant, &geometry) + rows - 1) / rows
        needs = LayerNeeds(
            inputs: true, output: true, state: rows * state,
            stateRows: StateRows(areOfInput: false, planes: 1, bytes: state * MemoryLayout<Float>.stride),
            scratch: operands.reduce(0) { $0 + Block.floats(in: $1, lanes: lanes) })
    }

    /// A bias for one direction.
    private struct PackedBias {
        let packed: PackedWeights
        /// The floats of a row's and a head's.
        let count: Int
        let of: [Int]
    }

    private static func pack(
        _ bias: Tensor, _ variant: kernel_variant
    ) throws -> (forward: PackedBias, back: PackedBias) {
        let of = bias.shape.dimensions
        func packed(back: Bool) throws -> PackedBias {
            let count = attention_bias_count(variant, of[2], of[3], back)
            let packed = try PackedWeights(count: count * of[0] * of[1]) { floats in
                bias.values.withUnsafeBufferPointer { values in
                    guard let first = values.baseAddress else { return }
                    for table in 0..<of[0] * of[1] {
                        attention_pack_bias(
                            variant, of[2], of[3], first + table * of[2] * of[3], back, floats + table * count)
                    }
                }
            }
            return PackedBias(packed: packed, count: count, of: of)
        }
        return (try packed(back: false), try packed(back: true))
    }

    func forward(_ run: ForwardRun) throws {
        var geometry = geometry
        let done = attention_forward(
            variant, &geometry, run.inputs[0].address, run.inputs[1].address, run.inputs[2].address,
            run.output.address, run.state)
        guard done else { throw EngineError.outOfMemory }
        run.output.clearPadding()
    }

    func backward(_ run: BackwardRun) throws {
        var geometry = geometry
        var own: [Arena] = []
        // A share that is added to others, or that nobody wants, is computed beside them.
        var scratch = run.scratch
        let places = try operands.indices.map { index in
            if let target = run.targets[index], !target.accumulate { return target.block.address }
            let floats = Block.floats(in: operands[index], lanes: lanes)
            if let place = scratch {
                scratch = place + floats
                return place
            }
            own.append(try Arena(floats: floats))
            return own[own.count - 1].memory
        }
        let done = withExtendedLifetime(own) {
            attention_backward(
                variant, &geometry, run.inputs[0].address, run.inputs[1].address, run.inputs[2].address,
                run.output.address, run.state, run.gradient.address, places[0], places[1], places[2])
        }
        guard done else { throw EngineError.outOfMemory }
        for (index, target) in run.targets.enumerated() {
            Block(shape: operands[index], lanes: lanes, address: places[index]).clearPadding()
            guard let target else { continue }
            if target.accumulate {
                target.take(places[index], variant: variant)
            } else {
                target.maskInPlace(variant: variant)
            }
        }
    }
}

extension Attention: FastOperator {
    func fastLayer(_ place: FastPlace) throws -> (any FastLayer)? { try FastAttention(self, place) }
}
