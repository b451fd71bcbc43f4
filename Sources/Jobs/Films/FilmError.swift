import Files
import Pictures
import Wording

/// What can be wrong with a film's output.
enum FilmError: Error, CustomStringConvertible {
    case noFFmpeg(kind: FilmKind)
    /// The ffmpeg that is there was built without a coder, and makes others.
    case noCoder(kind: FilmKind, ffmpeg: String, others: [FilmKind])
    case unknownKind(path: String)
    /// A name that neither a picture nor a film can have.
    case neither(path: String)
    /// A name that only a film can have, for one picture.
    case still(path: String)
    /// A folder, where only a film has its pictures, for one picture.
    case folderForPicture(path: String)
    case notEncoded(path: String, frames: String, reason: String)
    case framesWithoutFilm(path: String)
    /// A folder that holds pictures with which the film's frames would be mixed.
    case otherFrames(folder: String, names: [String])
    /// A frame that was there is gone, or is another film's.
    case frameMissing(path: String)
    /// Another process makes a film in the same folder.
    case beingMade(folder: String)
    /// Frames of a film that is only to be put together are not there.
    case framesGone(folder: String)
    /// A video that is to be dreamt over, without what reads it.
    case noFFmpegForClip(path: String)
    /// A video of which nothing can be made.
    case badClip(path: String, reason: String)
    /// A sound, without what reads it.
    case noFFmpegForSound(path: String)
    /// What nothing can be heard of.
    case badSound(path: String, reason: String)
    /// A video, for one picture.
    case clipWithoutFilm(path: String)
    /// A frame of the user's that has another shape than the first.
    case otherShape(path: String, size: String, first: String, count: Int)

    var description: String {
        switch self {
        case .noFFmpeg(let kind):
            "ffmpeg is needed for .\(kind.rawValue), and is not installed; install it ('apt-get install ffmpeg'), or give a folder for numbered PNG files"
        case .noCoder(let kind, let ffmpeg, let others):
            "'\(Phrases.harmless(ffmpeg))' was built without \(kind.coder), which .\(kind.rawValue) needs; install another, or "
                + (others.isEmpty
                    ? "give a folder for numbered PNG files"
                    : "let OUT end in \(Phrases.choices(others.map { "." + $0.rawValue }))")
        case .unknownKind(let path):
            "'\(Phrases.harmless(path))' is no place for a film; give a folder, a pattern such as dream-%04d.png, or a name that ends in "
                + FilmError.endings
        case .neither(let path):
            "'\(Phrases.harmless(path))': the name of a picture ends in \(PictureFormat.writtenEndings), that of a film in "
                + FilmError.endings
        case .still(let path):
            "'\(Phrases.harmless(path))': the name must end in \(PictureFormat.writtenEndings), because this preset makes one picture and no film"
        case .folderForPicture(let path):
            "'\(Phrases.harmless(path))' is a folder, and this preset makes one picture; name it: "
                + "\(SettingName.output) \(Phrases.harmless(Paths.inside(path, "dream.png")))"
        case .notEncoded(let path, let frames, let reason):
            "ffmpeg could not make '\(Phrases.harmless(path))': \(Phrases.harmless(reason, limit: 200)); the frames are in \(Phrases.harmless(frames))"
        case .framesWithoutFilm(let path):
            "'\(Phrases.harmless(path))' is a folder, and this preset is no film; name one picture"
        case .otherFrames(let folder, let names):
            "'\(Phrases.harmless(folder))' holds \(Phrases.count(names.count, "picture")) that the frames would be mixed with: "
                + Phrases.list(names.map { Phrases.harmless($0, limit: 60) }, limit: 6)
                + "; give an empty folder, or move them; \(SettingName.replaces) takes away those that have a frame's name"
        case .frameMissing(let path):
            "the frame '\(Phrases.harmless(path))' is not there, or is of another film; begin anew without \(SettingName.resumes)"
        case .beingMade(let folder):
            "another render is making a film in '\(Phrases.harmless(folder))'; wait for it, or give \(SettingName.output) another name"
        case .framesGone(let folder):
            "frames of the film that were rendered are not in '\(Phrases.harmless(folder))' any longer"
        case .noFFmpegForClip(let path):
            "'\(Phrases.harmless(path))' is a video, and ffmpeg, which reads it, is not installed; install it ('apt-get install ffmpeg'), or give a folder of its pictures"
        case .badClip(let path, let reason):
            "'\(Phrases.harmless(path))' cannot be dreamt over: \(Phrases.harmless(reason, limit: 200))"
        case .noFFmpegForSound(let path):
            "'\(Phrases.harmless(path))' is a sound, and ffmpeg, which reads it, is not installed; install it ('apt-get install ffmpeg')"
        case .badSound(let path, let reason):
            "'\(Phrases.harmless(path))' cannot be listened to: \(Phrases.harmless(reason, limit: 200))"
        case .clipWithoutFilm(let path):
            "'\(Phrases.harmless(path))' is a video, and this preset makes one picture; give a picture, or take a preset that makes a film, such as moving-pictures"
        case .otherShape(let path, let size, let first, let count):
            "'\(Phrases.harmless(path))' is \(size), and the first frame is \(first)"
                + (count > 1 ? "; \(count) frames have another shape than it" : "")
                + ": they would be stretched; crop or pad them first, or leave them out"
        }
    }

    private static var endings: String { Phrases.choices(FilmKind.allCases.map { "." + $0.rawValue }) }
}
