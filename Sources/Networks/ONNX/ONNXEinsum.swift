/// Sums of products by the names of their dimensions, taken apart into transpositions and a product of matrices.
///
///     bchw,oc->bohw       Transpose, MatMul, Transpose
///     bhid,bhjd->bhij     MatMul(x, Transpose(y))
///     bchw,bc->bchw       Mul(x, Unsqueeze(y))
extension ONNXExpansion {
    static let products: [String: Body] = ["Einsum": einsum]

    private static let einsum: Body = { whole in
        let equation = whole.reader.string("equation", default: "").filter { $0 != " " }
        let sides = equation.replacing("->", with: ">").split(separator: ">", omittingEmptySubsequences: false)
        guard sides.count == 2, equation.allSatisfy({ $0.isLetter || [",", "-", ">"].contains($0) }) else { return }
        let inputs = sides[0].split(separator: ",", omittingEmptySubsequences: false).map { Array($0) }
        let output = Array(sides[1])
        guard (inputs + [output]).allSatisfy({ Set($0).count == $0.count }), inputs.count == whole.node.input.count
        else {
            return
        }
        switch inputs.count {
        case 1 where Set(inputs[0]) == Set(output): whole.turn(whole.node.input[0], inputs[0], output, isLast: true)
        case 2: whole.multiply(inputs[0], inputs[1], to: output)
        default: return
        }
    }

    /// Appends what brings dimensions into another order.
    @discardableResult
    private mutating func turn(
        _ tensor: String, _ from: [Character], _ to: [Character], isLast: Bool = false
    ) -> String {
        if from == to, !isLast { return tensor }
        let order = to.compactMap { from.firstIndex(of: $0) }
        return add("Transpose", [tensor], [ONNX_Attribute("perm", order)], output: isLast ? 0 : nil)
    }

    private mutating func multiply(_ a: [Character], _ b: [Character], to output: [Character]) {
        let summed = a.filter { b.contains($0) && !output.contains($0) }
        let shared = a.filter { b.contains($0) && output.contains($0) }
        let (freeA, freeB) = (a.filter { !b.contains($0) }, b.filter { !a.contains($0) })
        guard Set(output) == Set(shared + freeA + freeB), output.count == shared.count + freeA.count + freeB.count
        else {
            return
        }
        if summed.isEmpty, freeB.isEmpty {
            let turned = turn(node.input[1], b, a.filter { b.contains($0) })
            let missing = a.indices.filter { !b.contains(a[$0]) }
            let wide = missing.isEmpty ? turned : unsqueezed(turned, missing)
            let isStraight = output == a
            let product = add("Mul", [node.input[0], wide], output: isStraight ? 0 : nil)
            if !isStraight { turn(product, a, output, isLast: true) }
            return
        }
        guard summed.count == 1, freeB.count == 1, freeA.count >= 1 else { return }
        let left = turn(node.input[0], a, shared + freeA + summed)
        var right = turn(node.input[1], b, shared + summed + freeB)
        // Each of the second's matrices goes with all of the first's that it shares no name with.
        if !shared.isEmpty, freeA.count > 1 {
            right = unsqueezed(right, (0..<freeA.count - 1).map { shared.count + $0 })
        }
        let made = shared + freeA + freeB
        let product = add("MatMul", [left, right], output: made == output ? 0 : nil)
        if made != output { turn(product, made, output, isLast: true) }
    }

    /// Dimensions of 1 at `places` of the result: since version 13 these are an input.
    private mutating func unsqueezed(_ tensor: String, _ places: [Int]) -> String {
        guard opset >= 13 else { return add("Unsqueeze", [tensor], [ONNX_Attribute("axes", places)]) }
        return add("Unsqueeze", [tensor, list(places)])
    }
}
