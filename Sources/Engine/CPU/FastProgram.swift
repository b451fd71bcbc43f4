import CPUBridge
import Networks
import Tensors

/// What a fast execution runs: a plan, and where everything of it lies.
struct FastProgram {
    let plan: FastPlan
    let schedule: FastSchedule
    /// Whether some of the way forward is gone twice.
    let recomputes: Bool
    /// How many times the multiply–accumulates of a way forward and back it takes.
    let work: Double

    /// Less is not worth giving back between two steps, in bytes.
    static let smallestGivenBack = 16 << 20

    init(_ plan: FastPlan, _ recomputation: Recomputation) {
        self.plan = plan
        schedule = FastSchedule(plan, recomputation)
        recomputes = recomputation.events.count > plan.steps.count
        work = recomputation.work
    }

    /// All at once, everything that the way back reads being held.
    /// - Throws: as `FastPlan`.
    static func whole(_ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]) throws -> FastProgram {
        let plan = try FastPlan(
            graph: graph, height: height, width: width, outputs: outputs, variant: kernel_variant_best())
        return FastProgram(plan, .none(of: plan))
    }

    /// In the least memory that computing some of it anew leaves.
    /// - Throws: as `FastPlan`.
    static func recomputing(_ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]) throws -> FastProgram {
        let plan = try FastPlan(
            graph: graph, height: height, width: width, outputs: outputs, variant: kernel_variant_best(),
            keepsPacked: false)
        return FastProgram(plan, .least(of: plan))
    }

    /// Of activations and gradients.
    var arenaBytes: Int { schedule.floats * MemoryLayout<Float>.stride }

    /// The bytes that an execution takes, with what layers make of their own.
    var bytes: Int { arenaBytes + (plan.steps.map(\.layer.needs.beside).max() ?? 0) * MemoryLayout<Float>.stride }
}
