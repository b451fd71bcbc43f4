import Tensors

extension Graph {
    /// The graph with the local response normalizations that exporters take apart put together again: x / (k + a·Σ x²)^β, the sum going
    /// over neighbouring channels.
    func fusingResponses() -> Graph {
        var fused = nodes
        for index in nodes.indices {
            guard let (response, x) = response(at: index) else { continue }
            fused[index].operation = response
            fused[index].inputs = [x]
        }
        return Graph(nodes: fused, closed: closed).keeping(ends)
    }

    private func response(at node: NodeID) -> (LocalResponse, NodeID)? {
        guard nodes[node].operation as? Arithmetic == .divide, nodes[node].inputs.count == 2,
            case let (x, raised) = (nodes[node].inputs[0], nodes[node].inputs[1]),
            let power = nodes[raised].operation as? Power, let inner = nodes[raised].inputs.first,
            let mean = nodes[inner].operation as? Convolution, mean.isMatrix, let before = nodes[inner].inputs.first
        else { return nil }
        if let band = mean.band(of: Array(0..<mean.inputChannels)), isSquare(before, of: x) {
            return (band.response(beta: power.exponent), x)
        }
        guard let margins = nodes[before].operation as? Convolution, margins.isMatrix,
            let places = margins.placesOfChannels, let squares = nodes[before].inputs.first,
            isSquare(squares, of: x), let band = mean.band(of: places)
        else { return nil }
        return (band.response(beta: power.exponent), x)
    }
}

/// What a band matrix sums: neighbouring channels, each times `factor`.
private struct Band {
    let size: Int
    let factor: Float
    let bias: Float

    func response(beta: Float) -> LocalResponse {
        LocalResponse(size: size, alpha: factor * Float(size), beta: beta, bias: bias)
    }
}

extension Convolution {
    /// Whether it is a matrix over the channels, at every position.
    fileprivate var isMatrix: Bool { window == Window(kernel: Extent(1)) && groups == 1 }

    /// For a matrix that lays zeros around the channels: where each channel is.
    fileprivate var placesOfChannels: [Int]? {
        guard bias.allSatisfy({ $0 == 0 }), outputChannels >= inputChannels else { return nil }
        let ones = weights.values.indices.filter { weights.values[$0] != 0 }
        guard ones.count == inputChannels, ones.allSatisfy({ weights.values[$0] == 1 }),
            let first = ones.first.map({ $0 / inputChannels }),
            ones.enumerated().allSatisfy({ $0.element == ($0.offset + first) * inputChannels + $0.offset })
        else { return nil }
        return Array(first..<first + inputChannels)
    }

    /// What a matrix sums of channels that stand at `places` of its input: an odd number of neighbours; nil when it is anything else.
    fileprivate func band(of places: [Int]) -> Band? {
        let count = outputChannels
        guard count == places.count, let bias = bias.first, bias > 0, self.bias.allSatisfy({ $0 == bias }) else {
            return nil
        }
        let middle = count / 2
        func weight(_ output: Int, _ input: Int) -> Float { weights.values[output * inputChannels + places[input]] }
        let factor = weight(middle, middle)
        let reach = (0..<count).last { weight(0, $0) != 0 } ?? 0
        guard factor > 0, reach < 512 else { return nil }
        for output in 0..<count {
            for input in 0..<count {
                let expected: Float = abs(output - input) <= reach ? factor : 0
                guard abs(weight(output, input) - expected) <= 1e-6 * factor else { return nil }
            }
        }
        return Band(size: 2 * reach + 1, factor: factor, bias: bias)
    }
}
