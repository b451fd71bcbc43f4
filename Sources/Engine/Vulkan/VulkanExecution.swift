import Networks
import Tensors

/// A graph on a device: what forward and back are is recorded when it is first asked for, and submitted once a run. Where it has an objective,
/// one submission goes all the way to its value, and back.
///
/// Where an operator has no shaders its own loops compute it on the host, between two submissions.
final class VulkanExecution: Execution {
    /// The layers that `forward` returns.
    let outputs: [Graph.NodeID]

    private let recording: VulkanRecording
    private var forwardParts: [RecordedPart]?
    /// By the outputs that have a seed.
    private var backwardParts: [Set<Graph.NodeID>: [RecordedPart]] = [:]
    /// Of the objective, forward and back.
    private var evaluation: (parts: [RecordedPart], reachesInput: Bool)?
    /// What came forward last, where the way back may have to be gone once more.
    private var input: Tensor?

    private var plan: VulkanPlan { recording.plan }

    /// - Throws: `EngineError` when the device has no memory for it.
    init(_ plan: VulkanPlan, on device: VulkanDevice) throws {
        outputs = plan.outputs
        recording = try VulkanRecording(plan, on: device)
    }

    /// Memory for an input or a seed.
    func buffer(_ shape: Shape) -> any Buffer { HostBuffer(shape) }

    /// Computes the outputs for `input`, `[1, C, H, W]`.
    func forward(_ input: any Buffer) throws -> [Graph.NodeID: any Buffer] {
        try EngineError.check(input: input.shape, is: plan.shapes[0])
        let tensors = try forward(try input.read())
        return Dictionary(zip(outputs, tensors.map { HostBuffer($0) as any Buffer })) { first, _ in first }
    }

    /// The gradient with respect to the last input.
    func gradient(_ seeds: [Graph.NodeID: any Buffer]) throws -> any Buffer {
        for (node, seed) in seeds {
            guard outputs.contains(node) else { throw EngineError.notAnOutput(node: node) }
            try EngineError.check(seed: seed.shape, is: plan.shapes[node])
        }
        let nodes = Set(seeds.keys)
        guard let parts = try parts(from: nodes) else { return HostBuffer(.zeros(plan.shapes[0])) }
        let tensors = try nodes.sorted().compactMap { try seeds[$0]?.read() }
        recording.scale = plan.precision == .half ? Scaling.first(for: tensors) : 1
        var gradient = try back(parts, from: tensors)
        // What was too large for 16 bits on its way is so no longer if all of it is smaller.
        for _ in 0..<Scaling.tries where plan.precision == .half && !gradient.meanAbsolute.isFinite {
            guard let input else { break }
            recording.scale *= Scaling.less
            _ = try forward(input)
            gradient = try back(parts, from: tensors)
        }
        return HostBuffer(gradient)
    }

    private func forward(_ input: Tensor) throws -> [Tensor] {
        let parts = try forwardParts ?? recording.forward()
        forwardParts = parts
        recording.bring([input])
        for part in parts { try part.run() }
        let tensors = recording.fetch(outputs.map { plan.shapes[$0] })
        guard plan.precision == .half else { return tensors }
        guard tensors.allSatisfy(\.meanAbsolute.isFinite) else { throw EngineError.tooLargeForHalf }
        self.input = input
        return tensors
    }

    private func back(_ parts: [RecordedPart], from seeds: [Tensor]) throws -> Tensor {
        recording.bring(seeds)
        for part in parts { try part.run() }
        return recording.fetch([plan.shapes[0]])[0]
    }

    /// The way back from some outputs; nil where it does not come to the input.
    private func parts(from nodes: Set<Graph.NodeID>) throws -> [RecordedPart]? {
        if let known = backwardParts[nodes] { return known.isEmpty ? nil : known }
        let parts = try recording.backward(from: nodes)
        backwardParts[nodes] = parts
        return parts.isEmpty ? nil : parts
    }
}

// MARK: - The objective

extension VulkanExecution {
    /// The objective's value and its gradient, in one submission, or one more for each operator without shaders, there and back.
    func evaluate(_ input: Tensor, _ numbers: ObjectiveNumbers) throws -> (value: Float, gradient: Tensor)? {
        guard let objective = plan.objective else { return nil }
        try EngineError.check(input: input.shape, is: plan.shapes[0])
        let (parts, reachesInput) = try evaluation ?? begin(objective, numbers)
        evaluation = (parts, reachesInput)
        let told = try plan.told(objective, isStill: false, numbers)
        recording.bring([input] + told + numbers.weights.map { .numbers([$0]) })
        for part in parts { try part.run() }
        let values = objective.terms.map { plan.shapes[$0.value] }
        let fetched = recording.fetch((reachesInput ? [plan.shapes[0]] : []) + values)
        let value = zip(numbers.weights, fetched.suffix(values.count)).reduce(0) { $0 + $1.0 * $1.1.values[0] }
        return (value, reachesInput ? fetched[0] : .zeros(plan.shapes[0]))
    }

    /// Brings what stays, and records the rest.
    private func begin(
        _ objective: VulkanObjective, _ numbers: ObjectiveNumbers
    ) throws -> (parts: [RecordedPart], reachesInput: Bool) {
        try recording.bringStill(of: objective, numbers)
        return try recording.evaluation(of: objective)
    }
}

/// How gradients are kept within what 16 bits hold (Micikevicius et al. 2018, "Mixed precision training", 3.2), all by powers of two.
private enum Scaling {
    /// How much less it is once more, and how often.
    static let less: Float = 0x1p-6
    static let tries = 4

    /// So that the largest of the seeds is 16 to 32: there is room for 2000 times that, and for a 250-millionth of it.
    static func first(for seeds: [Tensor]) -> Float {
        var most: Float = 0
        for seed in seeds {
            let values = seed.values.span
            for i in values.indices { most = max(most, abs(values[i])) }
        }
        guard most.isNormal else { return 1 }
        return Float(sign: .plus, exponent: min(max(4 - Int(most.exponent), -100), 100), significand: 1)
    }
}

/// A part of a run.
enum RecordedPart {
    /// What the device does in one go.
    case device(VulkanCommands)
    /// What the host does in between, with what was brought to it.
    case host(() throws -> Void)

    func run() throws {
        switch self {
        case .device(let commands): try commands.run()
        case .host(let work): try work()
        }
    }
}
