import Dreams
import Wording

/// Something of a data set's dreams that may be otherwise than usual: by its name, as a preset's parameters are.
package struct DatasetSetting: Sendable {
    package let name: String
    let about: String
    let range: String
    /// Where nobody says otherwise.
    let standard: String
    /// Nil for what it does not take.
    let set: @Sendable (String, inout DatasetJob) -> Void?

    /// All of them.
    static let all: [DatasetSetting] = [
        integer("steps", "steps for each batch", 1...100_000, \.dream.steps),
        integer("batch", "how many are dreamt together", 1...1024, \.batch),
        number("rate", "the first step, in deviations of 58 levels; it falls to nothing", 1e-4...10, \.dream.rate),
        number(
            "statistics", "the weight of what layers were like in training; of yours 0", 0...1e6, \.dream.statistics),
        number("variation", "the weight of the differences between neighbours", 0...1e3, \.dream.variation),
        integer("jitter", "how far dreams of classes are shifted before each step, in pixels", 0...256, \.dream.jitter),
        number(
            "competition", "the weight of how differently the student sees them, where there is one", 0...1e3,
            \.dream.competition),
        DatasetSetting(
            name: "flips", about: "whether they are mirrored: not for letters and digits", range: "true or false",
            standard: "true"
        ) { text, job in Bool(text).map { job.dream.flips = $0 } },
        number("keep", "of yours, the part of the layer's numbers that counts", 0.01...1, \.kept),
        DatasetSetting(
            name: "layer", about: "of yours, the layer that sees both alike", range: "a layer's name",
            standard: "the last one with places"
        ) { text, job in job.layer = text },
    ]

    private static func integer(
        _ name: String, _ about: String, _ range: ClosedRange<Int>,
        _ place: any WritableKeyPath<DatasetJob, Int> & Sendable
    ) -> DatasetSetting {
        DatasetSetting(
            name: name, about: about, range: "a whole number between \(range.lowerBound) and \(range.upperBound)",
            standard: "\(DatasetJob(network: "")[keyPath: place])"
        ) { text, job in Int(text).flatMap { range.contains($0) ? $0 : nil }.map { job[keyPath: place] = $0 } }
    }

    private static func number(
        _ name: String, _ about: String, _ range: ClosedRange<Float>,
        _ place: any WritableKeyPath<DatasetJob, Float> & Sendable
    ) -> DatasetSetting {
        func shown(_ number: Float) -> String {
            number == number.rounded() ? "\(Int(number))" : "\(number)"
        }
        return DatasetSetting(
            name: name, about: about,
            range: "a number between \(shown(range.lowerBound)) and \(shown(range.upperBound))",
            standard: shown(DatasetJob(network: "")[keyPath: place])
        ) { text, job in Float(text).flatMap { range.contains($0) ? $0 : nil }.map { job[keyPath: place] = $0 } }
    }

    /// A line each, for a command's help.
    package static var help: String {
        let width = all.map(\.name.count).max() ?? 0
        return all.map { setting in
            "  " + setting.name + String(repeating: " ", count: width - setting.name.count + 2)
                + "\(setting.about) (\(setting.standard))"
        }.joined(separator: "\n")
    }
}

/// A setting that a data set does not have, or a value that it does not take.
struct DatasetSettingError: UsageProblem {
    let description: String
}

extension DatasetJob {
    /// Takes settings by their names: the preset's parameters where there is a preset.
    /// - Throws: `DatasetSettingError` with the nearest name, or what is allowed.
    package mutating func set(_ values: [String: String]) throws {
        weighStatistics()
        guard preset == nil else {
            parameters = values
            return
        }
        for (name, text) in values.sorted(by: { $0.key < $1.key }) {
            guard let setting = DatasetSetting.all.first(where: { $0.name == name }) else {
                let names = DatasetSetting.all.map(\.name)
                throw DatasetSettingError(
                    description: "there is no setting '\(Phrases.harmless(name, limit: 60))'"
                        + Phrases.didYouMean(name, among: names) + "; there are \(Phrases.list(names))")
            }
            guard setting.set(text, &self) != nil else {
                throw DatasetSettingError(
                    description: "\(name) is '\(Phrases.harmless(text, limit: 60))'; it must be \(setting.range)")
            }
        }
    }

    /// What layers were like in training weighs as in the paper, and not at all for likenesses, which have their pictures to go by.
    private mutating func weighStatistics() {
        dream.statistics = pictures == nil || usual != nil ? BatchSettings().statistics : 0
    }
}
