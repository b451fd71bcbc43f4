/// A line of a preset: every node of a recipe keeps its own, so that an error found later still points there.
public struct Place: Hashable, Sendable, CustomStringConvertible {
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
