import Networks
import Tensors

/// Shaders on a device; what they do not know the operators' own loops compute on the host.
struct VulkanBackend: Backend {
    let device: VulkanDevice
    var precision = Precision.single

    var name: String { device.facts.name }

    func supports(_ operation: any Operator, _ operands: [Shape], to output: Shape) -> Bool {
        operation is Input || VulkanPlan.layer(of: operation, operands, to: output) != nil
    }

    func buffer(_ shape: Shape) -> any Buffer { HostBuffer(shape) }

    var freeMemory: Int? { device.freeMemory }

    /// The device's own, and what goes between the two.
    func bytes(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], isLean: Bool
    ) throws -> Int {
        let plan = try VulkanPlan(
            graph: graph, height: height, width: width, outputs: outputs, precision: precision)
        // What an objective takes is not known here. Of each layer, mostly: its gradient by a term alone, something as large to compare it
        // with, brought and kept, and what lies between with its gradient, perhaps masked.
        let room = takesObjectives ? outputs.reduce(0) { $0 + 6 * plan.shapes[$1].count } : 0
        return 4 * (plan.words + plan.tableWords + plan.mostBrought + room)
    }

    func execution(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], isLean: Bool
    ) throws -> any Execution {
        let plan = try VulkanPlan(
            graph: graph, height: height, width: width, outputs: outputs, precision: precision)
        return try VulkanExecution(plan, on: device)
    }

    /// Not in 16 bits: sums of squares go beyond what those hold.
    var takesObjectives: Bool { precision == .single }

    func execution(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], objective: LayerObjective
    ) throws -> any Execution {
        let plan = try VulkanPlan(
            graph: graph, height: height, width: width, outputs: outputs, precision: precision,
            objective: takesObjectives ? objective : nil)
        return try VulkanExecution(plan, on: device)
    }

    func stepExecution(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], objective: LayerObjective,
        _ step: CanvasStep
    ) throws -> (any StepExecution)? {
        let plan = try VulkanPlan(
            graph: graph, height: height, width: width, outputs: outputs, precision: precision, objective: objective,
            canvas: step)
        return try VulkanStepExecution(plan, on: device)
    }
}
