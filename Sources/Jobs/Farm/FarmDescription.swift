import Networks

/// What a farm is, in its `farm.json`; its jobs lie beside that, one JSON a shard.
struct FarmDescription: Codable {
    /// What tells it from other JSON.
    var kind = FarmDescription.kind
    /// The version of this layout.
    var format = FarmDescription.latestFormat
    /// The version of Reverie that made it.
    let version: String
    /// How many shards there are.
    let count: Int
    /// In how many tasks they were meant to be done.
    let tasks: Int
    /// SHA-256 of all jobs, in their order.
    let digest: String
    /// What a render may hold where nobody says, in bytes: that of the machine that made it, so that all cut alike.
    let share: Int
    /// The networks that the jobs dream with.
    let networks: [SentNetwork]
    /// What becomes of the results.
    let harvest: FarmHarvest
    /// Why there are not more shards: a sentence for people.
    let unsplit: String?

    static let kind = "reverie-farm"
    static let latestFormat = 1
}

/// What becomes of what the shards give.
enum FarmHarvest: Codable, Hashable {
    /// Each shard writes its own picture, or film.
    case files(noun: String)
    /// Each is a cell of a sheet.
    case sheet(FarmSheet)
    /// Each has rendered some frames of a film.
    case film(RenderJob)
    /// Each is an item of a data set.
    case dataset(FarmDataset)
}

/// A data set whose items are shards.
struct FarmDataset: Codable, Hashable {
    /// As it was asked for, but that paths go from the root on.
    let job: DatasetJob
    /// What its network and its preset are called on the farm.
    let names: DatasetNames
    /// Where it goes.
    let folder: String
    /// What an item may hold where that was said, in bytes.
    let memory: Int?
}

/// A sheet whose cells are shards: where it goes, and all that its layout follows from.
struct FarmSheet: Codable, Hashable {
    /// What tells how its cells lie.
    enum Layout: Codable, Hashable {
        /// A preset with other values: what all have in common, and what varies, as typed.
        case sweep(RenderJob, varying: [String])
        /// What a network dreams of: which layer, channels, or what a picture excites, as typed.
        case atlas(network: String, layer: String?, channels: String?, like: String?, most: Int)
    }

    let layout: Layout
    /// Of a cell, in pixels.
    let side: Int
    let output: JobOutput
}

/// One shard: a job, or an item of the farm's data set, and what people call it.
struct FarmShard: Codable, Hashable {
    /// `photos/cat.jpg`, `strength=2`, `frames 1 to 48`.
    let label: String
    /// What is rendered. One without an output is a cell of a sheet, and its picture is kept in the farm.
    var job: RenderJob?
    /// The item that is made instead, counted from 0.
    var item: Int?
    /// Bytes that a plain run would hold meanwhile.
    var beside = 0
}
