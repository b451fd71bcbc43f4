import Tensors

/// The weighted sum of some channels, `[1, 1, H, W]`: y = Σ wᵢ·x[i].
struct Channels: TensorOperation {
    struct Weight: Hashable, Sendable {
        let index: Int
        let factor: Float

        init(_ index: Int, _ factor: Float) {
            self.index = index
            self.factor = factor
        }
    }

    let weights: [Weight]

    func text(_ operands: [String]) -> String {
        if weights.count == 1, weights[0].factor == 1 { return "\(operands[0]):channel(\(weights[0].index))" }
        return "\(operands[0]):channels(\(weights.map { "\($0.index): \($0.factor)" }.joined(separator: ", ")))"
    }

    func spread(_ operands: [Spread]) -> Spread { Spread(channels: false, positions: operands[0].positions) }

    func shape(_ operands: [Shape]) throws(ShapeProblem) -> Shape {
        for weight in weights where !(0..<operands[0].channels).contains(weight.index) {
            throw .channel(weight.index, count: operands[0].channels)
        }
        return Shape(channels: 1, height: operands[0].height, width: operands[0].width)
    }

    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor {
        let input = inputs[0]
        let x = input.values.span
        let area = input.shape.area
        return Tensor(Shape(channels: 1, height: inputs[0].shape.height, width: inputs[0].shape.width)) { output in
            for weight in weights {
                for i in 0..<area { output[i] += weight.factor * x[weight.index * area + i] }
            }
        }
    }

    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] {
        let g = seed.values.span
        let area = inputs[0].shape.area
        return [
            Tensor(inputs[0].shape) { gradient in
                for weight in weights {
                    for i in 0..<area { gradient[weight.index * area + i] = weight.factor * g[i] }
                }
            }
        ]
    }
}

/// A rectangle that depends on the array's size; its gradient is zero around it.
protocol RegionOperation: TensorOperation {
    func region(of shape: Shape) -> Region
}

extension RegionOperation {
    func shape(_ operands: [Shape]) throws(ShapeProblem) -> Shape {
        let region = region(of: operands[0])
        guard !region.isEmpty else { throw .other("leaves nothing of an array of \(operands[0])") }
        return Shape(channels: operands[0].channels, height: region.rows.count, width: region.columns.count)
    }

    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor { inputs[0].part(region(of: inputs[0].shape)) }

    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] {
        var gradient = Tensor.zeros(inputs[0].shape)
        gradient.replace(region(of: inputs[0].shape), with: seed)
        return [gradient]
    }
}

/// A rectangle in fractions of height and width.
struct Part: RegionOperation {
    let rows: ClosedRange<Float>
    let columns: ClosedRange<Float>

    func text(_ operands: [String]) -> String {
        "\(operands[0]):crop(\(rows.lowerBound)…\(rows.upperBound), \(columns.lowerBound)…\(columns.upperBound))"
    }

    func spread(_ operands: [Spread]) -> Spread { operands[0] }

    func region(of shape: Shape) -> Region {
        func cut(_ range: ClosedRange<Float>, _ extent: Int) -> Range<Int> {
            let start = min(max(Int((range.lowerBound * Float(extent)).rounded()), 0), extent)
            return start..<max(start, min(Int((range.upperBound * Float(extent)).rounded()), extent))
        }
        return Region(rows: cut(rows, shape.height), columns: cut(columns, shape.width))
    }
}

/// All but a border.
struct Inset: RegionOperation {
    let border: Int

    func text(_ operands: [String]) -> String { "\(operands[0]):inset(\(border))" }
    func spread(_ operands: [Spread]) -> Spread { operands[0] }

    func region(of shape: Shape) -> Region {
        func cut(_ extent: Int) -> Range<Int> { min(border, extent)..<max(min(border, extent), extent - border) }
        return Region(rows: cut(shape.height), columns: cut(shape.width))
    }
}

/// One position of all channels, `[1, C, 1, 1]`; of two in the middle the one to the right or below, as Lucid's `neuron`.
struct Position: RegionOperation {
    let x: Float
    let y: Float

    func text(_ operands: [String]) -> String { "\(operands[0]):neuron(\(x), \(y))" }
    func spread(_ operands: [Spread]) -> Spread { Spread(channels: operands[0].channels, positions: false) }

    func region(of shape: Shape) -> Region {
        func place(_ fraction: Float, _ extent: Int) -> Range<Int> {
            let index = min(max(Int(fraction * Float(extent)), 0), max(extent - 1, 0))
            return index..<min(index + 1, extent)
        }
        return Region(rows: place(y, shape.height), columns: place(x, shape.width))
    }
}

/// y = x · m, the mask having the size of x.
struct Masked: TensorOperation {
    let mask: Mask

    func text(_ operands: [String]) -> String { "\(operands[0]):mask(\(mask))" }
    func spread(_ operands: [Spread]) -> Spread { operands[0].union(Spread(channels: false, positions: true)) }
    func shape(_ operands: [Shape]) -> Shape { operands[0] }

    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor {
        inputs[0].combined(with: scene.mask(mask, inputs[0].shape)) { $0 * $1 }
    }

    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] {
        [seed.combined(with: scene.mask(mask, inputs[0].shape)) { $0 * $1 }]
    }
}
