import Dreams
import Files
import Foundation
import Networks
import Wording

/// What `dataset.json` holds: what the data set of a folder is made by.
///
/// A folder may be older than a setting, and then says nothing of it: it was made as if that were as usual, since what a setting brings is not done where
/// nobody asks for it. A folder that says more than is known here is a later version's, and is left to that.
struct DatasetHeader: Codable {
    private let dataset: DatasetJob
    private let networkSHA256: String
    private let studentSHA256: String?
    private let reverie: String

    init(of job: DatasetJob, network: Network, student: Network?) {
        dataset = job
        networkSHA256 = network.manifest.sha256
        studentSHA256 = student?.manifest.sha256
        reverie = ReverieVersion.current
    }

    /// Reads it.
    /// - Throws: `DatasetError.damaged`, `DatasetError.laterVersion`.
    init(contentsOf path: String, of folder: String) throws {
        guard let data = Files.map(path),
            let said = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any],
            let job = said["dataset"] as? [String: Any], job["network"] is String
        else { throw DatasetError.damaged(path: path) }
        let dream = job["dream"] as? [String: Any] ?? [:]
        let unknown = [
            (said, DatasetHeader.names), (job, DatasetHeader.names(of: DatasetJob(network: ""))),
            (dream, DatasetHeader.names(of: BatchSettings())),
        ].flatMap { found, known in found.keys.filter { !known.contains($0) } }
        guard unknown.isEmpty else {
            let version = said["reverie"] as? String ?? "a later version"
            throw DatasetError.laterVersion(folder: folder, version: version, settings: unknown.sorted())
        }
        do {
            let usual = try JSONSerialization.jsonObject(with: DatasetJob(network: "").jsonLine())
            var whole = said
            whole["dataset"] = DatasetHeader.filled(job, from: usual as? [String: Any] ?? [:])
            self = try JSONDecoder().decode(Self.self, from: JSONSerialization.data(withJSONObject: whole))
        } catch {
            throw DatasetError.damaged(path: path)
        }
    }

    private static let names: Set<String> = ["dataset", "networkSHA256", "studentSHA256", "reverie"]

    /// What a value's properties are called, those that are nil too.
    private static func names(of value: Any) -> Set<String> {
        Set(Mirror(reflecting: value).children.compactMap(\.label))
    }

    /// What is said, and the usual where nothing is.
    private static func filled(_ said: [String: Any], from usual: [String: Any]) -> [String: Any] {
        usual.merging(said) { usual, said in
            guard let usual = usual as? [String: Any], let said = said as? [String: Any] else { return said }
            return filled(said, from: usual)
        }
    }

    /// What another data set is made by that this one is not: `steps was 400 and is 200`.
    func differences(from other: DatasetHeader) throws -> [String] {
        let (old, new) = (try other.flat(), try flat())
        return Set(old.keys).union(new.keys).sorted().filter { old[$0] != new[$0] }.map {
            $0.hasSuffix("SHA256")
                ? "its \($0.dropLast(6)) was another one"
                : "\($0) was \(old[$0] ?? "not said") and is \(new[$0] ?? "not said")"
        }
    }

    private func flat() throws -> [String: String] {
        let object = try JSONSerialization.jsonObject(with: jsonLine()) as? [String: Any] ?? [:]
        var all = ["networkSHA256": networkSHA256]
        all["studentSHA256"] = studentSHA256
        let job = object["dataset"] as? [String: Any] ?? [:]
        for (key, value) in job.merging(job["dream"] as? [String: Any] ?? [:], uniquingKeysWith: { $1 })
        where key != "dream" { all[key] = "\(value)".replacing("\n", with: " ") }
        return all
    }
}
