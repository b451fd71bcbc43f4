extension RandomGraph {
    /// The smallest graph that still fails, as far as leaving out and making narrower one thing at a time goes.
    func shrunk(while fails: (RandomGraph) -> Bool) -> RandomGraph {
        var best = self
        var tries = 0
        var next = best.smaller[...]
        while let candidate = next.popFirst(), tries < 3000 {
            guard candidate.graph() != nil else { continue }
            tries += 1
            guard fails(candidate) else { continue }
            best = candidate
            next = best.smaller[...]
        }
        return best
    }

    /// Graphs that are this one with something less, the boldest cuts first.
    private var smaller: [RandomGraph] {
        var candidates: [RandomGraph] = []
        if outputs.count > 1 {
            candidates += outputs.indices.map { index in
                var fewer = self
                fewer.outputs.remove(at: index)
                return fewer.pruned
            }
        }
        candidates += outputs.filter { $0 > 1 }.map { output in
            var earlier = self
            earlier.outputs = Set(outputs.map { $0 == output ? output - 1 : $0 }).sorted()
            return earlier.pruned
        }
        for layer in layers.indices.reversed() {
            for input in Set(layers[layer].inputs).sorted() { candidates.append(without(layer, reading: input).pruned) }
        }
        for layer in layers.indices where layers[layer].kind == .concatenation && layers[layer].inputs.count > 1 {
            candidates += layers[layer].inputs.indices.map { place in
                var fewer = self
                fewer.layers[layer].inputs.remove(at: place)
                return fewer.pruned
            }
        }
        for layer in layers.indices {
            candidates += layers[layer].kind.simpler.map { kind in
                var simpler = self
                simpler.layers[layer].kind = kind
                return simpler
            }
        }
        for (h, w) in [(height / 2, width / 2), (height - 1, width), (height, width - 1)] where h > 0 && w > 0 {
            var smaller = self
            (smaller.height, smaller.width) = (h, w)
            candidates.append(smaller)
        }
        for fewer in [1, 3, 8, 16] where fewer < channels {
            var narrower = self
            narrower.channels = fewer
            candidates.append(narrower)
        }
        return candidates
    }

    /// A layer is left out; its readers read `input` instead.
    private func without(_ layer: Int, reading input: Int) -> RandomGraph {
        let node = layer + 1
        func moved(_ other: Int) -> Int { other == node ? input : other > node ? other - 1 : other }
        var graph = self
        graph.layers.remove(at: layer)
        for index in graph.layers.indices { graph.layers[index].inputs = graph.layers[index].inputs.map(moved) }
        graph.outputs = Set(outputs.map(moved)).sorted()
        return graph
    }

    /// Without the layers that no output is computed from.
    private var pruned: RandomGraph {
        var needed = Set(outputs)
        for layer in layers.indices.reversed() where needed.contains(layer + 1) {
            needed.formUnion(layers[layer].inputs)
        }
        guard let idle = layers.indices.last(where: { !needed.contains($0 + 1) }) else { return self }
        return without(idle, reading: layers[idle].inputs[0]).pruned
    }
}

extension RandomGraph.Kind {
    /// The same with smaller numbers.
    fileprivate var simpler: [RandomGraph.Kind] {
        switch self {
        case .convolution(let outputs, let kernel, let stride, let dilation, let before, let after, let groups):
            let plain = Self.convolution(
                outputs: outputs, kernel: 1, stride: 1, dilation: 1, before: 0, after: 0, groups: 1)
            let small = Self.convolution(
                outputs: outputs, kernel: kernel, stride: stride, dilation: 1, before: 0, after: 0, groups: 1)
            let narrower = [8, 16, 32].filter { $0 < outputs }.map {
                Self.convolution(
                    outputs: $0, kernel: kernel, stride: stride, dilation: dilation, before: before, after: after,
                    groups: groups)
            }
            return [plain, small].filter { $0 != self } + narrower
        case .selection(let indices) where indices.count > 1:
            return [.selection(Array(0..<indices.count)), .selection(Array(indices.prefix(indices.count / 2)))].filter {
                $0 != self
            }
        case .multiply, .subtract: return [.add]
        case .swish, .tanh, .gelu, .softplus, .softmax, .parametricRelu, .normalization, .localResponse:
            return [.sigmoid, .relu]
        case .clip: return [.relu]
        default: return []
        }
    }
}
