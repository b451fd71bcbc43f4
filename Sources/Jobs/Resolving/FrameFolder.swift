import Dreams
import Files
import Foundation
import Networks
import Pictures
import Wording

/// The frames of a film that a user brings.
protocol BroughtFrames {
    /// SHA-256 of what tells them from others.
    var fingerprint: String { get }
    /// What tells each of them from others.
    var facts: [String] { get }
    /// What the user should know.
    var remarks: [String] { get }
    /// The first of them.
    func first() throws -> Picture
    /// All of them; each is read when it is asked for.
    var source: FrameSource { get }
}

extension BroughtFrames {
    var remarks: [String] { [] }
}

/// The frames of a film that a user brings in a folder: the pictures of a folder, in the order of the numbers in their names, so that 2 comes before
/// 10 whatever zeros stand before them.
struct FrameFolder: BroughtFrames {
    private let paths: [String]
    private let size: Extent

    /// - Parameter size: of every frame, from that of the first one.
    /// - Throws: `PictureError` when the folder cannot be read or holds no pictures; `FilmError.otherShape` when they are not of one shape.
    init(_ folder: String, size: (Extent) throws -> Extent) throws {
        guard let names = Files.names(in: folder) else {
            throw PictureError.unreadable(path: folder, reason: "it is no folder that can be read")
        }
        let pictures = names.filter { PictureFormat(readFromName: $0) != nil && !$0.hasPrefix(".") }
        guard !pictures.isEmpty else {
            let clip = names.sorted().first { VideoContainer(ofFile: Paths.inside(folder, $0)) != nil }
            throw PictureError.unreadable(
                path: folder,
                reason: "there are no pictures in this folder (\(PictureFormat.readEndings))"
                    + (clip.map {
                        "; of videos each makes a film of its own: name '\(Phrases.harmless(Paths.inside(folder, $0)))', or several"
                    } ?? ""))
        }
        paths = FrameFolder.inOrder(pictures).map { Paths.inside(folder, $0) }
        let sizes = try paths.map { path in
            let size = try Picture.size(of: FrameFolder.bytes(path), path: path)
            return Extent(height: size.height, width: size.width)
        }
        // One that has another shape than the first, which may be of another size, is told now: hours later it would be too late.
        let others = sizes.indices.filter { !sizes[0].isOfOneShape(with: sizes[$0]) }
        if let other = others.first {
            throw FrameFolder.stretched(paths[other], sizes[other], first: sizes[0], count: others.count)
        }
        self.size = try size(sizes[0])
    }

    private static func stretched(_ path: String, _ size: Extent, first: Extent, count: Int = 1) -> FilmError {
        .otherShape(
            path: path, size: "\(size.width)×\(size.height)", first: "\(first.width)×\(first.height)", count: count)
    }

    /// Where they lie on the disk: of most frames only the beginning is read, for their sizes.
    private static func bytes(_ path: String) throws -> Data {
        guard Files.isPlain(path), let bytes = Files.map(path), bytes.count <= PictureSource.largestFile else {
            // For what is wrong with it.
            return try FileBytes.read(path, most: PictureSource.largestFile)
        }
        return bytes
    }

    /// In the order of the numbers in their names; those that differ in nothing else by their bytes.
    static func inOrder(_ paths: [String]) -> [String] {
        paths.sorted {
            switch $0.compare($1, options: [.numeric, .caseInsensitive]) {
            case .orderedAscending: true
            case .orderedDescending: false
            case .orderedSame: PathText.bytes(of: $0).lexicographicallyPrecedes(PathText.bytes(of: $1))
            }
        }
    }

    /// SHA-256 of the names, sizes and times of the frames: what is in them is read when they are dreamt on.
    var fingerprint: String {
        Data(facts.map { $0 + "\n" }.joined().utf8).sha256
    }

    /// Of every frame: its name, size and time.
    var facts: [String] {
        paths.map { path in
            let facts = Files.facts(path) ?? stat()
            return "\(Paths.name(of: path)) \(facts.st_size) \(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec)"
        }
    }

    /// The first frame.
    func first() throws -> Picture { try frame(0) }

    /// All of them; each is read when it is asked for.
    var source: FrameSource { FrameSource(count: paths.count, frame: frame) }

    private func frame(_ index: Int) throws -> Picture {
        let data = try FileBytes.read(paths[index], most: PictureSource.largestFile)
        var picture = try Picture(data, path: paths[index]) { own in
            // The file may be another one by now.
            let own = Extent(height: own.height, width: own.width)
            guard size.isOfOneShape(with: own) else {
                throw FrameFolder.stretched(paths[index], own, first: size)
            }
            return (size.height, size.width)
        }
        // With the file beside it.
        picture.metadata.bytesToRead += data.count
        return picture
    }
}

extension Extent {
    /// Whether what is as large becomes another by enlarging, but for rounding: by no more than a pixel.
    fileprivate func isOfOneShape(with other: Extent) -> Bool {
        let (across, down) = (width * other.height, height * other.width)
        return abs(across - down) <= max(max(width, height), max(other.width, other.height))
    }
}
