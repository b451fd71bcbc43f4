public import Foundation
public import Recipes

/// All that a render is made of, as a value: what to dream, on what, how large, and where it goes.
///
///     var job = RenderJob(preset: .named("classic"), picture: .file("photo.jpg"))
///     job.parameters["strength"] = "1.5"
///     job.output = JobOutput("dream.png")
///     let result = try await JobRunner().run(job)
///
/// It can be stored, sent and compared; the same job on the same machine gives the same bytes. In JSON only what differs from the
/// preset's own choices stands:
///
///     { "preset": { "name": "classic" }, "picture": { "path": "photo.jpg" }, "parameters": { "strength": "1.5" },
///       "size": { "longEdge": 1600 }, "output": { "path": "dream.png" } }
public struct RenderJob: Codable, Hashable, Sendable {
    /// What to dream.
    public var preset: PresetChoice
    /// Values of the preset's parameters by name, as typed: `"1.5"`, `"true"`, `"red fox"`.
    public var parameters: [String: String] = [:]
    /// What its picture parameters are, by name; of those that take several a folder.
    public var pictures: [String: PictureInput] = [:]
    /// What it dreams on: a picture, or a film's video or folder of frames; the preset's own canvas when nil.
    public var picture: PictureInput?
    /// A network's name or a `.onnx` file; the preset's network when nil.
    public var network: String?
    /// Of everything random; 0, or that of a recipe that is done again, when nil.
    public var seed: UInt64?
    /// How large the canvas is.
    public var size = CanvasSize()
    /// What the render may take of the machine.
    public var bounds = RenderBounds()
    /// Of a film, the frame that it ends with, whose picture is what the job gives; all of the film when nil. Pictures have none.
    public var frame: FrameChoice?
    /// Of a film, the frames that this job renders, where others render the rest; all of them when nil.
    package var part: FilmPart?
    /// Where the picture or the film goes; it stays in memory when nil.
    public var output: JobOutput?
    /// Where the state is kept, so that the render can be gone on with; nowhere when nil.
    public var checkpoint: CheckpointChoice?
    /// Pictures of the dream as it grows; none when nil.
    public var previews: PreviewOptions?
    /// The digests of the recipes whose child it is; its own recipe names them.
    public var parents: [String] = []
    /// Whether it is wanted soon and soon forgotten: nothing is measured before it and nothing is learnt from it, and it goes before
    /// renders.
    public var isDraft = false

    /// A preset with its own choices, in memory.
    public init(preset: PresetChoice, picture: PictureInput? = nil) {
        self.preset = preset
        self.picture = picture
    }

    /// What a picture carries, to be done again.
    public init(repeating recipe: CarriedRecipe) { self.init(preset: .recipe(recipe)) }

    /// The recipe that a picture or a `.recipe.json` carries, to be done again.
    /// - Parameter name: for messages.
    /// - Throws: `SharingError` where there is none, or it is beyond its bounds.
    public init(carriedBy data: Data, name: String) throws {
        self.init(repeating: try CarriedRecipe(data, path: name))
    }

    /// The same, small and soon, in memory.
    /// - Parameter longEdge: the most pixels of its longer side.
    /// - Parameter rate: the most previews a second.
    public func draft(longEdge: Int = 320, previewsPerSecond rate: Double = 8) -> RenderJob {
        var job = self
        job.isDraft = true
        (job.output, job.checkpoint) = (nil, nil)
        job.size.atMost = min(longEdge, job.size.atMost ?? longEdge)
        job.previews = PreviewOptions(perSecond: rate)
        job.frame = job.frame ?? .number(1)
        return job
    }

    private enum CodingKeys: CodingKey {
        case preset, parameters, pictures, picture, network, seed, size, bounds, frame, part, output, checkpoint
        case previews
        case parents, isDraft
    }
}

extension RenderJob {
    /// Reads what stands there; the rest is the preset's own choice.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(preset: try values.decode(PresetChoice.self, forKey: .preset))
        parameters = try values.decodeIfPresent([String: String].self, forKey: .parameters) ?? [:]
        pictures = try values.decodeIfPresent([String: PictureInput].self, forKey: .pictures) ?? [:]
        picture = try values.decodeIfPresent(PictureInput.self, forKey: .picture)
        network = try values.decodeIfPresent(String.self, forKey: .network)
        seed = try values.decodeIfPresent(UInt64.self, forKey: .seed)
        size = try values.decodeIfPresent(CanvasSize.self, forKey: .size) ?? CanvasSize()
        bounds = try values.decodeIfPresent(RenderBounds.self, forKey: .bounds) ?? RenderBounds()
        frame = try values.decodeIfPresent(FrameChoice.self, forKey: .frame)
        part = try values.decodeIfPresent(FilmPart.self, forKey: .part)
        output = try values.decodeIfPresent(JobOutput.self, forKey: .output)
        checkpoint = try values.decodeIfPresent(CheckpointChoice.self, forKey: .checkpoint)
        previews = try values.decodeIfPresent(PreviewOptions.self, forKey: .previews)
        parents = try values.decodeIfPresent([String].self, forKey: .parents) ?? []
        isDraft = try values.decodeIfPresent(Bool.self, forKey: .isDraft) ?? false
    }

    /// Writes what differs from the preset's own choices.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(preset, forKey: .preset)
        if !parameters.isEmpty { try values.encode(parameters, forKey: .parameters) }
        if !pictures.isEmpty { try values.encode(pictures, forKey: .pictures) }
        try values.encodeIfPresent(picture, forKey: .picture)
        try values.encodeIfPresent(network, forKey: .network)
        try values.encodeIfPresent(seed, forKey: .seed)
        if size != CanvasSize() { try values.encode(size, forKey: .size) }
        if bounds != RenderBounds() { try values.encode(bounds, forKey: .bounds) }
        try values.encodeIfPresent(frame, forKey: .frame)
        try values.encodeIfPresent(part, forKey: .part)
        try values.encodeIfPresent(output, forKey: .output)
        try values.encodeIfPresent(checkpoint, forKey: .checkpoint)
        try values.encodeIfPresent(previews, forKey: .previews)
        if !parents.isEmpty { try values.encode(parents, forKey: .parents) }
        if isDraft { try values.encode(isDraft, forKey: .isDraft) }
    }
}

/// What a render may take of the machine; what is nil is the user's default, or the machine's.
public struct RenderBounds: Codable, Hashable, Sendable {
    /// Bytes that the render may hold; a network that needs more for the whole canvas sees it in tiles.
    public var memory: Int?
    /// Where tiles are needed, how many pixels they see around them, 0…16384: faster, and an approximation.
    public var fastHalo: Int?
    /// Threads to compute with, 1…1024; the bytes are the same for any number.
    public var threads: Int?
    /// What computes the network: `auto`, `cpu`, `gpu`, or a part of a device's name. Each has bytes of its own.
    public var device: String?
    /// How a device keeps the network's numbers: `single`, or `half`, in half of the memory. Each has bytes of its own.
    public var precision: String?

    /// Bounds from their values.
    public init(
        memory: Int? = nil, fastHalo: Int? = nil, threads: Int? = nil, device: String? = nil, precision: String? = nil
    ) {
        self.memory = memory
        self.fastHalo = fastHalo
        self.threads = threads
        self.device = device
        self.precision = precision
    }
}

/// Which frame of a film is wanted as a picture. In JSON a number, or `"middle"`.
public enum FrameChoice: Codable, Hashable, Sendable {
    /// The one in the middle.
    case middle
    /// Counted from 1.
    case number(Int)

    /// `"middle"`, or a number.
    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        guard let number = try? value.decode(Int.self) else {
            guard try value.decode(String.self) == "middle" else {
                throw DecodingError.dataCorruptedError(
                    in: value, debugDescription: "a frame is a number, or \"middle\"")
            }
            self = .middle
            return
        }
        self = .number(number)
    }

    /// `"middle"`, or a number.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .middle: try value.encode("middle")
        case .number(let number): try value.encode(number)
        }
    }
}

/// Some frames of a film, one after the other: the first of them is one that goes on from none before it.
package struct FilmPart: Codable, Hashable, Sendable {
    /// Counted from 1.
    package let first: Int
    /// It is one of them.
    package let last: Int

    /// None: all of them are there, and a film is made of them.
    static let nothing = FilmPart(first: 1, last: 0)

    /// The same, counted from 0.
    var range: Range<Int> { first - 1..<max(last, first - 1) }

    /// Whether a frame, counted from 0, is one of them.
    func holds(_ frame: Int) -> Bool { range.contains(frame) }
}

/// How the dream is shown as it grows.
public struct PreviewOptions: Codable, Hashable, Sendable {
    /// The most previews a second.
    public var perSecond: Double
    /// They are shrunk to a longer side of this; as large as the canvas when nil.
    public var longEdge: Int?
    /// Whether there is none within an octave.
    public var onlyAtOctaveEnds: Bool

    /// Options from their values.
    public init(perSecond: Double = 2, longEdge: Int? = nil, onlyAtOctaveEnds: Bool = false) {
        self.perSecond = perSecond
        self.longEdge = longEdge
        self.onlyAtOctaveEnds = onlyAtOctaveEnds
    }
}
