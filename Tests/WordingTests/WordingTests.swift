import Testing
import Wording

@Suite struct NearestTests {
    @Test func typosAreGuessed() {
        #expect(Nearest.guess(for: "octavs", among: ["octaves", "steps"]) == "octaves")
        #expect(Nearest.guess(for: "squeezent", among: ["vgg16", "squeezenet"]) == "squeezenet")
        #expect(Nearest.guess(for: "FIRE8", among: ["fire7", "fire8"]) == "fire8")
        // A swap of neighbours is one edit.
        #expect(Nearest.guess(for: "jitetr", among: ["jitter"]) == "jitter")
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
