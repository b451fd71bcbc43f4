import Dreams
import Foundation
import Networks
import Recipes
import Testing

/// The reference says what is so: its files are current, and every example runs.
@Suite struct ReferenceTests {
    private static let reference = Result { try LanguageReference(.shipped) }

    private func committed(_ name: String) throws -> String {
        try String(contentsOfFile: Folders.shipped + "/Scripts/" + name, encoding: .utf8)
    }

    @Test func theReferenceIsCurrent() throws {
        let isCurrent = try committed("reference.md") == Self.reference.get().markdown + "\n"
        #expect(isCurrent, "write it anew: reverie help --markdown > Scripts/reference.md")
    }

    @Test func theAnnotationsAreCurrent() throws {
        let isCurrent = try committed("library/reverie.d.lua") == Self.reference.get().annotations + "\n"
        #expect(isCurrent, "write them anew: reverie help --annotations > Scripts/library/reverie.d.lua")
    }

    @Test(arguments: [
        ("stage", "r.stage { … }\n"), (":channel", "tensor:channel(index)\n"), ("x:channel", "tensor:channel(index)\n"),
        ("net:at", "net:at(depth)\n"), ("r.tv", "r.tv(beta), or r.tv { … }\n"), ("net:at(0.5)", "net:at(depth)\n"),
    ])
    func wordsAreFound(_ text: String, _ beginning: String) throws {
        #expect(try Self.reference.get().help(for: text).hasPrefix(beginning))
    }

    @Test func wordsOfOneNameAreShownTogether() throws {
        let help = try Self.reference.get().help(for: "tv")
        #expect(help.contains("r.tv(beta)") && help.contains("tensor:tv(beta"))
    }

    @Test func theNearestWordIsNamed() throws {
        let error = #expect(throws: PresetError.self) { try Self.reference.get().help(for: "stge") }
        #expect(
            error.map { "\($0)" } == "there is no word 'stge' (did you mean 'stage'?); 'reverie help' lists every word")
    }

    /// Every example of the reference, as a list of a script would hold it; `…` stands for a stage's options.
    static let examples: [String] = {
        guard let markdown = try? reference.get().markdown else { return [] }
        return markdown.components(separatedBy: "```lua\n").dropFirst().map {
            $0.components(separatedBy: "\n```")[0].replacing(
                "r.stage {…}", with: "r.stage { maximize = net.fire8:energy() }"
            )
            .replacing("do … end", with: "do end")
        }.filter { !$0.contains("…") || $0.contains("\"…\"") }.filter { !$0.hasPrefix("return") }
    }()

    @Test(arguments: examples)
    func examplesRun(_ example: String) throws {
        let pictures = ["guide", "painting", "photo", "stencil", "plan", "sticker"]
        let params =
            pictures.map { "\($0) = r.picture { optional = true }" } + [
                "strength = r.number { default = 1 }", "creature = r.class { default = 'zebra' }",
            ]
        let plugins = PluginLibrary(.shipped).names.map { "require '\($0)'" }.joined(separator: " ")
        let names = squeezenet.layers + ["fire2", "fire3", "layer3"]
        let classes = squeezenet.classes + ["tabby", "tiger", "peacock"]
        try #require(!plugins.isEmpty)
        var source = PresetSource.recipe(
            """
            local x, y = net.fire8, net.fire5
            \(example.hasPrefix("for ") ? example : "local made = { \(example.replacing("file(\"moss.jpg\")", with: "input()").replacing("r.folder(\"guides\")", with: "{ r.input() }")) }")
            return r.blur(0.1)
            """, params: params.joined(separator: ", "), prelude: plugins)
        source.folders = .shipped
        let settings = Settings(pictures: pictures.reduce(into: [:]) { $0[$1] = "x.png" })
        let made = try source.recipe(settings: settings) { name in
            var vocabulary = squeezenet
            (vocabulary.name, vocabulary.layers, vocabulary.classes) = (name, names, classes)
            return vocabulary
        }
        #expect(made.recipe.stages.count == 1)
    }

    @Test func thereAreExamples() {
        #expect(Self.examples.count > 100)
    }

    /// Each picture of the page is that of the example that its word has now, small, and there are no others.
    @Test func everySketchIsDrawn() throws {
        let folder = Folders.shipped + "/Scripts/pictures/words/"
        let sketches = try Self.reference.get().sketches
        let lines = try committed("pictures/words/sketches.txt").split(separator: "\n").map { $0.split(separator: " ") }
        let digests = Dictionary(lines.map { (String($0[1]), String($0[0])) }) { $1 }
        var total = 0
        for sketch in sketches {
            let size = try FileManager.default.attributesOfItem(atPath: folder + sketch.name + ".jpg")[.size] as? Int
            total += try #require(size)
            #expect(size ?? 0 <= 12288, "\(sketch.name)")
            #expect(
                digests[sketch.name] == Data(sketch.text.utf8).sha256,
                "\(sketch.name) shows another example; Scripts/sketches draws it anew")
        }
        #expect(total < 1_200_000, "\(total) bytes")
        let names = Set(sketches.map(\.name))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jpg") }
        #expect(Set(files.map { String($0.dropLast(4)) }) == names && names.count == sketches.count)
        let linked = try committed("reference.md").components(separatedBy: "](pictures/words/").dropFirst().map {
            String($0.prefix { $0 != "." })
        }
        #expect(Set(linked) == names)
    }

    /// Every word has a picture beside its example, or is listed with a reason why it has none; the list names no others.
    @Test func whatCanBeSeenIsShown() throws {
        let reference = try Self.reference.get()
        let shown = Set(reference.sketches.map(\.word))
        let hidden = LanguageReference.withoutSketch
        #expect(hidden.values.allSatisfy { !$0.isEmpty })
        for title in reference.titles {
            #expect(
                shown.contains(title) != (hidden[title] != nil), "\(title) needs a picture, or a line in Unseen.swift")
        }
        #expect(Set(hidden.keys).isSubset(of: reference.titles), "Unseen.swift names a word that is none")
        let pages = try committed("reference.md").components(separatedBy: "\n### ").dropFirst()
        for page in pages where shown.contains(String(page.prefix { $0 != "\n" })) {
            #expect(page.contains("```\n\n!["), "\(page.prefix { $0 != "\n" })")
        }
        #expect(pages.count == reference.titles.count)
    }

    /// Written in English for people: no line is missing, and each is one line.
    @Test func everyPluginThatIsShippedIsInOrder() throws {
        let library = PluginLibrary(.shipped)
        #expect(library.names.count >= 4)
        for name in library.names {
            let plugin = try library.plugin(named: name)
            #expect(!plugin.title.isEmpty && !plugin.author.isEmpty && !plugin.licence.isEmpty && !plugin.about.isEmpty)
            #expect(!plugin.wordTitles.isEmpty)
        }
    }
}
