package import Dreams
import Networks
import Wording

/// Labelled pictures that a network dreams, to train others with: all that they follow from, as a value.
///
///     var job = DatasetJob(network: "efficientnet-lite0", folder: "dreams")
///     (job.classes, job.perClass) = ("flamingo,zebra", 20)
///     let plan = try DatasetPlan(job, with: resources)
///     for item in plan.items.indices where !plan.isDone(item) { try plan.run(item, …) }
///     try plan.collect()
///
/// Items are independent of each other: any process that sees the folder can run any of them, at any time, twice at once if need be, and the
/// bytes are the same.
package struct DatasetJob: Codable, Hashable, Sendable {
    /// A network's name or file.
    package var network: String
    /// Which classes, as typed: names or numbers separated by commas, ranges of numbers, or `all`. Of labelled pictures, which labels. All when nil.
    package var classes: String?
    /// Pictures of each.
    package var perClass = 10
    /// A folder of one's own labelled pictures, a folder a label, that are dreamt on.
    package var pictures: String?
    /// A preset that every picture is dreamt by, instead of the prior over the batch, and what its parameters are.
    package var preset: String?
    package var parameters: [String: String] = [:]
    /// Of one's own pictures, the layer that dreams are alike in, and the part of its numbers that count.
    package var layer: String?
    package var kept: Float = 0.5
    /// The side of the pictures, in pixels; that which the network was trained at when nil.
    package var side: Int?
    /// Another network of the same classes, its name or its file, that dreams of classes are to be mistaken by.
    package var student: String?
    /// As many are dreamt together.
    package var batch = 16
    /// How they are.
    package var dream = BatchSettings()
    /// A folder of pictures that layers are to be like, where the network's file does not tell what they were like in training.
    package var usual: String?

    package init(network: String) { self.network = network }
}

extension DatasetJob {
    /// How its pictures come about.
    enum Method: String {
        /// Classes, from noise, in batches.
        case classes
        /// Likenesses of one's own pictures, from noise, in batches.
        case likenesses
        /// By a preset, one by one.
        case preset
    }

    var method: Method { preset != nil ? .preset : pictures != nil ? .likenesses : .classes }

    /// How a picture was made, in words: a line's `recipe`.
    /// - Parameter student: what the network that it competes with is called.
    func recipe(statistics: String?, student: String?) -> String {
        if let preset {
            let settings = parameters.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            return "preset \(preset)\(settings)"
        }
        let target = method == .classes ? "class" : "likeness in \(layer ?? "a layer"), \(kept) of its numbers"
        return "\(target); \(statistics.map { "statistics \(dream.statistics) (\($0))" } ?? "no statistics"); "
            + "variation \(dream.variation); \(Phrases.count(dream.steps, "step")) of Adam from \(dream.rate); "
            + (method == .classes ? "jitter \(dream.jitter)\(dream.flips ? ", mirrored" : ""); " : "")
            + "batches of \(batch)\(student.map { "; competing with \($0), \(dream.competition)" } ?? "")"
    }

    /// Looks at what is wrong with the job itself, beside its settings.
    /// - Throws: `JobError`, `DatasetSettingError`.
    package func check() throws {
        for (name, value, range) in [("perClass", perClass, 1...1_000_000), ("size", side ?? 16, 16...2048)]
        where !range.contains(value) {
            throw JobError.number(name, value: value, range: range)
        }
        if layer != nil, pictures == nil {
            throw DatasetSettingError(description: "layer means nothing without \(SettingName.labelled)")
        }
        if student != nil, method != .classes {
            throw DatasetSettingError(
                description:
                    "student means nothing with \(preset != nil ? SettingName("preset") : SettingName.labelled)")
        }
        if usual != nil, preset != nil {
            throw DatasetSettingError(
                description: "\(SettingName.usual) means nothing with \(SettingName("preset"))")
        }
    }
}
