public import Dreams
public import Pictures

/// What a preset says of itself.
public struct Preset: Hashable, Sendable {
    /// Its name for people.
    public var title: String
    /// Who wrote it.
    public var author: String
    /// An SPDX identifier.
    public var licence: String
    /// What it does, in a sentence.
    public var about: String
    /// The network that it dreams with unless told otherwise.
    public var network: String
    /// What it dreams on when no picture is given.
    public var canvas: Canvas
    /// What its users may turn, by name.
    public var parameters: [Parameter]
    /// What its script printed.
    public var printed: String
}

/// What the user wants of a preset.
public struct Settings: Hashable, Sendable {
    /// Instead of the preset's network.
    public var network: String?
    /// Values of parameters by name, as typed.
    public var parameters: [String: String]
    /// What picture parameters are, by name: files, bytes, or folders of files.
    public var pictures: [String: PictureSource]
    /// Instead of the seed 0.
    public var seed: UInt64?

    /// The preset's own choices but for these.
    public init(
        network: String? = nil, parameters: [String: String] = [:], pictures: [String: PictureSource],
        seed: UInt64? = nil
    ) {
        self.network = network
        self.parameters = parameters
        self.pictures = pictures
        self.seed = seed
    }

    /// The same, with files or folders of them.
    public init(
        network: String? = nil, parameters: [String: String] = [:], pictures: [String: String] = [:],
        seed: UInt64? = nil
    ) {
        self.init(
            network: network, parameters: parameters, pictures: pictures.mapValues { .file($0) }, seed: seed)
    }
}
