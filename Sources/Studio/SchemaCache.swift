import Dispatch
import Files
import Foundation
import Jobs
import Recipes
import Synchronization

/// What presets say of themselves, known until their text, or anything that they may require, is another.
final class SchemaCache: Sendable {
    private let known = Mutex<[PresetSource: Known]>([:])

    private struct Known {
        let stamp: Int
        let schema: PresetSchema
    }

    /// - Throws: `PresetError`.
    func schema(of source: PresetSource) throws -> PresetSchema {
        let stamp = stamp(of: source)
        if let found = known.withLock({ $0[source] }), found.stamp == stamp { return found.schema }
        let schema = PresetSchema(try source.outline())
        known.withLock { all in
            if all.count >= SchemaCache.most { all.removeAll() }
            all[source] = Known(stamp: stamp, schema: schema)
        }
        return schema
    }

    private static let most = 512

    /// Of the scripts that may be required: what they are called, and when they were written.
    private func stamp(of source: PresetSource) -> Int {
        var hasher = Hasher()
        for folder in [source.folder].compactMap(\.self) + [source.folders.standard] + source.folders.plugins {
            for name in (Files.names(in: folder) ?? []).sorted() where name.hasSuffix(".lua") {
                hasher.combine(name)
                hasher.combine(Files.modified(Paths.inside(folder, name)))
            }
        }
        return hasher.finalize()
    }

    /// All of some, on all processors.
    static func each<Value: Sendable>(_ names: [String], _ body: @Sendable (String) -> Value) -> [Value] {
        let found = Mutex<[Int: Value]>([:])
        DispatchQueue.concurrentPerform(iterations: names.count) { index in
            let value = body(names[index])
            found.withLock { $0[index] = value }
        }
        return found.withLock { found in names.indices.compactMap { found[$0] } }
    }
}
