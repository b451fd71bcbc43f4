public import Foundation

/// Files that tests read: they lie in `Tests/Fixtures`.
public enum Fixtures {
    /// The folder that holds Package.swift.
    public static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The path of a fixture: `Fixtures.path("Networks/cat-224.png")`.
    public static func path(_ name: String) -> String { checkout + "/Tests/Fixtures/" + name }

    /// A fixture's bytes.
    public static func data(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path(name)))
    }

    /// Whether two files have the same bytes.
    public static func same(_ a: String, _ b: String) throws -> Bool {
        try Data(contentsOf: URL(fileURLWithPath: a)) == Data(contentsOf: URL(fileURLWithPath: b))
    }

    /// A folder of its own, removed when the body ends.
    public static func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reverie-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder.path)
    }
}
