import Foundation

/// What the time of a word depends on, beside the size of the canvas and the numbers that change nothing: its name, and its share of its
/// options.
struct WordWork: Hashable, Sendable, Codable {
    let word: String
    /// In the order of the options.
    let facts: [Fact]

    /// What one option adds.
    enum Fact: Hashable, Sendable, Codable {
        case number(Int)
        case text(String)
        case work(WordWork)
    }
}

/// How much of an option decides on the time that its word takes.
enum WorkShare: Sendable {
    case nothing
    /// All of it.
    case value
    /// Its power of 2: how far a kernel reaches, how much larger a canvas becomes; times differ little within one.
    case reach
    /// How many there are of it.
    case count
    /// Whether it is another than when it is left out.
    case change

    /// What an option's value adds to the work.
    /// - Parameter plain: the value when it is left out.
    func fact(of value: WordValue, without plain: WordValue?) -> WordWork.Fact? {
        switch (self, value) {
        case (.nothing, _): nil
        case (.value, .mask(let mask)): .work(mask.word.work)
        case (.value, .integer(let number)): .number(number)
        case (.value, _): .text("\(value)")
        case (.reach, _):
            .number(value.float.flatMap { $0 > 0 && $0.isFinite ? Int(log2($0).rounded()) : nil } ?? .min)
        case (.count, _): .number(value.list { $0 }?.count ?? 0)
        case (.change, _): .number(value == plain ? 0 : 1)
        }
    }
}
