import Files
import Foundation
import Wording

extension Manifest {
    /// Reads and checks a manifest.
    /// - Throws: `NetworkError` naming the file and the key that is wrong.
    public init(contentsOf path: String) throws {
        guard let data = Files.read(path, most: 64 << 20) else {
            throw NetworkError.unreadable(path: path, reason: "there is no such file, or it cannot be opened")
        }
        do {
            self = try JSONDecoder().decode(Manifest.self, from: data)
        } catch let error as DecodingError {
            throw NetworkError.manifest(path: path, problem: error.sentence)
        }
        try check(path)
    }

    /// Whether a file is meant to be a manifest: many a JSON lies beside a model, of settings, of classes, of a training.
    static func isOne(_ path: String) -> Bool {
        guard let data = Files.read(path, most: 1 << 24 + 1), data.count <= 1 << 24 else { return false }
        let keys = ["model", "preprocessing"]
        if let object = try? JSONSerialization.jsonObject(with: data) {
            return (object as? [String: Any]).map { object in keys.allSatisfy { object[$0] != nil } } ?? false
        }
        // One that is damaged is told to be.
        let text = String(decoding: data, as: UTF8.self)
        return keys.allSatisfy { text.contains("\"\($0)\"") }
    }

    private func check(_ path: String) throws {
        func require(_ holds: Bool, _ problem: String) throws {
            guard holds else { throw NetworkError.manifest(path: path, problem: problem) }
        }
        let values = preprocessing
        try require(
            values.mean.count == 3, "preprocessing.mean holds \(Phrases.count(values.mean.count, "number")), not 3")
        try require(
            values.deviation.count == 3,
            "preprocessing.deviation holds \(Phrases.count(values.deviation.count, "number")), not 3")
        try require(
            (values.deviation + [values.range]).allSatisfy { $0 > 0 && $0.isFinite },
            "preprocessing.range and .deviation must be above 0")
        try require(values.mean.allSatisfy(\.isFinite), "preprocessing.mean holds no number")
        for file in [model, labels, prototxt, text?.model, text?.vocabulary].compactMap(\.self) {
            let parts = file.split(separator: "/", omittingEmptySubsequences: false)
            try require(
                parts.count <= 3 && parts.allSatisfy { !["", ".", ".."].contains($0) },
                "'\(file)' must lie beside the manifest, or in a folder beside it")
        }
    }
}
