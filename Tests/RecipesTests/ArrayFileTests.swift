import Dreams
import Foundation
import Networks
import Recipes
import Tensors
import TestSupport
import Testing

/// Numbers that lie beside a preset.
@Suite struct ArrayFileTests {
    /// What comes of `r.vector(…)` in a folder with some files.
    private func made(_ vector: String, _ files: [String: Data]) throws -> String {
        try Fixtures.withTemporaryFolder { folder in
            for (name, data) in files { try data.write(to: URL(fileURLWithPath: folder + "/" + name)) }
            let text = PresetSource.recipe("return r.stage { maximize = net.fire8:direction(\(vector)) }").text
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/preset.lua"))
            let source = try PresetSource(contentsOf: folder + "/preset.lua")
            guard case .ascent(let ascent) = try source.made().stages[0].action else { return "no ascent" }
            let vectors = ascent.maximize.leaves.compactMap {
                if case .vector(let numbers) = $0 { numbers } else { nil }
            }
            return vectors.map { "\($0)" }.joined()
        }
    }

    private func complaint(_ vector: String, _ files: [String: Data]) -> String {
        do { return "no complaint: \(try made(vector, files))" } catch { return "\(error)" }
    }

    private func array(_ shape: [Int], _ values: [Float]) -> Data { Tensor(shape: Shape(shape), values: values).npy }

    @Test func aRowOfNumbersIsAVector() throws {
        #expect(try made("r.vector(r.file('a.npy'))", ["a.npy": array([3], [1, -2, 0.5])]) == "[1.0, -2.0, 0.5]")
        #expect(try made("r.vector(r.file('a.npy'))", ["a.npy": array([1, 3, 1, 1], [1, 2, 3])]) == "[1.0, 2.0, 3.0]")
        let table = ["t.npy": array([2, 3], [1, 2, 3, 4, 5, 6])]
        #expect(try made("r.vector(r.file('t.npy'), 1)", table) == "[4.0, 5.0, 6.0]")
        #expect(try made("r.vector { numbers = r.file('t.npy'), row = 0 }", table) == "[1.0, 2.0, 3.0]")
    }

    @Test func whatIsNoRowIsRefusedInWords() throws {
        let table = ["t.npy": array([2, 3], [1, 2, 3, 4, 5, 6])]
        #expect(
            complaint("r.vector(r.file('t.npy'))", table)
                == "preset.lua:4: vector: 't.npy' is 2 × 3; say which row: r.vector(r.file(\"t.npy\"), 0)")
        #expect(
            complaint("r.vector(r.file('t.npy'), 2)", table)
                == "preset.lua:4: vector: 't.npy' has no row 2; it has 2, counted from 0")
        #expect(
            complaint("r.vector(r.file('c.npy'))", ["c.npy": array([2, 2, 2], [0, 0, 0, 0, 0, 0, 0, 0])])
                .hasSuffix("is 2 × 2 × 2; a row of numbers, or a table, is read"))
        #expect(complaint("r.vector({ 1, 2 }, 0)", [:]).contains("row belongs to a file"))
        #expect(complaint("r.file('t.npy')", table).contains("must be a tensor expression"))
        #expect(complaint("r.vector(r.file('n.npy'))", table).contains("(did you mean 't.npy'?)"))
    }

    /// A stranger's file.
    @Test func hostileFilesAreRefusedInWords() throws {
        func said(_ data: Data) -> String { complaint("r.vector(r.file('x.npy'))", ["x.npy": data]) }
        #expect(said(Data("hello".utf8)).contains("not a readable .npy file: it does not begin as one"))
        #expect(said(array([2], [1, .nan])).contains("number 1 of it is not finite"))
        #expect(said(array([2], [.infinity, 1])).contains("number 0 of it is not finite"))
        #expect(said(array([0], [])).contains("has rows of 0 numbers"))
        #expect(said(array([20_000], [Float](repeating: 0, count: 20_000))).contains("has rows of 20000 numbers"))
        var objects = array([2], [1, 2])
        objects.replaceSubrange(try #require(objects.range(of: Data("<f4".utf8))), with: Data("|O4".utf8))
        #expect(said(objects).contains("it holds Python objects, which are never unpacked"))
        var huge = array([2], [1, 2])
        huge.replaceSubrange(try #require(huge.range(of: Data("(2,)".utf8))), with: Data("(9e9)".utf8.prefix(4)))
        #expect(said(huge).contains("not a readable .npy file"))
        let whole = array([4], [1, 2, 3, 4])
        for length in 0..<whole.count { #expect(said(whole.prefix(length)).contains("not a readable .npy file")) }
    }
}
