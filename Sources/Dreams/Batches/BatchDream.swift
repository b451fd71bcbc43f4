package import Engine
import Foundation
package import Networks
package import Pictures
package import Tensors

/// Pictures that are dreamt together, each with a target of its own, and all with one prior: that over the batch, layers are what they were in
/// training.
///
///     let dream = try BatchDream(network, targets: [.ofClass(7), .ofClass(8)], numbers: [0, 1], side: 64, settings, statistics, memory: bound)
///     var state = dream.begin()
///     while state.step < settings.steps { try dream.advance(&state) }
///     let pictures = dream.pictures(of: state)
///
/// Operators have no batch of their own, so a step goes over the pictures twice: forward, to gather what the layers are over all of them, and
/// back, each by itself. See `BatchStatistics`.
package struct BatchDream {
    private let network: Network
    private let targets: [Target]
    private let numbers: [Int]
    private let size: Extent
    private let settings: BatchSettings
    private let statistics: BatchStatistics?
    private let competition: BatchCompetition?
    private let lanes: BatchLanes
    /// The node that targets are of: the logits, or a layer.
    private let node: Graph.NodeID
    /// Whether the network sees in grey, and so the pictures are.
    private let isGrey: Bool

    /// What a picture is to become, with what that takes.
    private enum Target: Sendable {
        case ofClass(Int)
        /// Numbers of a layer, 0 where they do not count; where they do; and what a distance of 1 is.
        case likeness(Tensor, counts: Tensor, scale: Float)
    }

    /// - Parameters:
    ///   - targets: one a picture; all of one kind.
    ///   - numbers: of the pictures in all that is dreamt, by which they get their noise.
    ///   - layer: what likenesses are of.
    ///   - kept: the part of its numbers that they are of, 0…1.
    ///   - student: a network of the same classes that dreams of classes compete with.
    ///   - memory: what executions may hold, in bytes.
    /// - Throws: `NetworkError` where the network has no classes, or a layer no room; `EngineError`; `BatchError`.
    package init(
        _ network: Network, targets: [BatchTarget], numbers: [Int], size: Extent, _ settings: BatchSettings,
        _ statistics: BatchStatistics?, layer: Graph.NodeID? = nil, kept: Float = 1, student: Network? = nil,
        memory: Int, backend: any Backend = Backends.fast
    ) throws {
        precondition(targets.count == numbers.count && !targets.isEmpty)
        (self.network, self.numbers, self.size, self.settings) = (network, numbers, size, settings)
        self.statistics = settings.statistics > 0 ? statistics : nil
        isGrey = network.graph.isGrey
        let node = try layer ?? network.logitsNode()
        self.node = node
        let outputs = Set((self.statistics?.layers.map(\.node) ?? []) + [node]).sorted()
        let bytes =
            try BatchLanes.bytes(network.graph, at: size, outputs: outputs, on: backend)
            + (try student.map { try BatchCompetition.bytes($0, at: size, on: backend) } ?? 0)
        guard bytes <= memory else { throw BatchDreamError.memory(needed: bytes, size: size, bound: memory) }
        let count = min(targets.count, max(1, memory / bytes))
        let lanes = try BatchLanes(network.graph, at: size, outputs: outputs, count: count, on: backend)
        self.lanes = lanes
        competition = try student.map {
            try BatchCompetition($0, at: size, count: count, weight: settings.competition, on: backend)
        }
        let preprocessing = network.manifest.preprocessing
        self.targets = try lanes.map(targets.count) { index, visit in
            switch targets[index] {
            case .ofClass(let number): return .ofClass(number)
            case .likeness(let levels):
                let seen = try visit.forward { preprocessing.networkInput(fromLevels: levels) }
                guard var features = seen[node] else { preconditionFailure("a lane gives its outputs") }
                var dice = Philox(key: settings.seed, stream: Use.dropout.rawValue << 60 | UInt64(numbers[index]))
                var counts = Tensor.zeros(features.shape)
                for i in counts.values.indices where dice.uniform() < kept { counts.values[i] = 1 }
                for i in counts.values.indices { features.values[i] *= counts.values[i] }
                let length = Float(Sums.squares(features.values.span))
                return .likeness(features, counts: counts, scale: 1 / max(length, 1e-12))
            }
        }
        lanes.forget()
    }

    /// What random numbers are for.
    private enum Use: UInt64 {
        case noise = 1, views, dropout
    }
}

/// Where the pictures of a batch are, after some steps: all that going on needs.
package struct BatchState: Sendable {
    /// How many are done.
    package var step = 0
    /// In deviations from grey, `[1, 3, H, W]`, or `[1, 1, H, W]` of a network that sees in grey.
    package var pictures: [Tensor]
    /// Adam's mean of gradients, and of their squares.
    package var means, squares: [Tensor]

    /// A state from its parts.
    package init(step: Int, pictures: [Tensor], means: [Tensor], squares: [Tensor]) {
        (self.step, self.pictures, self.means, self.squares) = (step, pictures, means, squares)
    }
}

/// What can be wrong with a batch.
package enum BatchDreamError: Error, Hashable {
    /// The network alone takes more than there is room for.
    case memory(needed: Int, size: Extent, bound: Int)
    /// A step gave what is no number.
    case notFinite(step: Int)
}

// MARK: - Steps

extension BatchDream {
    /// Noise.
    package func begin() -> BatchState {
        let shape = Shape(channels: isGrey ? 1 : 3, height: size.height, width: size.width)
        let noise = numbers.map { number in
            var picture = Tensor.zeros(shape)
            picture.addNoise(1, from: Philox(key: settings.seed, stream: Use.noise.rawValue << 60 | UInt64(number)))
            picture.clamp(to: BatchDream.range)
            return picture
        }
        let zeros = noise.map { Tensor.zeros($0.shape) }
        return BatchState(step: 0, pictures: noise, means: zeros, squares: zeros)
    }

    /// Does a step.
    /// - Returns: what was minimised, before it.
    /// - Throws: `EngineError`, `BatchDreamError.notFinite`.
    @discardableResult
    package func advance(_ state: inout BatchState) throws -> Double {
        let (value, gradients) = try gradient(at: state.pictures, through: view(ofStep: state.step))
        guard value.isFinite else { throw BatchDreamError.notFinite(step: state.step + 1) }
        let progress = Float(state.step) / Float(max(settings.steps, 1))
        let rate = settings.rate * 0.5 * (1 + cos(.pi * progress))
        state.step += 1
        let rule = AdaptiveRule(
            0.5, 0.9, step: state.step, size: -rate, fromMoment: 1 / (1 - AdaptiveRule.power(0.5, state.step)),
            fromGradient: 0)
        for index in state.pictures.indices {
            for i in gradients[index].values.indices {
                rule.move(
                    &state.pictures[index].values[i], along: gradients[index].values[i],
                    &state.means[index].values[i], &state.squares[index].values[i])
            }
            state.pictures[index].clamp(to: BatchDream.range)
        }
        return value
    }

    /// The pictures as they are, of whole levels.
    package func pictures(of state: BatchState) -> [Picture] {
        state.pictures.map { picture in
            var levels = BatchDream.levels(of: picture, isGrey: isGrey)
            levels.change { $1 = min(max($1.rounded(), 0), 255) / 255 }
            return Picture(colours: levels)
        }
    }

    /// From black to white, in deviations.
    private static let range: ClosedRange<Float> = {
        let most = BatchSettings.grey / BatchSettings.deviation
        return -most...most
    }()

    /// The shift and the mirror that a step sees the batch in; none for likenesses, whose places answer to places.
    package func view(ofStep step: Int) -> BatchView {
        if case .likeness? = targets.first { return BatchView() }
        var dice = Philox(key: settings.seed, stream: Use.views.rawValue << 60 | UInt64(step))
        func shift() -> Int {
            settings.jitter == 0 ? 0 : Int(dice.uniform() * Float(2 * settings.jitter + 1)) - settings.jitter
        }
        return BatchView(down: shift(), right: shift(), isMirrored: settings.flips && dice.uniform() < 0.5)
    }
}

// MARK: - Gradients

extension BatchDream {
    /// What is minimised, and its gradient at each picture: exact, as if all of them went through the network as one.
    /// - Parameter pictures: in deviations.
    package func gradient(at pictures: [Tensor], through view: BatchView) throws -> (value: Double, gradients: [Tensor])
    {
        lanes.forget()
        let layers = statistics?.layers ?? []
        let preprocessing = network.manifest.preprocessing
        let isGrey = isGrey
        @Sendable func levels(_ index: Int) -> Tensor {
            BatchDream.levels(of: view.look(at: pictures[index]), isGrey: isGrey)
        }
        @Sendable func input(_ index: Int) -> Tensor { preprocessing.networkInput(fromLevels: levels(index)) }
        let weight = Double(settings.statistics) / Double(max(layers.count, 1))
        let share = 1 / Double(pictures.count)
        var pulls: [StatisticsPull] = []
        var rivals: [BatchCompetition.Pull] = []
        if !layers.isEmpty || competition != nil {
            let isRival = competition != nil
            let known = try lanes.map(pictures.count) { [node] index, visit in
                let seen = try visit.forward { input(index) }
                func output(_ node: Graph.NodeID) -> Tensor {
                    guard let x = seen[node] else { preconditionFailure("a lane gives its outputs") }
                    return x
                }
                return (
                    sums: layers.map { ChannelSums(of: output($0.node)) },
                    shares: isRival ? ClassShares(ofLogits: output(node)) : nil
                )
            }
            // In the order of the pictures, so that nobody's luck is in the sums.
            var all = known[0].sums
            for picture in known.dropFirst() { for layer in all.indices { all[layer].add(picture.sums[layer]) } }
            pulls = zip(all, layers).map { StatisticsPull($0, to: $1, weight: weight) }
            rivals = try competition?.pulls(known.compactMap(\.shares), share: Float(share), levels) ?? []
        }
        let backward = try lanes.map(pictures.count, isBack: true) { [pulls, rivals, targets, node] index, visit in
            let seen = try visit.forward { input(index) }
            guard let answer = seen[node] else { preconditionFailure("a lane gives its outputs") }
            let rival = rivals.isEmpty ? nil : rivals[index]
            var (value, seed) = BatchDream.toward(targets[index], from: answer, share: Float(share))
            if let rival { seed.add(Tensor(spreading: rival.onLogits, over: seed.shape)) }
            var seeds = [node: seed]
            for (layer, pull) in zip(layers, pulls) {
                guard let x = seen[layer.node] else { preconditionFailure("a lane gives its outputs") }
                let gradient = pull.gradient(at: x)
                if seeds[layer.node]?.add(gradient) == nil { seeds[layer.node] = gradient }
            }
            var levels = preprocessing.levelsGradient(fromInputGradient: try visit.gradient(seeds))
            if let rival {
                value += rival.value
                levels.add(rival.onLevels)
            }
            return (value, view.back(BatchDream.atPicture(levels, isGrey: isGrey)))
        }
        var gradients = backward.map(\.1)
        var value = backward.reduce(0) { $0 + $1.0 * share }
        value += pulls.reduce(0) { $0 + weight * $1.distance }
        value += BatchVariation.add(of: pictures, weight: settings.variation, to: &gradients)
        return (value, gradients)
    }

    /// How far a picture is from its target, and the gradient of that at the node, `share` of which counts.
    private static func toward(_ target: Target, from x: Tensor, share: Float) -> (Double, Tensor) {
        switch target {
        case .ofClass(let number):
            let shares = ClassShares(ofLogits: x)
            let pull = shares.values.enumerated().map { ($1 - ($0 == number ? 1 : 0)) * share }
            return (shares.crossEntropy(ofClass: number), Tensor(spreading: pull, over: x.shape))
        case .likeness(let features, let counts, let scale):
            var difference = x
            for i in difference.values.indices {
                difference.values[i] = (difference.values[i] - features.values[i]) * counts.values[i]
            }
            let distance = Sums.squares(difference.values.span) * Double(scale)
            difference.scale(by: 2 * scale * share)
            return (distance, difference)
        }
    }

    /// Levels, `[1, 3, H, W]`, of a picture in deviations.
    private static func levels(of picture: Tensor, isGrey: Bool) -> Tensor {
        let plane = picture.map { BatchSettings.grey + BatchSettings.deviation * $0 }
        guard isGrey else { return plane }
        return Tensor(
            shape: Shape(channels: 3, height: picture.shape.height, width: picture.shape.width),
            values: plane.values + plane.values + plane.values)
    }

    /// The gradient at a picture in deviations, from that at its levels.
    private static func atPicture(_ gradient: Tensor, isGrey: Bool) -> Tensor {
        guard isGrey else { return gradient.map { $0 * BatchSettings.deviation } }
        let area = gradient.shape.area
        let values = gradient.values
        return Tensor(
            shape: Shape(channels: 1, height: gradient.shape.height, width: gradient.shape.width),
            values: (0..<area).map {
                (values[$0] + values[area + $0] + values[2 * area + $0]) * BatchSettings.deviation
            })
    }
}

/// How sure a network is of its classes, by their logits averaged over the positions: as shares of one.
package struct ClassShares: Sendable {
    /// One a class.
    package let values: [Float]
    private let logits: [Double]

    /// - Parameter x: `[1, classes, H, W]`.
    package init(ofLogits x: Tensor) {
        let span = x.values.span
        let logits = (0..<x.shape.channels).map {
            Sums.sum(span.extracting(x.indices(ofChannel: $0))) / Double(max(x.shape.area, 1))
        }
        let top = logits.max() ?? 0
        let powers = logits.map { exp($0 - top) }
        let sum = powers.reduce(0, +)
        values = powers.map { Float($0 / sum) }
        self.logits = logits.map { $0 - top - log(sum) }
    }

    /// −log of the share of a class.
    func crossEntropy(ofClass number: Int) -> Double { -logits[number] }
}

extension Network {
    /// The node of the logits, before any softmax: `[1, classes, 1, 1]`, or those of every position.
    /// - Throws: `NetworkError` where it knows no classes.
    package func logitsNode() throws -> Graph.NodeID {
        guard let name = manifest.logits ?? manifest.classes else { throw noClasses }
        return try node(named: name)
    }
}
