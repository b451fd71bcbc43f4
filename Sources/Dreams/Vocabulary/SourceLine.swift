/// A line of a preset: every node of a recipe keeps its own, so that an error found later still points there.
public struct SourceLine: Hashable, Sendable, CustomStringConvertible {
    /// The file's name as the user knows it.
    public var file: String
    /// Counted from 1.
    public var line: Int

    /// A line of a file.
    public init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// `tidepool.lua:12`
    public var description: String { "\(file):\(line)" }
}

/// Where a part of an expression was written; it makes no difference to what the part is, so that the same thing on two lines is
/// computed once.
public struct Origin: Hashable, Sendable {
    /// The line, where it is known.
    public var place: SourceLine?

    /// An origin from a line.
    public init(_ place: SourceLine?) { self.place = place }

    /// Always.
    public static func == (left: Origin, right: Origin) -> Bool { true }

    /// Nothing.
    public func hash(into hasher: inout Hasher) {}
}
