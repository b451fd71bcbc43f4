import Operators
import Tensors

extension Attention: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let (q, k, v) = (place.operands[0], place.operands[1], place.operands[2])
        let (inner, outer) = (q.channels / heads, v.channels / heads)
        // What a group holds of its own.
        guard inner <= 256, outer <= 256 else { return nil }
        let (queries, keys) = (queries(q), queries(k))
        let of = bias?.shape.dimensions ?? [1, 1, 0, 0]
        let (biasRow, biasHead) = (of[0] == 1 ? 0 : of[1] * queries * keys, of[1] == 1 ? 0 : queries * keys)
        func call(_ turn: Int, to target: Int? = nil) -> ShaderCall {
            let groups: ShaderCall.Groups =
                switch turn {
                case 1: .elements(heads * q.area, by: 128)
                case 0, 2: .each(heads * q.area)
                default: .each(heads * k.area)
                }
            return ShaderCall(
                "attention", [turn],
                [
                    .operand(0), .operand(1), .operand(2), .output, .seed, target.map { .target($0) } ?? .nothing,
                    .state, turn == 0 ? .nothing : .scratch, bias == nil ? .nothing : .table(0),
                ],
                [
                    heads, inner, outer, queries, keys, q.area, k.area, scale, biasRow, biasHead, bias != nil,
                ], groups: groups)
        }
        return ShaderLayer(
            forward: [call(0)], backward: [[call(1), call(2, to: 0)], [call(3, to: 1)], [call(4, to: 2)]],
            reads: [.operands, .output],
            tables: bias.map { bias in
                [ShaderTable(words: bias.values.count) { bias.values.map(\.bitPattern) }]
            } ?? [], state: heads * q.area, scratch: heads * q.area)
    }
}
