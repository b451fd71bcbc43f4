import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// No operator is forgotten: each stands in the list, in a file of its own, and among the cases that the reference and the fast backend
/// are held to.
@Suite struct OperatorRegistryTests {
    /// What the sources declare: by name, the names behind its colon, and the file.
    private struct Declaration {
        let kind: String
        let name: String
        let parents: Set<String>
        let file: URL
    }

    private static let declarations: [Declaration] = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Sources")
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL }
        return (files ?? []).filter { $0.pathExtension == "swift" }.flatMap { file -> [Declaration] in
            guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
            let pattern = #/(?:^|\s)(protocol|struct|enum|class|extension)\s+(\w+)\s*:\s*([\w, &]+)\{/#
            return text.matches(of: pattern).map { match in
                Declaration(
                    kind: String(match.1), name: String(match.2),
                    parents: Set(match.3.split { ",& ".contains($0) }.map { String($0) }),
                    file: file)
            }
        }
    }()

    /// `Operator`, and the protocols that refine it.
    private static let families: Set<String> = {
        var families: Set<String> = ["Operator"]
        while true {
            let more = declarations.filter { $0.kind == "protocol" && !$0.parents.isDisjoint(with: families) }
            guard !families.isSuperset(of: more.map(\.name)) else { return families }
            families.formUnion(more.map(\.name))
        }
    }()

    private static var operators: [Declaration] {
        declarations.filter {
            $0.kind != "protocol" && $0.kind != "extension" && !$0.parents.isDisjoint(with: families)
                && $0.file.path.contains("/Sources/Operators/")
        }
    }

    @Test func everyOperatorIsInTheList() {
        let listed = Operators.all.map { "\($0)" }
        #expect(Self.families.isSuperset(of: ["WindowOperator", "ElementFunction", "NamedFunction"]))
        #expect(Set(listed) == Set(Self.operators.map(\.name)))
        #expect(listed == listed.sorted())
    }

    @Test func everyOperatorIsAFile() {
        for declaration in Self.operators {
            #expect(declaration.file.deletingPathExtension().lastPathComponent == declaration.name)
        }
    }

    /// The cases are run against finite differences and against the fast backend.
    @Test func everyOperatorHasCases() {
        let tried = Set(Case.all.flatMap { $0.nodes.map { "\(type(of: $0.operation))" } })
        #expect(Set(Operators.all.map { "\($0)" }).subtracting(tried).isEmpty)
    }

    /// What an operator says that its way back does not read, it does not.
    @Test(arguments: Case.all)
    func theWayBackReadsWhatItSays(_ example: Case) throws {
        let graph = Graph(nodes: example.nodes)
        let shapes = try graph.shapes(height: example.height, width: example.width)
        for (index, node) in graph.nodes.enumerated().dropFirst() {
            let operands = node.operands.map { Tensor.noise(shapes[$0], seed: UInt64($0) + 1).map { abs($0) + 0.1 } }
            let output = node.operation.forward(operands, to: shapes[index])
            let seed = Tensor.noise(shapes[index], seed: 7)
            let wanted = operands.map { _ in true }
            let reads = node.operation.backwardReads
            let whole = node.operation.backward(seed, operands, output, wanted: wanted)
            let told = node.operation.backward(
                seed, reads.contains(.operands) ? operands : operands.map { .zeros($0.shape) },
                reads.contains(.output) ? output : .zeros(output.shape), wanted: wanted)
            #expect(whole == told, "\(node.operation.summary)")
        }
    }
}
