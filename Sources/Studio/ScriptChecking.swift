import Foundation
import Jobs
import Recipes

/// What is wrong with a script, line by line, as its author types.
struct ScriptChecking: Codable, Hashable, Sendable {
    struct Mistake: Codable, Hashable, Sendable {
        /// Counted from 1; nil where no line is to blame.
        var line: Int?
        var message: String
    }

    private(set) var mistakes: [Mistake] = []
    private(set) var advice: [String] = []
    /// What it says of itself, where it can.
    private(set) var card: Shelf.Card?

    init(_ source: PresetSource, on shelf: Shelf, named name: String) {
        card = try? shelf.card(of: source, named: name)
        let check = PresetCheck(installed: source, networks: shelf.networks)
        mistakes = check.errors.map { Mistake($0, in: source.name) }
        advice = check.advice
    }
}

extension ScriptChecking.Mistake {
    /// `with strength=3: tidepool.lua:12: …` is about line 12.
    init(_ text: String, in file: String) {
        message = text
        guard let place = text.range(of: file + ":") else { return }
        let digits = text[place.upperBound...].prefix(while: \.isNumber)
        guard let number = Int(digits) else { return }
        line = number
        let rest = text[place.upperBound...].dropFirst(digits.count).drop { $0 == ":" || $0 == " " }
        message = String(text[..<place.lowerBound] + rest)
    }
}
