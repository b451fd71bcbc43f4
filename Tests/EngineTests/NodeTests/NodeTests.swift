import Engine
import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// The ONNX project's own tests of every operator that the reader takes, by both backends.
///
/// An output must be right through every entrance that the reader accepts, and it must accept one. What is not right stands
/// in Tests/Fixtures/NodeTests/skipped.md: refused by the reader with an error, or different for a good reason. Outputs
/// but the first are named as tests of their own: `test_layer_normalization_2d_axis1:1`.
@Suite struct NodeTests {
    /// The right numbers are written with four decimals.
    private static let rounded: Set = ["test_averagepool_2d_ceil_last_window_starts_on_pad"]

    @Test func theONNXProjectsTestsPass() throws {
        let skipped = try SkippedNodeTests()
        var names: [String] = []
        var counts: [SkippedNodeTests.Kind?: Int] = [:]
        var failed: [String] = []
        for test in try all() {
            for output in test.outputs.indices {
                let name = output == 0 ? test.name : "\(test.name):\(output)"
                names.append(name)
                let problem = problem(with: test, output)
                counts[problem?.kind, default: 0] += 1
                let entry = skipped.entry(for: name)
                guard problem?.kind != entry?.kind else { continue }
                counts[problem?.kind, default: 0] -= 1
                failed.append(
                    "\(name) is \(problem.map { "\($0.kind.rawValue): \($0.what)" } ?? "right")"
                        + (entry.map { ", and '\($0.pattern)' is listed as \($0.kind.rawValue)" } ?? ""))
            }
        }
        for entry in skipped.entries where !names.contains(where: { entry.fits($0) }) {
            failed.append("'\(entry.pattern)' is listed, and no test has such a name")
        }
        print(
            "ONNX node tests: \(counts[nil] ?? 0) right; \(counts[.refused] ?? 0) refused and "
                + "\(counts[.different] ?? 0) different, as Tests/Fixtures/NodeTests/skipped.md says; \(failed.count) wrong"
        )
        #expect(failed.isEmpty, "\(failed.joined(separator: "\n"))")
    }

    /// The tests whose operators are all supported.
    private func all() throws -> [NodeTest] {
        let folder = NodeTest.folder.appendingPathComponent("node")
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let supported = try NodeTest.supportedOperators()
        let tests = try #require(names, "no tests in \(folder.path); 'Scripts/fetch-node-tests' fetches them")
            .compactMap { try NodeTest(in: folder.appendingPathComponent($0), supported: supported) }
        try #require(tests.count > 400, "\(tests.count) tests in \(folder.path)")
        return tests
    }

    private func problem(with test: NodeTest, _ output: Int) -> (kind: SkippedNodeTests.Kind, what: String)? {
        var refusals: [String] = []
        var accepted = false
        for entrance in LiftedTest.entrances(of: test) {
            do {
                let lifted = try LiftedTest(test, entrance, output: output)
                accepted = true
                let tolerance = NodeTests.rounded.contains(test.name) ? 5e-4 : lifted.tolerance
                for backend in Backends.all {
                    let error = try lifted.error(backend)
                    guard error <= tolerance else {
                        return (.different, "\(backend.name), through \(entrance): off by \(error)")
                    }
                }
            } catch let refusal as NetworkError {
                refusals.append("\(refusal)")
            } catch {
                return (.different, "\(error)")
            }
        }
        return accepted ? nil : (.refused, refusals.first ?? "it has no input of floats")
    }
}

extension LiftedTest {
    /// The relative distance of what a backend computes from what is right; numbers that are right to be infinite, or
    /// none at all, count as zeros.
    func error(_ backend: any Backend) throws -> Double {
        // Of tokens, all of them, and not what people see of them.
        let end = graph.nodes.count - 1
        let last = graph.line(shownBy: end) ?? end
        let run = try backend.prepare(
            graph, height: picture.shape.height, width: picture.shape.width, outputs: [last])
        guard var found = try run.forward(picture)[last], found.shape == expected.shape else { return .infinity }
        var right = expected
        for i in right.values.indices where !right.values[i].isFinite || !found.values[i].isFinite {
            let isSame = right.values[i] == found.values[i] || right.values[i].isNaN && found.values[i].isNaN
            guard isSame else { return .infinity }
            (right.values[i], found.values[i]) = (0, 0)
        }
        let largest = zip(found.values, right.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
        return largest < 1e-7 ? 0 : found.relativeDistance(to: right)
    }
}
