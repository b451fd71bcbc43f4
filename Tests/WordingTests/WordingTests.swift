import Files
import Foundation
import Testing
import Wording

@Suite struct NearestTests {
    /// Of a file that is not there the one that was meant is named, as it may be shown; hidden ones are not.
    @Test func absentFilesHaveNeighbours() throws {
        let folder = NSTemporaryDirectory() + "/neighbours-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["dahlia.png", ".moss.png", "fe\u{1B}rn.png"] {
            #expect(FileManager.default.createFile(atPath: folder + "/" + name, contents: Data()))
        }
        #expect(Phrases.noSuchFile(folder + "/dahlai.png") == "there is no such file (did you mean 'dahlia.png'?)")
        #expect(Phrases.noSuchFile(folder + "/moss.png") == "there is no such file")
        #expect(Phrases.noSuchFile(folder + "/nowhere/dahlia.png") == "there is no such file")
        #expect(!Phrases.noSuchFile(folder + "/fern.png").contains("\u{1B}"))
    }

    @Test func typosAreGuessed() {
        #expect(Nearest.guess(for: "octavs", among: ["octaves", "steps"]) == "octaves")
        #expect(Nearest.guess(for: "squeezent", among: ["vgg16", "squeezenet"]) == "squeezenet")
        #expect(Nearest.guess(for: "FIRE8", among: ["fire7", "fire8"]) == "fire8")
        // A swap of neighbours is one edit.
        #expect(Nearest.guess(for: "jitetr", among: ["jitter"]) == "jitter")
    }

    @Test func whatIsRightIsNoGuess() {
        #expect(Phrases.didYouMean("octavs", among: ["octaves", "steps"]) == " (did you mean 'octaves'?)")
        #expect(Phrases.didYouMean("steps", among: ["octaves", "steps"]).isEmpty)
    }

    /// The same distance by its definition, a table of prefixes.
    private func distance(_ a: [Character], _ b: [Character]) -> Int {
        var table = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
        for i in 0...a.count {
            for j in 0...b.count {
                guard i > 0, j > 0 else {
                    table[i][j] = i + j
                    continue
                }
                let substituted = table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                table[i][j] = min(substituted, table[i - 1][j] + 1, table[i][j - 1] + 1)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
                }
            }
        }
        return table[a.count][b.count]
    }

    @Test func distancesAreThoseOfTheirDefinition() {
        var dice = SystemRandomNumberGenerator()
        func word(_ most: Int) -> String {
            String((0..<Int.random(in: 0...most, using: &dice)).map { _ in "abcdé".randomElement(using: &dice) ?? "a" })
        }
        for round in 0..<4000 {
            let (a, b) = (word(round % 2 == 0 ? 8 : 64), word(round % 4 < 2 ? 8 : 64))
            #expect(Nearest.distance(a, b) == distance(Array(a), Array(b)), "\(a) \(b)")
            let near = [a, b, word(8)]
            let wanted = word(8)
            let edits = near.map { distance(Array(wanted), Array($0)) }
            let least = edits.min() ?? 0
            #expect(
                Nearest.guess(for: wanted, among: near)
                    == (least <= max(1, wanted.count / 3) ? near[edits.firstIndex(of: least) ?? 0] : nil))
        }
    }

    @Test func hundredThousandNamesTakeNoTime() {
        let names = (0..<100_000).map { String(repeating: "synonym ", count: 12) + "\($0)" }
        let time = ContinuousClock().measure {
            #expect(Nearest.guess(for: String(repeating: "synonyn ", count: 12), among: names) != nil)
        }
        #expect(time < .seconds(1))
    }

    @Test func strangersAreNot() {
        #expect(Nearest.guess(for: "elephant", among: ["octaves", "steps"]) == nil)
        #expect(Nearest.guess(for: "x", among: [String]()) == nil)
        #expect(Nearest.guess(for: String(repeating: "a", count: 100_000), among: ["b"]) == nil)
    }
}

@Suite struct PhrasesTests {
    @Test func choicesReadAsASentence() {
        #expect(Phrases.choices([String]()) == "none")
        #expect(Phrases.choices(["a"]) == "a")
        #expect(Phrases.choices(["a", "b", "c"]) == "a, b or c")
        #expect(Phrases.choices(["a", "b", "c"], limit: 2) == "a, b … (1 more)")
        #expect(Phrases.list(["a", "b", "c"]) == "a, b and c")
        #expect(Phrases.list(["a"]) == "a")
    }

    @Test func countsHaveTheirPlural() {
        #expect((0...2).map { Phrases.count($0, "cell") } == ["0 cells", "1 cell", "2 cells"])
        #expect(
            Phrases.count(1, "class", "classes") == "1 class" && Phrases.count(3, "class", "classes") == "3 classes")
    }

    @Test(arguments: [
        (0.44, "0.4 s"), (12.2, "12 s"), (59.7, "1 min 00 s"), (185, "3 min 05 s"), (7800, "2 h 10 min"), (.nan, "?"),
    ])
    func durations(_ seconds: Double, _ text: String) {
        #expect(Phrases.duration(seconds: seconds) == text)
    }

    @Test(arguments: [(812, "812 B"), (14 << 10, "14 KiB"), (3 << 29, "1.5 GiB")])
    func bytes(_ count: Int, _ text: String) {
        #expect(Phrases.bytes(count) == text)
    }

    @Test func bytesThatAreNoTextAreTold() {
        #expect(Phrases.harmless(PathText.decode([0x63, 0xE9, 0x2E, 0x70])) == "c\\xE9.p")
    }

    @Test func columnsAreThoseOfTerminals() {
        #expect(Columns.width(of: "abc") == 3)
        #expect(Columns.width(of: "夢をé") == 5)
        #expect(Columns.width(of: "e\u{301}🦊👩‍👩‍👧❤️") == 7)
        #expect(Columns.width(of: "\u{200B}") == 0)
        #expect(Columns.prefix(of: "夢を見る", within: 5) == "夢を")
    }

    @Test func nothingDrivesATerminal() {
        #expect(Phrases.harmless("a\u{1B}[31mb\nc\u{202E}d") == "a [31mb cd")
        #expect(Phrases.harmless(String(repeating: "x", count: 500), limit: 3) == "xxx…")
    }
}

@Suite struct NamePatternTests {
    @Test func caseIsFree() {
        #expect(NamePattern("FIRE9*").fits("fire9/concat"))
        #expect(NamePattern("fire?/*").fits("Fire9/concat"))
        #expect(!NamePattern("fire?").fits("fire10"))
        #expect(!NamePattern("fire*x").fits("fire10"))
        #expect(!NamePattern("fire").isPattern)
    }
}
