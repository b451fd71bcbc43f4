import Wording

/// What can be wrong with a picture file: all wording of this room.
public enum PictureError: Error, Hashable, Sendable {
    /// The file cannot be opened.
    case unreadable(path: String, reason: String)
    /// The file is something else.
    case notAPicture(path: String, looksLike: String?)
    /// The file is a film, of this kind.
    case isFilm(path: String, kind: String)
    /// The file is malformed or cut off.
    case damaged(path: String, reason: String)
    /// The file is whole, and of a kind that is not read.
    case unsupported(path: String, reason: String)
    /// What reads files of this format is not installed.
    case noLibrary(path: String, format: String, library: String, package: String)
    /// More pixels than are taken.
    case tooLarge(path: String, limit: Int)
    /// Not enough memory.
    case outOfMemory(path: String)
    /// Brighter than white, which has no place here.
    case highDynamicRange(path: String)
    /// The name's ending names no format that is written.
    case unknownFormat(path: String)
    /// The file cannot be written.
    case unwritable(path: String, reason: String)
    /// The file exists, and somebody else made it.
    case exists(path: String)
}

extension PictureError: CustomStringConvertible {
    /// One sentence: what is wrong, and what to do.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read \(quoted(path)): \(reason)"
        case .notAPicture(let path, let kind):
            "\(quoted(path)) is no picture that is read here (\(PictureFormat.readNames))"
                + (kind.map { ", it looks like \($0); convert it first" } ?? "")
        case .isFilm(let path, let kind):
            "\(quoted(path)) is a film (\(kind)) and no picture; make pictures of it first, 'mkdir frames && ffmpeg -i FILM frames/%05d.png', "
                + "and give a preset that makes films the folder 'frames'"
        case .damaged(let path, let reason):
            "\(quoted(path)) is damaged or cut off: \(Phrases.harmless(reason, limit: 120))"
        case .unsupported(let path, let reason):
            "\(quoted(path)) cannot be read: \(Phrases.harmless(reason, limit: 120))"
        case .noLibrary(let path, let format, let library, let package):
            "\(quoted(path)) is a picture of the kind \(format), which \(library) reads, and that is not installed; "
                + "install it ('apt-get install \(package)'), or convert the picture first"
        case .tooLarge(let path, let limit):
            "\(quoted(path)) has more than \(limit / 1_000_000) megapixels or a side of more than 65500; make it smaller first"
        case .outOfMemory(let path):
            "not enough memory for the picture \(quoted(path))"
        case .highDynamicRange(let path):
            "\(quoted(path)) is a picture of high dynamic range (PQ or HLG), which has no place here; convert it to SDR first"
        case .unknownFormat(let path):
            "\(quoted(path)): "
                + (PictureFormat(readFromName: path).map { "\($0.name) is read here and not written; " } ?? "")
                + "the name must end in \(PictureFormat.writtenEndings)"
        case .unwritable(let path, let reason):
            "cannot write \(quoted(path)): \(reason)"
        case .exists(let path):
            "\(quoted(path)) exists and was not made by Reverie; --force replaces it"
        }
    }

    private func quoted(_ path: String) -> String { "'\(Phrases.harmless(path))'" }
}
