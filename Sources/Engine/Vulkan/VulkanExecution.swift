import Networks
import Tensors

/// A graph on a device: what forward and back are is recorded once, and submitted once a run.
///
/// Where an operator has no shaders its own loops compute it on the host, between two submissions.
final class VulkanExecution: Execution {
    /// The layers that `forward` returns.
    let outputs: [Graph.NodeID]

    private let recording: VulkanRecording
    private let forwardParts: [RecordedPart]
    /// By the outputs that have a seed.
    private var backwardParts: [Set<Graph.NodeID>: [RecordedPart]] = [:]

    private var plan: VulkanPlan { recording.plan }

    /// - Throws: `NetworkError` when a layer has no room, `EngineError` when the device has no memory for it.
    init(graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], on device: VulkanDevice) throws {
        self.outputs = outputs
        recording = try VulkanRecording(
            try VulkanPlan(graph: graph, height: height, width: width, outputs: outputs), on: device)
        forwardParts = try recording.forward()
    }

    /// Memory for an input or a seed.
    func buffer(_ shape: Shape) -> any Buffer { HostBuffer(shape) }

    /// Computes the outputs for `input`, `[1, C, H, W]`.
    func forward(_ input: any Buffer) throws -> [Graph.NodeID: any Buffer] {
        try EngineError.check(input: input.shape, is: plan.shapes[0])
        recording.bring([try input.read()])
        for part in forwardParts { try part.run() }
        let tensors = recording.fetch(outputs.map { plan.shapes[$0] })
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
        recording.bring(try nodes.sorted().compactMap { try seeds[$0]?.read() })
        for part in parts { try part.run() }
        return HostBuffer(recording.fetch([plan.shapes[0]])[0])
    }

    /// The way back from some outputs; nil where it does not come to the input.
    private func parts(from nodes: Set<Graph.NodeID>) throws -> [RecordedPart]? {
        if let known = backwardParts[nodes] { return known.isEmpty ? nil : known }
        let parts = try recording.backward(from: nodes)
        backwardParts[nodes] = parts
        return parts.isEmpty ? nil : parts
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
