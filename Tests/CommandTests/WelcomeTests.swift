import Foundation
import TestSupport
import Testing

/// What people see first.
@Suite struct WelcomeTests {
    @Test func aloneItSaysWhatToTypeFirst() throws {
        let outcome = try Program.run([])
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count <= 8 && lines.allSatisfy { $0.count <= 80 }, "\(outcome.output)")
        #expect(lines[1].hasPrefix("  reverie run daydream -o dream.png "))
        // What it names is there.
        #expect(try Program.run(["presets", "show", "daydream"]).status == 0)
        try Fixtures.withTemporaryFolder { folder in
            let bare = try Program.run([], variables: ["REVERIE_HOME": folder])
            #expect(bare.output.split(separator: "\n")[1].hasPrefix("  reverie networks fetch "), "\(bare.output)")
        }
    }

    @Test func presetsFitTheTerminal() throws {
        let outcome = try Program.run(["presets", "list"], variables: ["COLUMNS": "72"])
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 72 }, "\(outcome.output)")
        let starts = lines.filter { !$0.hasPrefix(" ") }
        #expect(starts.contains { $0.hasPrefix("classic  ") } && starts.count < lines.count)
        // A pipe takes each in a line.
        let piped = try Program.run(["presets", "list"])
        #expect(piped.output.split(separator: "\n").count == starts.count)
        func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
        #expect(words(piped.output) == words(outcome.output))
    }

    @Test func programsGetAllOfAPreset() throws {
        let outcome = try Program.run(["presets", "list", "--json"], variables: ["COLUMNS": "40"])
        let all = try #require(try JSONSerialization.jsonObject(with: outcome.bytes) as? [[String: Any]])
        let classic = try #require(all.first { $0["name"] as? String == "classic" })
        #expect(Set(classic.keys) == ["name", "title", "author", "licence", "network", "about", "parameters"])
        let parameters = try #require(classic["parameters"] as? [[String: String]])
        #expect(parameters.contains { $0["name"] == "strength" && $0["default"] != nil && $0["takes"] != nil })
    }
}
