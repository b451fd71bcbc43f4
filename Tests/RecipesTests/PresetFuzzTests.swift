import Foundation
import Recipes
import Tensors
import Testing

/// Damaged presets and plugins, made from whole ones: each ends in a recipe or in one error.
///
/// A few thousand a run; `REVERIE_FUZZ_MINUTES` lets it go on for that long.
@Suite struct PresetFuzzTests {
    /// Every Lua file that is shipped.
    private static let seeds: [[UInt8]] = {
        let folders = ["Presets", "Scripts/plugins", "Scripts/library", "Scripts/library/standard", "Scripts/examples"]
        return folders.flatMap { folder -> [[UInt8]] in
            let path = Folders.shipped + "/" + folder
            let files = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter {
                $0.hasSuffix(".lua") && !$0.hasSuffix(".d.lua")
            }
            return files.sorted().compactMap { try? Array(Data(contentsOf: URL(fileURLWithPath: path + "/" + $0))) }
        }
    }()

    /// Pieces of the language, so that mutants reach behind the parser.
    private static let pieces = [
        "r.stage", "nil", "0/0", "1e300", "-1", "{}", "r", "net", "p", "function() end", "math.huge", "\"\"", "true",
        "o",
        ":mean()", ":channel(0)", "r.ease(0, 1)", "r.input()", "r.ellipse {}", "self", "r.define", "{ 1, 2 }", " .. ",
        "#", "[1]",
        "net:at(0.5)", "r.film", "r.list { of = r.number {} }", "optional = true", "default = 1",
    ].map { Array($0.utf8) }

    private func mutant(_ dice: inout Philox) -> [UInt8] {
        func below(_ limit: Int) -> Int { min(Int(dice.uniform() * Float(limit)), limit - 1) }
        var bytes = Self.seeds[below(Self.seeds.count)]
        for _ in 0..<(1 + below(4)) where bytes.count > 2 {
            let at = below(bytes.count)
            let end = min(at + 1 + below(below(4) == 0 ? 200 : 8), bytes.count)
            switch below(6) {
            case 0: bytes.remove(at: at)
            case 1: bytes[at] = UInt8(below(256))
            case 2: bytes.removeSubrange(at..<end)
            case 3: bytes.insert(contentsOf: Array(bytes[at..<end]), at: below(bytes.count))
            case 4: bytes.insert(contentsOf: Self.pieces[below(Self.pieces.count)], at: at)
            default: replaceWord(of: &bytes, at: at, with: Self.pieces[below(Self.pieces.count)])
            }
        }
        return bytes
    }

    /// Replaces the name or number around a place.
    private func replaceWord(of bytes: inout [UInt8], at place: Int, with piece: [UInt8]) {
        func isPart(_ byte: UInt8) -> Bool {
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
        }
        var (start, end) = (place, place)
        while start > 0, isPart(bytes[start - 1]) { start -= 1 }
        while end < bytes.count, isPart(bytes[end]) { end += 1 }
        bytes.replaceSubrange(start..<end, with: piece)
    }

    @Test func damagedPresetsAreErrorsOrRecipes() throws {
        #expect(Self.seeds.count >= 10)
        let minutes = ProcessInfo.processInfo.environment["REVERIE_FUZZ_MINUTES"].flatMap(Double.init)
        let end = minutes.map { ContinuousClock.now + .seconds($0 * 60) }
        var dice = Philox(key: minutes == nil ? 1 : 2)
        var (scripts, recipes) = (0, 0)
        var complaints: Set<String> = []
        while end.map({ ContinuousClock.now < $0 }) ?? (scripts < 2000) {
            let text = String(decoding: mutant(&dice), as: UTF8.self)
            scripts += 1
            do {
                _ = try PresetSource(text: text, name: "fuzz.lua").made()
                recipes += 1
            } catch let error as PresetError {
                #expect(!"\(error)".isEmpty)
                complaints.insert(String("\(error)".filter { !$0.isNumber }.prefix(60)))
            }
        }
        print("fuzzed presets: \(scripts) scripts, \(recipes) recipes, \(complaints.count) kinds of complaint")
        // Mutants that all end in the parser would test nothing behind it.
        #expect(recipes > scripts / 100 && complaints.count > 100)
    }
}
