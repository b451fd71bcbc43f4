import Foundation
import Jobs
import TestSupport
import Testing

@Suite struct CatalogueTests {
    @Test func presetsTellTheirParameters() throws {
        let cards = Catalogue.presets()
        #expect(cards.allSatisfy { $0.schema != nil }, "\(cards.compactMap(\.problem))")
        let classic = try #require(cards.first { $0.name == "classic" }?.schema)
        let strength = try #require(classic.parameters.first { $0.name == "strength" })
        #expect(strength.kind == .number && strength.least != nil && strength.most != nil && strength.standard != nil)
        let zoom = try #require(cards.first { $0.name == "endless-zoom" }?.schema)
        #expect(zoom.parameters.first { $0.name == "turn" }?.unit == "degrees" && strength.unit == nil)
        // What they say of themselves can be said to them.
        for card in cards {
            for parameter in card.schema?.parameters ?? [] where parameter.kind == .choice {
                #expect(parameter.choices?.contains(parameter.standard ?? "") == true, "\(card.name)")
            }
        }
        let data = try JSONEncoder().encode(classic)
        #expect(String(decoding: data, as: UTF8.self).contains("\"default\""))
        #expect(try JSONDecoder().decode(PresetSchema.self, from: data) == classic)
    }

    @Test func mistakesAreFoundAtTheirLines() async throws {
        let text = Small.text(steps: 3).replacing("steps = 3", with: "steps = 3, jiter = 2")
        let report = await Small.runner().check(.text(text, name: "mine.lua", modules: nil), thoroughly: false)
        let mistake = try #require(report.mistakes.first)
        #expect(mistake.line == 6 && mistake.message.contains("did you mean 'jitter'?"), "\(mistake)")
        // What breaks only at an end of a range is found by looking there.
        let late = Small.text(steps: 3).replacing("{ r.stage", with: "p.contrast > 1.5 and {} or { r.stage")
        let runner = Small.runner()
        #expect(await runner.check(.text(late, name: "mine.lua", modules: nil), thoroughly: false).mistakes.isEmpty)
        #expect(!(await runner.check(.text(late, name: "mine.lua", modules: nil))).mistakes.isEmpty)
        let fine = await runner.check(.text(Small.text(steps: 3), name: "mine.lua", modules: nil))
        #expect(fine.mistakes.isEmpty && fine.advice.isEmpty && fine.recipes == 3, "\(fine)")
    }

    @Test func networksTellTheirLayers() async throws {
        #expect(try Catalogue.networks().contains { $0.name == "squeezenet" })
        let facts = try await Small.runner().network("squeezenet")
        #expect(facts.classes.count == 1000)
        #expect(facts.layers.contains { $0.aliases.contains("fire9") && $0.isDreamable && $0.channels == 512 })
        await #expect(throws: (any Error).self) { try await Small.runner().network("/etc/passwd.onnx") }
    }

    @Test func words() throws {
        #expect(try Catalogue.words().contains { $0.word == "net:at" })
        #expect(try Catalogue.help("net:at").contains("net:at"))
    }
}
