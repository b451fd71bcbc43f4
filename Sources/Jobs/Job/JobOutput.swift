import Recipes

/// Where a job's picture or film goes, and what is written there.
public struct JobOutput: Codable, Hashable, Sendable {
    /// A picture: a name that ends as `PictureFormat.written` do. A film: a folder for numbered PNG files, a pattern such as `dream-%04d.png`, or a
    /// video, `.mp4`, `.webm`, `.mov`, `.mkv`, `.gif` or `.apng`, which ffmpeg makes.
    public var path: String
    /// Whether a file is replaced that Reverie did not make.
    public var replaces: Bool
    /// Bits a sample, 8 or 16, where the format has both; as many as the picture has when nil.
    public var depth: Int?
    /// How much is kept: of a JPEG or a WebP `1`…`100`, 95 and no loss when nil; of a video `small`, `good` or `best`, `good` when nil.
    public var quality: String?
    /// Whether the place where a photo was taken is kept; it is not when nil.
    public var keepsGPS: Bool?
    /// Whether the picture carries no recipe.
    public var leavesRecipeOut: Bool
    /// Whether the recipe is written beside it, too, as `OUT.recipe.json`.
    public var sidecar: Bool
    /// Of a film, frames a second: `24`, `29.97` or `30000/1001`; those of the preset when nil.
    public var rate: String?
    /// Of a film with transparency in `.mp4`, what it lies on: `white`, `black`, `grey` or `#rrggbb`; white when nil.
    public var background: String?
    /// A picture file that is rewritten as the dream grows, every second or less often.
    public var preview: String?
    /// Whether nothing is written of a picture that was stopped: its state is kept, and somebody goes on.
    package var isWholeOnly = false

    /// A file that carries its recipe, and replaces none but those that Reverie made.
    public init(
        _ path: String, replaces: Bool = false, depth: Int? = nil, quality: String? = nil, keepsGPS: Bool? = nil,
        leavesRecipeOut: Bool = false, sidecar: Bool = false, rate: String? = nil, background: String? = nil,
        preview: String? = nil
    ) {
        self.path = path
        self.replaces = replaces
        self.depth = depth
        self.quality = quality
        self.keepsGPS = keepsGPS
        self.leavesRecipeOut = leavesRecipeOut
        self.sidecar = sidecar
        self.rate = rate
        self.background = background
        self.preview = preview
    }

    private enum CodingKeys: CodingKey {
        case path, replaces, depth, quality, keepsGPS, leavesRecipeOut, sidecar, rate, background, preview
    }

    /// Reads what stands there.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try values.decode(String.self, forKey: .path),
            replaces: try values.decodeIfPresent(Bool.self, forKey: .replaces) ?? false,
            depth: try values.decodeIfPresent(Int.self, forKey: .depth),
            quality: try values.decodeIfPresent(String.self, forKey: .quality),
            keepsGPS: try values.decodeIfPresent(Bool.self, forKey: .keepsGPS),
            leavesRecipeOut: try values.decodeIfPresent(Bool.self, forKey: .leavesRecipeOut) ?? false,
            sidecar: try values.decodeIfPresent(Bool.self, forKey: .sidecar) ?? false,
            rate: try values.decodeIfPresent(String.self, forKey: .rate),
            background: try values.decodeIfPresent(String.self, forKey: .background),
            preview: try values.decodeIfPresent(String.self, forKey: .preview))
    }
}

extension JobOutput {
    /// The quality of a picture; nil where none was asked for, or a video's.
    var pictureQuality: Int? { quality.flatMap { Int($0) } }

    /// The quality of a video; nil where none was asked for, or a picture's.
    var filmQuality: FilmQuality? { quality.flatMap { FilmQuality(rawValue: $0.lowercased()) } }

    /// Of the recipe that is carried, what this decides.
    var rendering: CarriedRecipe.Rendering {
        CarriedRecipe.Rendering(depth: depth, quality: pictureQuality, keepsGPS: keepsGPS, rate: rate)
    }
}

/// Where a render's state is kept, so that whatever ends the process costs no more than the last half minute.
public struct CheckpointChoice: Codable, Hashable, Sendable {
    /// A folder; a hidden one beside the output when nil, and none for a job without one.
    public var folder: String?
    /// Seconds between two states, beside the one at the end of each octave, 0…86400; 30 when nil, the first after 5 at most, and 0 keeps that of every
    /// step.
    public var everySeconds: Double?
    /// Whether the render goes on where it was when it ended, to the same bytes.
    public var resumes: Bool
    /// Whether it goes on without a word where it can, and begins anew where it cannot.
    package var isQuiet = false

    /// A state every half minute, beside the output.
    public init(folder: String? = nil, everySeconds: Double? = nil, resumes: Bool = false) {
        self.folder = folder
        self.everySeconds = everySeconds
        self.resumes = resumes
    }

    private enum CodingKeys: CodingKey {
        case folder, everySeconds, resumes
    }

    /// Reads what stands there.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            folder: try values.decodeIfPresent(String.self, forKey: .folder),
            everySeconds: try values.decodeIfPresent(Double.self, forKey: .everySeconds),
            resumes: try values.decodeIfPresent(Bool.self, forKey: .resumes) ?? false)
    }
}
