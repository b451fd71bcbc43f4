import Synchronization

/// Something that a render can be told, in messages: by the name that whoever reads them knows it by.
///
///     "give more \(SettingName.memory)"                // to a program: give more memory
///     "try \(SettingName.memory.set(to: "2GiB"))"      // on a command line: try --memory 2GiB
///
/// A library knows no option of a command line. A front end says once how it calls things, before it does anything else: see `speak(_:)`.
public struct SettingName: Hashable, Sendable, CustomStringConvertible {
    /// As a program calls it: `longEdge`.
    public let name: String

    /// A setting by its name.
    public init(_ name: String) { self.name = name }

    /// How settings are called, and how one is set to a value.
    public typealias Speaker = @Sendable (SettingName, _ value: String?) -> String

    /// As programs call them.
    public static let plainly: Speaker = { setting, value in value.map { "\(setting.name) \($0)" } ?? setting.name }

    private static let speaker = Mutex<Speaker>(plainly)

    /// Lets the front end of this process speak.
    public static func speak(_ words: @escaping Speaker) { speaker.withLock { $0 = words } }

    /// What it is called.
    public var description: String { SettingName.speaker.withLock { $0 }(self, nil) }

    /// What is said to set it to a value.
    public func set(to value: String) -> String { SettingName.speaker.withLock { $0 }(self, value) }
}

extension SettingName {
    /// What it may hold, in bytes.
    public static let memory = SettingName("memory")
    /// How far tiles see.
    public static let fastHalo = SettingName("fastHalo")
    /// How many threads compute.
    public static let threads = SettingName("threads")
    /// Sides of the canvas.
    public static let (width, height, longEdge) = (SettingName("width"), SettingName("height"), SettingName("longEdge"))
    /// How many times as large it is.
    public static let scale = SettingName("scale")
    /// Bits a sample.
    public static let depth = SettingName("depth")
    /// Of a picture with loss.
    public static let quality = SettingName("quality")
    /// Of a film, which one.
    public static let frame = SettingName("frame")
    /// What is transparent lies on it.
    public static let background = SettingName("background")
    /// Where the state is kept.
    public static let checkpoint = SettingName("checkpoint")
    /// Whether to go on from the state.
    public static let resumes = SettingName("resume")
    /// Whether files are replaced that are not ours.
    public static let replaces = SettingName("force")
    /// Where it goes.
    public static let output = SettingName("output")
    /// A parameter, a picture parameter, the network.
    public static let (parameter, picture, network) = (
        SettingName("set"), SettingName("picture"), SettingName("network")
    )
    /// Of a sheet.
    public static let (varied, cell, channels) = (SettingName("vary"), SettingName("cell"), SettingName("channels"))
    /// Of a network that is added.
    public static let (labels, photo, preprocessing, vocabulary) = (
        SettingName("labels"), SettingName("photo"), SettingName("preprocessing"), SettingName("vocabulary")
    )
}
