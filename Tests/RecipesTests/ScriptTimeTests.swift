import Dreams
import Recipes
import Testing

/// What a word does for a script takes the script's time, and never so long that the script outlives it.
@Suite struct ScriptTimeTests {
    /// As many and as long names as classifiers have.
    private static let crowded = NetworkVocabulary(
        name: "crowded", layers: (0..<20_000).map { "layer\($0)/" + String(repeating: "x", count: 60) },
        classes: (0..<40_000).map {
            "a long-winded name of something that is seen in pictures, number \($0), kind \($0)"
        })

    @Test(arguments: [
        "net:class(\"a long-winded name of somethink that is seem in pictures, mumber\" .. i)",
        "net:class(\"kind \" .. i % 40000)",
        "net:layer(\"layer\" .. i .. \"/\" .. (\"y\"):rep(60))", "net[\"layer\" .. (\"y\"):rep(60) .. i]",
        "net:layers(\"*x*y*\" .. i)", "r[(\"stages\"):rep(200) .. i]",
    ])
    func guessesEndInTime(_ call: String) throws {
        let source = PresetSource.recipe("for i = 1, 1e9 do pcall(function() return \(call) end) end")
        let start = ContinuousClock.now
        #expect("\(complaint(source))".contains("the script took longer than 2"))
        // Of processor time; a busy machine takes longer.
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    private func complaint(_ source: PresetSource) -> String {
        do {
            return "no complaint: \(try source.recipe(settings: Settings()) { _ in Self.crowded }.recipe)"
        } catch {
            return "\(error)"
        }
    }

    /// Of Lua's own sentences some have no place.
    @Test func whatHasNoEndOrIsNoTextSaysWhere() {
        let endless = complaint(PresetSource.recipe("while true do end"))
        #expect(endless.hasPrefix("test.lua:4: the script took longer than 2"), "\(endless)")
        let large = complaint(PresetSource.recipe("local t = {} while true do t[#t + 1] = ('x'):rep(1e6) .. #t end"))
        #expect(large == "test.lua: the script needs more than 64 MiB, which is all that it may use")
        let compiled = complaint(PresetSource(text: "\u{1B}Lua", name: "code.lua"))
        #expect(compiled == "code.lua: it holds compiled Lua, and presets are Lua as text")
    }

    @Test func oneGuessTakesAMoment() throws {
        let source = PresetSource.recipe("return { r.stage { maximize = net:class(\"kynd 39999\") } }")
        let time = ContinuousClock().measure { #expect(complaint(source).contains("did you mean 'kind 39999'?")) }
        #expect(time < .seconds(10))
    }
}
