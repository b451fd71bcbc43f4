import Foundation
import Networks
import TestSupport
import Testing

/// Texts as CLIP reads them, held against OpenCLIP (Tests/Fixtures/Text).
@Suite struct TextTests {
    private struct Facts: Decodable {
        struct Text: Decodable {
            let text: String
            let tokens: [Int]
        }

        struct Long: Decodable {
            let text: String
            let count: Int
        }

        struct Vector: Decodable {
            let text: String
            let vector: [Float]
        }

        let texts: [Text]
        let long: [Long]
        let towers: [String: [Vector]]
    }

    private func facts() throws -> Facts {
        try JSONDecoder().decode(Facts.self, from: Fixtures.data("Text/facts.json"))
    }

    private func tokens() throws -> BytePairTokens {
        try BytePairTokens(contentsOf: Fixtures.path("Text/vocabulary.txt"))
    }

    @Test func tokensAreOpenCLIPs() throws {
        let (facts, tokens) = (try facts(), try tokens())
        #expect(facts.texts.count > 20 && tokens.count == 914)
        for text in facts.texts { #expect(tokens.numbers(of: text.text) == text.tokens, "\(text.text)") }
        for long in facts.long {
            #expect(tokens.numbers(of: long.text).count == long.count)
            #expect(tokens.row(of: long.text, length: 77) == nil)
        }
        let row = try #require(tokens.row(of: "", length: 5))
        #expect(row.tokens == [912, 913, 0, 0, 0] && row.used == 2)
    }

    /// As the older exporter writes them and as the newer one does, with a GELU and a QuickGELU.
    @Test(arguments: ["older", "newer"]) func vectorsAreOpenCLIPs(_ name: String) throws {
        let (facts, tokens) = (try facts(), try tokens())
        let tower = try TextTower(contentsOf: Fixtures.path("Text/\(name).onnx"))
        #expect(tower.length == 77 && tower.vocabulary == tokens.count)
        let expected = try #require(facts.towers[name])
        #expect(expected.count > 15)
        for text in expected {
            let row = try #require(tokens.row(of: text.text, length: 77))
            let found = try tower.embedding(of: row.tokens, used: row.used)
            try #require(found.count == text.vector.count)
            let distance = zip(found, text.vector).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
            let length = text.vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(distance <= 1e-5 * length, "\(text.text): \(distance / length)")
        }
    }

    @Test func textsThatAreTooLongAreTold() throws {
        let encoder = TextEncoder(
            name: "clip", model: Fixtures.path("Text/older.onnx"), vocabulary: Fixtures.path("Text/vocabulary.txt"),
            width: 12)
        let long = try facts().long[0]
        let error = #expect(throws: NetworkError.self) { try encoder.vector(of: long.text) }
        let words = "\(try #require(error))"
        #expect(words.contains("is 82 tokens long, its ends counted, and clip reads 77 at most"), "\(words)")
        #expect(try encoder.vector(of: "a cat") == encoder.vector(of: "A  cat"))
        #expect(try encoder.vector(of: "a cat") != encoder.vector(of: "a dog"))
        let other = TextEncoder(
            name: "clip", model: Fixtures.path("Text/older.onnx"), vocabulary: Fixtures.path("Text/vocabulary.txt"),
            width: 13)
        #expect(
            "\(try #require(#expect(throws: NetworkError.self) { try other.vector(of: "a cat") }))"
                .contains("it makes 12 numbers of a text, and clip 13 of a picture"))
    }

    @Test func filesThatAreNoTowersAreRefused() throws {
        func said(_ file: String) -> String {
            do { _ = try TextTower(contentsOf: Fixtures.path(file)) } catch { return "\(error)" }
            return ""
        }
        #expect(
            said("Text/image.onnx").contains(
                "is no text tower that can be taken: it reads image, and a text encoder reads"))
        #expect(said("Text/vocabulary.txt").contains("is not an ONNX model"))
        #expect(said("Text/none.onnx").contains("there is no such file"))
    }

    @Test func aNodeThatCannotBeComputedIsNamedWithItsFile() throws {
        try Fixtures.withTemporaryFolder { folder in
            var data = try Fixtures.data("Text/older.onnx")
            while let place = data.range(of: Data("Softmax".utf8)) {
                data.replaceSubrange(place, with: Data("Softmix".utf8))
            }
            try data.write(to: URL(fileURLWithPath: folder + "/tower.onnx"))
            let tower = try TextTower(contentsOf: folder + "/tower.onnx")
            let error = #expect(throws: NetworkError.self) {
                try tower.embedding(of: [Int](repeating: 1, count: tower.length), used: 2)
            }
            let words = "\(try #require(error))"
            #expect(words.hasPrefix("'\(folder)/tower.onnx': node '") && words.contains("(Softmix): "), "\(words)")
        }
    }

    @Test func filesThatAreNoVocabulariesAreRefused() throws {
        func said(_ text: String) -> String {
            do { _ = try BytePairTokens(Data(text.utf8), file: "v.txt") } catch { return "\(error)" }
            return ""
        }
        #expect(said("").contains("'v.txt' is no vocabulary of CLIP's: it holds no merges"))
        #expect(said("#version: 0.2\n").contains("it holds no merges"))
        #expect(said("#version: 0.2\ni n\nt h e\n").contains("line 3 is no merge of two pieces"))
        #expect(said("#version: 0.2\ni n\nt h\ni n\n").contains("line 4 is a merge that stood before"))
        #expect(said("i n\nt h").isEmpty)
        let packed = #expect(throws: NetworkError.self) { try BytePairTokens(Data([0x1F, 0x8B, 8, 0]), file: "v.gz") }
        #expect("\(try #require(packed))".contains("it is packed; unpack it with gunzip"))
    }

    /// However it is cut off or changed, a tower ends in an error or in numbers.
    @Test func damagedTowersEndInErrors() throws {
        let data = try Fixtures.data("Text/older.onnx")
        try Fixtures.withTemporaryFolder { folder in
            for cut in stride(from: 0, to: data.count, by: data.count / 40) {
                var damaged = data
                damaged[damaged.startIndex + cut] ^= 0x55
                for bytes in [data.prefix(cut), damaged] {
                    try bytes.write(to: URL(fileURLWithPath: folder + "/t.onnx"))
                    guard let tower = try? TextTower(contentsOf: folder + "/t.onnx") else { continue }
                    _ = try? tower.embedding(of: [Int](repeating: 1, count: tower.length), used: 3)
                }
            }
        }
    }
}
