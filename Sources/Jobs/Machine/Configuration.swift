import Files
package import Foundation
import Recipes
package import Wording

/// The user's own defaults: `$XDG_CONFIG_HOME/reverie/config.json`, one JSON object. Options of a command outdo them.
///
///     { "memory": "4GiB", "threads": 2, "progress": "lines", "checkpoint-every": 60, "inline": true }
///
/// A key is named like its option; one that is none, or a value that the option would refuse, is an error.
package struct Configuration: Sendable {
    package var threads: Int?
    package var memory: ByteCount?
    package var fastHalo: Int?
    package var device: String?
    package var progress: ProgressStyle?
    package var checkpointEvery: Double?
    package var inline: Bool?

    package static let keys = ["threads", "memory", "fast-halo", "device", "progress", "checkpoint-every", "inline"]

    /// Where it is looked for.
    package static var path: String { Folders.configuration + "/config.json" }

    private static let largestFile = 64 << 10

    /// The user's; empty where there is no file.
    /// - Throws: `ConfigurationError`.
    package static func user() throws -> Configuration {
        guard Files.exists(path) else { return Configuration() }
        guard Files.isPlain(path), let data = Files.read(path, most: largestFile) else {
            throw ConfigurationError(path: path, problem: "it cannot be read")
        }
        return try Configuration(data, path: path)
    }

    /// No defaults.
    package init() {}

    /// - Parameter path: for messages.
    /// - Throws: `ConfigurationError` that names everything that is wrong.
    package init(_ data: Data, path: String) throws {
        guard let values = try? JSONDecoder().decode([String: Value].self, from: data) else {
            throw ConfigurationError(path: path, problem: "it is no JSON object, such as { \"threads\": 2 }")
        }
        var problems: [String] = []
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            if let problem = take(key, value) { problems.append(problem) }
        }
        guard problems.isEmpty else { throw ConfigurationError(path: path, problem: problems.joined(separator: "; ")) }
    }

    /// Takes one value, or says what is wrong with it.
    private mutating func take(_ key: String, _ value: Value) -> String? {
        func unless(_ isTaken: Bool, _ wanted: String) -> String? {
            isTaken ? nil : "\(key) is \(Phrases.harmless(value.text, limit: 60)); it must be \(wanted)"
        }
        switch key {
        case "threads":
            threads = value.whole(in: 1...1024)
            return unless(threads != nil, "a whole number from 1 to 1024")
        case "memory":
            if case .text(let text) = value { memory = ByteCount(text) }
            return unless(memory != nil, "a text such as \"2GiB\"")
        case "fast-halo":
            fastHalo = value.whole(in: 0...16384)
            return unless(fastHalo != nil, "a whole number from 0 to 16384")
        case "device":
            if case .text(let text) = value, !text.isEmpty { device = text }
            return unless(device != nil, "auto, cpu, gpu or a device's name")
        case "progress":
            progress = ProgressStyle(rawValue: value.text)
            let names = ProgressStyle.allCases.map(\.rawValue)
            return unless(progress != nil, Phrases.choices(names) + Phrases.didYouMean(value.text, among: names))
        case "checkpoint-every":
            if case .number(let number) = value, (0...86400).contains(number) { checkpointEvery = number }
            return unless(checkpointEvery != nil, "a number of seconds from 0 to 86400")
        case "inline":
            if case .boolean(let flag) = value { inline = flag }
            return unless(inline != nil, "true or false")
        default:
            return "there is no '\(Phrases.harmless(key, limit: 60))'"
                + Phrases.didYouMean(key, among: Configuration.keys)
                + "; possible are \(Phrases.list(Configuration.keys))"
        }
    }

    /// A value as JSON has it.
    private enum Value: Decodable {
        case boolean(Bool)
        case number(Double)
        case text(String)
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                self = .boolean(flag)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .other
            }
        }

        /// For messages.
        var text: String {
            switch self {
            case .boolean(let flag): "\(flag)"
            case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
            case .text(let text): text
            case .other: "neither a text nor a number"
            }
        }

        func whole(in range: ClosedRange<Int>) -> Int? {
            guard case .number(let number) = self, let whole = Int(exactly: number) else { return nil }
            return range.contains(whole) ? whole : nil
        }
    }
}

/// How progress is shown.
package enum ProgressStyle: String, CaseIterable, Sendable {
    /// A bar on a terminal, lines elsewhere.
    case auto
    /// One line that is rewritten.
    case bar
    /// A line for every octave, and at least every ten seconds.
    case lines
    /// One JSON object a step, and one at the end.
    case json
    /// Nothing.
    case none
}

/// What is wrong with the user's defaults.
package struct ConfigurationError: Error, CustomStringConvertible {
    let path: String
    let problem: String

    package var description: String { "'\(Phrases.harmless(path))': \(Phrases.harmless(problem, limit: 1000))" }
}
