import Foundation
import Recipes
import Wording

/// The user's own defaults: `$XDG_CONFIG_HOME/reverie/config.json`, one JSON object. Options of a command outdo them.
///
///     { "memory": "4GiB", "threads": 2, "progress": "lines", "checkpoint-every": 60, "inline": true }
///
/// A key is named like its option; one that is none, or a value that the option would refuse, is an error.
struct Configuration {
    var threads: Int?
    var memory: ByteCount?
    var fastHalo: Int?
    var progress: ProgressStyle?
    var checkpointEvery: Double?
    var inline: Bool?

    static let keys = ["threads", "memory", "fast-halo", "progress", "checkpoint-every", "inline"]

    /// Where it is looked for.
    static var path: String { Folders.configuration + "/config.json" }

    private static let largestFile = 64 << 10

    /// The user's; empty where there is no file.
    /// - Throws: `ConfigurationError`.
    static func user() throws -> Configuration {
        guard FileManager.default.fileExists(atPath: path) else { return Configuration() }
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: largestFile) else {
            throw ConfigurationError(path: path, problem: "it cannot be read")
        }
        return try Configuration(data, path: path)
    }

    /// No defaults.
    init() {}

    /// - Parameter path: for messages.
    /// - Throws: `ConfigurationError` that names everything that is wrong.
    init(_ data: Data, path: String) throws {
        guard let values = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw ConfigurationError(path: path, problem: "it is no JSON object, such as { \"threads\": 2 }")
        }
        var problems: [String] = []
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            if let problem = take(key, value) { problems.append(problem) }
        }
        guard problems.isEmpty else { throw ConfigurationError(path: path, problem: problems.joined(separator: "; ")) }
    }

    /// Takes one value, or says what is wrong with it.
    private mutating func take(_ key: String, _ value: Any) -> String? {
        switch key {
        case "threads":
            threads = whole(value, in: 1...1024)
            return threads == nil ? wrong(key, value, "a whole number from 1 to 1024") : nil
        case "memory":
            memory = (value as? String).flatMap { ByteCount($0) }
            return memory == nil ? wrong(key, value, "a text such as \"2GiB\"") : nil
        case "fast-halo":
            fastHalo = whole(value, in: 0...16384)
            return fastHalo == nil ? wrong(key, value, "a whole number from 0 to 16384") : nil
        case "progress":
            let text = value as? String ?? ""
            progress = ProgressStyle(rawValue: text)
            let names = ProgressStyle.allCases.map(\.rawValue)
            return progress == nil
                ? wrong(key, value, Phrases.choices(names) + Phrases.didYouMean(text, among: names)) : nil
        case "checkpoint-every":
            checkpointEvery = number(value).flatMap { (0...86400).contains($0) ? $0 : nil }
            return checkpointEvery == nil ? wrong(key, value, "a number of seconds from 0 to 86400") : nil
        case "inline":
            inline = isBoolean(value) ? value as? Bool : nil
            return inline == nil ? wrong(key, value, "true or false") : nil
        default:
            return "there is no '\(Phrases.harmless(key, limit: 60))'"
                + Phrases.didYouMean(key, among: Configuration.keys)
                + "; possible are \(Phrases.choices(Configuration.keys))"
        }
    }

    private func wrong(_ key: String, _ value: Any, _ wanted: String) -> String {
        "\(key) is \(Phrases.harmless("\(value)", limit: 60)); it must be \(wanted)"
    }

    private func isBoolean(_ value: Any) -> Bool {
        (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false
    }

    private func number(_ value: Any) -> Double? { isBoolean(value) ? nil : (value as? NSNumber)?.doubleValue }

    private func whole(_ value: Any, in range: ClosedRange<Int>) -> Int? {
        number(value).flatMap { Int(exactly: $0) }.flatMap { range.contains($0) ? $0 : nil }
    }
}

/// What is wrong with the user's defaults.
struct ConfigurationError: Error, CustomStringConvertible {
    let path: String
    let problem: String

    var description: String { "'\(Phrases.harmless(path))': \(Phrases.harmless(problem, limit: 1000))" }
}
