import Files
public import Foundation
import Pictures
import Wording

/// A carried recipe comes from a stranger's file: everything in it is bounded before anything is made of it.
extension CarriedRecipe {
    /// The longest JSON that is written and read: 4 MiB.
    public static let longestJSON = 4 << 20
    /// The most modules, parameters and pictures, each.
    static let mostEntries = 256
    /// The most values of one parameter that a sheet shows.
    public static let mostValues = 10_000

    /// The recipe that a picture or a `.recipe.json` carries.
    /// - Throws: `SharingError`, `PictureError` when the file cannot be read.
    public init(contentsOf path: String) throws {
        try self.init(try FileBytes.read(path, most: PictureSource.largestFile), path: path)
    }

    /// The same of a file that is a picture, most likely, of which only what stands beside its pixels is read from the disk.
    /// - Throws: as `init(contentsOf:)`.
    public init(besidePixelsOf path: String) throws {
        guard let data = Files.map(path), data.count <= PictureSource.largestFile else {
            self = try CarriedRecipe(contentsOf: path)
            return
        }
        try self.init(data, path: path)
    }

    /// The same, of such a file's bytes; `path` is for messages.
    /// - Throws: `SharingError`.
    public init(_ data: Data, path: String) throws {
        if PictureFormat(of: data) != nil {
            let text = try PictureText.read(
                CarriedRecipe.keyword, from: data, most: CarriedRecipe.longestJSON, path: path)
            guard let text else { throw SharingError.noRecipe(path: path) }
            try self.init(json: Data(text.utf8), path: path, isMeantAsOne: true)
        } else if GIFComments.place(in: data) != nil {
            let heading = Data(CarriedRecipe.commentHeading.utf8)
            let comments = GIFComments.texts(of: data, most: CarriedRecipe.longestJSON + heading.count)
            guard let comment = comments.first(where: { $0.starts(with: heading) }) else {
                throw SharingError.noRecipe(path: path)
            }
            try self.init(json: comment.dropFirst(heading.count), path: path, isMeantAsOne: true)
        } else {
            try self.init(json: data, path: path)
        }
    }

    /// Reads and checks the JSON; `path` is for messages.
    /// - Throws: `SharingError`.
    public init(json: Data, path: String) throws { try self.init(json: json, path: path, isMeantAsOne: false) }

    /// - Parameter isMeantAsOne: whether it stands where recipes do: then what is none is a damaged one.
    private init(json: Data, path: String, isMeantAsOne: Bool) throws {
        func damaged(_ problem: String) -> SharingError { .damagedRecipe(path: path, problem: problem) }
        guard json.count <= CarriedRecipe.longestJSON else { throw SharingError.noRecipe(path: path) }
        let decoder = JSONDecoder()
        guard let heading = try? decoder.decode(Heading.self, from: json), heading.kind == CarriedRecipe.kind else {
            throw isMeantAsOne ? damaged("it is cut off, or something else") : SharingError.noRecipe(path: path)
        }
        guard heading.format <= CarriedRecipe.latestFormat else {
            throw SharingError.newerRecipe(path: path, format: heading.format, known: CarriedRecipe.latestFormat)
        }
        do {
            self = try decoder.decode(CarriedRecipe.self, from: json)
        } catch let error as DecodingError {
            throw damaged(error.sentence)
        }
        if let problem { throw damaged(problem) }
    }

    private struct Heading: Codable {
        var kind: String
        var format: Int
    }

    /// What is beyond its bounds; nil when all is well.
    private var problem: String? {
        let sounds = sounds ?? [:]
        let names =
            Array(modules.keys) + Array(parameters.keys) + Array(pictures.parameters.keys) + Array(sounds.keys)
        let checks: [(Bool, String)] = [
            (format >= 1, "its format is \(format)"),
            ((1...100).contains(version.utf8.count), "its version is no version"),
            (isFileName(preset.name), "its preset's name is no file's name"),
            (preset.text.utf8.count <= ModuleFinder.largestFile, "its preset is too long"),
            (modules.count <= CarriedRecipe.mostEntries, "it has \(modules.count) modules"),
            (modules.keys.allSatisfy { (try? ModuleFinder.file(of: $0)) != nil }, "a module's name is none"),
            (modules.values.allSatisfy { $0.utf8.count <= ModuleFinder.largestFile }, "a module is too long"),
            (parameters.count <= CarriedRecipe.mostEntries, "it has \(parameters.count) parameters"),
            (parameters.values.allSatisfy { $0.utf8.count <= 1000 }, "a parameter's value is too long"),
            (names.allSatisfy { (1...200).contains($0.utf8.count) }, "a name in it is too long"),
            ((1...100).contains(network.name.utf8.count), "its network's name is none"),
            (Fingerprint(sha256: network.sha256).isHash, "its network's SHA-256 is none"),
            ((others ?? []).count <= OtherNetworks.most + 1, "it names \(others?.count ?? 0) networks beside its own"),
            (
                (others ?? []).allSatisfy {
                    (1...100).contains($0.name.utf8.count) && Fingerprint(sha256: $0.sha256).isHash
                }, "a network beside its own is none"
            ),
            (sides.allSatisfy { (1...16384).contains($0) }, "its canvas is \(canvas.width)×\(canvas.height)"),
            (pictures.parameters.count + pictures.files.count <= CarriedRecipe.mostEntries, "it has too many pictures"),
            (pictures.files.keys.allSatisfy { (try? PictureFinder.check($0)) != nil }, "a picture's name is none"),
            (fingerprints.allSatisfy(\.isHash), "a picture's SHA-256 is none"),
            (sounds.count <= CarriedRecipe.mostEntries, "it has \(sounds.count) sounds"),
            (sounds.values.allSatisfy(\.isHash), "a sound's SHA-256 is none"),
            (rendering.memory ?? 1 > 0, "its memory is \(rendering.memory ?? 0) bytes"),
            ((0...16384).contains(rendering.fastHalo ?? 0), "its halo is \(rendering.fastHalo ?? 0) pixels"),
            ((1...40).contains((rendering.rate ?? "24").utf8.count), "its frames a second are no number"),
            ((1...300).contains((rendering.device ?? "cpu").utf8.count), "its device's name is none"),
            ((rendering.precision ?? "half") == "half", "its precision is none"),
            ([8, 16].contains(rendering.depth ?? 8), "its depth is \(rendering.depth ?? 0) bits"),
            ((parents ?? []).count <= CarriedRecipe.mostEntries, "it has \(parents?.count ?? 0) parents"),
            ((parents ?? []).allSatisfy { (1...100).contains($0.utf8.count) }, "a parent of it is none"),
            (axes.count <= CarriedRecipe.mostEntries, "it varies \(axes.count) parameters"),
            (axes.allSatisfy { $0.values.count <= CarriedRecipe.mostValues }, "it varies a parameter too often"),
            (
                axes.allSatisfy { ([$0.name] + $0.values).allSatisfy { $0.utf8.count <= 1000 } },
                "a value of its sheet is too long"
            ),
        ]
        return checks.first { !$0.0 }?.1
    }

    private var axes: [Axis] { varied ?? [] }

    private var sides: [Int] { [canvas.width, canvas.height] }

    private var fingerprints: [Fingerprint] {
        [pictures.input].compactMap(\.self) + pictures.parameters.values + pictures.files.values
    }

    /// The name is a chunk's in messages, and nothing else.
    private func isFileName(_ name: String) -> Bool {
        // A file's name has 255 bytes, of which each may take four here (PathText).
        (1...1020).contains(name.utf8.count)
            && !name.unicodeScalars.contains { $0 == "/" || $0.properties.generalCategory == .control }
    }
}

extension CarriedRecipe.Fingerprint {
    fileprivate var isHash: Bool {
        sha256.utf8.count == 64 && sha256.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}
