import Dreams
import Engine
import Files
import Foundation
import Networks
import Pictures
import Recipes
import Tensors
import Wording

/// What the network and the preset of a data set are called where it is made, if that is not what they were asked for by.
struct DatasetNames: Codable, Hashable {
    var network: String?
    var student: String?
    var preset: PresetChoice?
}

/// A data set whose network, classes and pictures were looked up: items that can be run, each by itself.
package struct DatasetPlan {
    /// A picture that is to be.
    package struct Entry: Sendable {
        /// Among all.
        let number: Int
        package let label: DatasetLabel
        /// Within the data set's folder.
        let file: String
        /// One's own picture that it is made of.
        let source: String?
    }

    /// Which pictures an item makes, by their numbers. A batch is one, and so is a picture that a preset makes.
    package let items: [Range<Int>]
    package let labelCount: Int
    /// What the user should know before.
    package private(set) var remarks: [String] = []

    let job: DatasetJob
    let network: Network
    /// What dreams compete with.
    let student: Network?
    let folder: DatasetFolder
    package let entries: [Entry]
    let side: Int
    let bound: Int
    let resources: JobResources
    let recipe: String
    let names: DatasetNames
    /// What layers are to be like.
    let statistics: BatchStatistics?
    /// What likenesses are of.
    let layer: Graph.NodeID?
    /// The preset's parameter that takes the class.
    let parameter: String?
    private let collected: [String: DatasetRecord]

    /// - Parameters:
    ///   - folder: where it goes; made where it is not there.
    ///   - bounds: what it may take of the machine.
    /// - Throws: `DatasetError`, `NetworkError`, `PresetError`, `PictureError`.
    package init(
        _ job: DatasetJob, in folder: String, with resources: JobResources, bounds: RenderBounds = RenderBounds()
    ) throws { try self.init(job, in: folder, with: resources, bounds: bounds, names: DatasetNames()) }

    /// The same where others know its network and its preset by other names.
    init(
        _ job: DatasetJob, in folder: String, with resources: JobResources, bounds: RenderBounds, names: DatasetNames
    ) throws {
        try job.check()
        try ComputingThreads.use(bounds.threads ?? resources.defaults.threads)
        self.job = job
        self.resources = resources
        self.names = names
        let network = try resources.networks.network(names.network ?? job.network)
        self.network = network
        student = try job.student.map { try resources.networks.network(names.student ?? $0) }
        side = job.side ?? network.manifest.trainedSize
        bound = bounds.memory ?? Memory.sensibleShare
        let labels =
            try job.pictures.map { try DatasetLabels.folders(in: $0, job.classes, network: network) }
            ?? DatasetLabels.classes(job.classes, of: network)
        labelCount = labels.count
        // Label by label in turn, so that a batch holds many of them.
        let wanted = (0..<job.perClass).flatMap { number in
            labels.enumerated().map { place, label in
                Entry(
                    number: number * labels.count + place, label: label,
                    file: DatasetFolder.file(label: label.folder, number: number),
                    source: label.pictures.isEmpty ? nil : label.pictures[number % label.pictures.count])
            }
        }
        let (size, count) = (job.method == .preset ? 1 : job.batch, wanted.count)
        entries = wanted
        items = stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
        layer = job.method == .likenesses ? try DatasetPlan.layer(job.layer, of: network, side: side) : nil
        parameter = try DatasetPlan.classParameter(of: job, names.preset)
        let found = try DatasetPlan.statistics(for: job, network, side: side, before: layer)
        (statistics, remarks) = (found.statistics, found.remarks)
        recipe = job.recipe(statistics: found.origin, student: student?.manifest.name)
        if let student { try DatasetPlan.check(student, beside: network) }
        self.folder = try DatasetFolder(folder, for: job, network: network, student: student)
        collected = self.folder.collected()
    }

    /// The layer that one's own pictures are alike in: the last one that still has places, unless one is named.
    private static func layer(_ name: String?, of network: Network, side: Int) throws -> Graph.NodeID {
        if let name { return try network.node(named: name) }
        return try network.node(atDepth: 1)
    }

    /// Looks whether two networks tell the same classes apart, as far as their number says.
    private static func check(_ student: Network, beside network: Network) throws {
        let counts = try [network, student].map { network in
            let (node, side) = (try network.logitsNode(), network.manifest.trainedSize)
            return try network.graph.shapes(height: side, width: side, for: [node])[node].channels
        }
        guard counts[0] == counts[1] else {
            throw DatasetError.student(
                student.manifest.name, classes: counts[1], network: network.manifest.name, of: counts[0])
        }
    }

    /// Which parameter of the preset takes the class.
    private static func classParameter(of job: DatasetJob, _ choice: PresetChoice?) throws -> String? {
        guard let preset = job.preset else { return nil }
        let parameters = try PresetSchema((choice ?? .path(preset)).source().outline()).parameters
        let takers = parameters.filter { $0.kind == .className && job.parameters[$0.name] == nil }
        guard takers.first != nil || job.pictures != nil else { throw DatasetError.presetWithoutClass(preset) }
        return takers.first?.name
    }

    /// What layers are to be like, from where that is known, and what is to be said of it.
    private static func statistics(
        for job: DatasetJob, _ network: Network, side: Int, before layer: Graph.NodeID?
    ) throws -> (statistics: BatchStatistics?, origin: String?, remarks: [String]) {
        guard job.method != .preset, job.dream.statistics > 0 else { return (nil, nil, []) }
        let end = try layer ?? network.logitsNode()
        if let usual = job.usual {
            let pictures = PictureFolder.pictures(under: usual)
            guard !pictures.isEmpty else { throw DatasetError.pictures(folder: usual, problem: "holds no pictures") }
            let size = Extent(height: side, width: side)
            let measured = try BatchStatistics(measuring: network, before: end, at: size, over: pictures.count) {
                try Recognition.square(of: Picture.read(contentsOf: pictures[$0]), side: side)
            }
            return (measured, "of \(Phrases.count(pictures.count, "picture"))", [])
        }
        if let known = BatchStatistics(of: network.graph, before: end) { return (known, "of training", []) }
        let remark =
            "\(network.manifest.name) does not tell what its layers were like in training: it has no batch normalization, or whoever "
            + "exported it folded it away (torch.onnx.export keeps it with training=TrainingMode.PRESERVE). Its dreams go without "
            + "that prior; \(SettingName.usual) FOLDER measures it over pictures"
        return (nil, nil, [remark])
    }
}

extension SettingName {
    /// Of a data set, pictures that its layers are to be like.
    static let usual = SettingName("statisticsFrom")
}

// MARK: - What is done

extension DatasetPlan {
    /// Where it goes.
    var path: String { folder.path }

    /// What people call an item: `pictures 17 to 32`.
    func label(of item: Int) -> String {
        let pictures = items[item]
        return pictures.count == 1
            ? "picture \(pictures.lowerBound + 1)"
            : "pictures \(pictures.lowerBound + 1) to \(pictures.upperBound)"
    }

    /// How many pictures there are in the end.
    package var count: Int { entries.count }

    /// Whether an item is done: its pictures are there, and what is known of them.
    package func isDone(_ item: Int) -> Bool { records(of: item) != nil }

    private func records(of item: Int) -> [DatasetRecord]? {
        let files = entries[items[item]].map(\.file)
        guard files.allSatisfy(folder.has) else { return nil }
        if let records = folder.records(of: item), records.map(\.file) == files { return records }
        let known = files.compactMap { collected[$0] }
        return known.count == files.count ? known : nil
    }

    /// Writes the manifest of what is done so far, whoever did it.
    /// - Throws: `PictureError` where it cannot be written.
    @discardableResult
    package func collect() throws -> DatasetSummary {
        let found = items.indices.map(records)
        let records = found.compactMap(\.self).flatMap(\.self)
        let isWhole = found.allSatisfy { $0 != nil }
        let confidences = records.compactMap(\.confidence)
        let mean = confidences.isEmpty ? nil : confidences.reduce(0, +) / Float(confidences.count)
        // Label by label, as the folders lie.
        try folder.collect(records.sorted { $0.file < $1.file }, isWhole: isWhole)
        return DatasetSummary(
            folder: folder.path, made: records.count, count: count, labels: labelCount, confidence: mean)
    }
}

/// What became of a data set.
package struct DatasetSummary: Hashable, Sendable {
    package let folder: String
    package let made: Int
    package let count: Int
    package let labels: Int
    /// The mean over the pictures.
    package let confidence: Float?
    /// What was done took so long; nil where nothing was left to do.
    var seconds: Double?

    /// Whether all pictures are there.
    package var isWhole: Bool { made == count }

    /// `200 pictures of 10 classes in 'dreams/train', of which the network is 93 % sure on average`
    package var text: String {
        "\(made == count ? "" : "\(made) of ")\(Phrases.count(count, "picture")) of \(Phrases.count(labels, "class", "classes")) in "
            + "'\(Phrases.harmless(Paths.inside(folder, "train")))'"
            + (confidence.map { ", of which the network is \(Int(($0 * 100).rounded())) % sure on average" } ?? "")
            + (isWhole
                ? seconds.map { "; made in \(Phrases.duration(seconds: $0))" } ?? "; nothing was left to do" : "")
    }
}
