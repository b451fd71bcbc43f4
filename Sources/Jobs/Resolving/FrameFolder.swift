import Dreams
import Foundation
import Networks
import Pictures
import Wording

/// The frames of a film that a user brings: the pictures of a folder, in the order of the numbers in their names, so that 2 comes before
/// 10 whatever zeros stand before them.
struct FrameFolder {
    private let paths: [String]
    private let size: Extent

    /// - Parameter size: of every frame, from that of the first one.
    /// - Throws: `PictureError` when the folder cannot be read or holds no pictures; `FilmError.otherShape` when they are not of one shape.
    init(_ folder: String, size: (Extent) throws -> Extent) throws {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw PictureError.unreadable(path: folder, reason: "it is no folder that can be read")
        }
        let pictures = names.filter { (try? PictureFormat(ofName: $0)) != nil && !$0.hasPrefix(".") }
        guard !pictures.isEmpty else {
            throw PictureError.unreadable(path: folder, reason: "there are no PNG or JPEG pictures in this folder")
        }
        paths = pictures.sorted { $0.compare($1, options: [.numeric, .caseInsensitive]) == .orderedAscending }
            .map { (folder.hasSuffix("/") ? folder : folder + "/") + $0 }
        let first = try Picture.read(contentsOf: paths[0])
        let own = Extent(height: first.height, width: first.width)
        self.size = try size(own)
        try FrameFolder.check(paths, own)
    }

    /// Looks whether frames have the shape of the first, which may be of another size: hours later it would be too late.
    private static func check(_ paths: [String], _ first: Extent) throws {
        let others = paths.compactMap { path in
            Picture.size(ofFile: path).flatMap { size in
                first.isOfOneShape(with: Extent(height: size.height, width: size.width)) ? nil : (path, size)
            }
        }
        guard let (path, size) = others.first else { return }
        throw FilmError.otherShape(
            path: path, size: "\(size.width)×\(size.height)", first: "\(first.width)×\(first.height)",
            count: others.count)
    }

    /// Whether a path is a folder.
    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// SHA-256 of the names, sizes and times of the frames: what is in them is read when they are dreamt on.
    var fingerprint: String {
        Data(facts.map { $0 + "\n" }.joined().utf8).sha256
    }

    /// Of every frame: its name, size and time.
    var facts: [String] {
        paths.map { path in
            let found = try? FileManager.default.attributesOfItem(atPath: path)
            let time = (found?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return "\(path) \(found?[.size] as? Int ?? 0) \(time)"
        }
    }

    /// The first frame.
    func first() throws -> Picture { try frame(0) }

    /// All of them; each is read when it is asked for.
    var source: FrameSource { FrameSource(count: paths.count, frame: frame) }

    private func frame(_ index: Int) throws -> Picture {
        let picture = try Picture.read(contentsOf: paths[index])
        // The file may be another one by now.
        try FrameFolder.check([paths[index]], size)
        guard picture.height != size.height || picture.width != size.width else { return picture }
        return picture.resized(height: size.height, width: size.width)
    }
}

extension Extent {
    /// Whether what is as large becomes another by enlarging, but for rounding: by no more than a pixel.
    fileprivate func isOfOneShape(with other: Extent) -> Bool {
        let (across, down) = (width * other.height, height * other.width)
        return abs(across - down) <= max(max(width, height), max(other.width, other.height))
    }
}
