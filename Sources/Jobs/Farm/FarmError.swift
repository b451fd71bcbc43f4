import Wording

/// What can be wrong with a farm.
package enum FarmError: Error, Hashable, CustomStringConvertible {
    /// A folder that is none.
    case noFarm(folder: String)
    /// A folder that holds something else.
    case notEmpty(folder: String, name: String)
    /// One whose layout this program does not know.
    case otherFormat(folder: String, format: Int)
    /// Pictures of another version have other bytes.
    case otherVersion(folder: String, version: String)
    /// A farm of other jobs.
    case otherJobs(folder: String)
    /// A file of it that says nothing.
    case damaged(path: String, problem: String)
    /// A file of it that cannot be written.
    case unwritable(path: String, reason: String)
    /// Weights that are not those that the jobs were given.
    case otherNetwork(path: String, name: String, digest: String?)
    /// Somebody else is making it.
    case submitting(folder: String, machine: String, process: Int32)
    /// Somebody else is collecting.
    case collecting(folder: String, machine: String, process: Int32)
    /// A task that none has.
    case task(Int)
    /// No room where results go: nothing is wrong with the job.
    case diskFull(path: String, reason: String)
    /// Something that one job has, and others beside it cannot have.
    case notOnFarm(setting: String, reason: String)

    package var description: String {
        switch self {
        case .noFarm(let folder):
            "there is no farm in '\(Phrases.harmless(folder))': 'reverie farm submit' and 'reverie farm run' make one"
        case .notEmpty(let folder, let name):
            "'\(Phrases.harmless(folder))' holds '\(Phrases.harmless(name, limit: 60))', and is no farm; name a folder that is empty, or not there yet, by \(SettingName.farm)"
        case .otherFormat(let folder, let format):
            "the farm in '\(Phrases.harmless(folder))' is laid out as format \(format), which this version of Reverie does not know; use the version that made it"
        case .otherVersion(let folder, let version):
            "the farm in '\(Phrases.harmless(folder))' was made by Reverie \(Phrases.harmless(version, limit: 40)), and this is \(ReverieVersion.current): pictures would differ; "
                + "install the same on every machine, or begin anew with \(SettingName.anew)"
        case .otherJobs(let folder):
            "the farm in '\(Phrases.harmless(folder))' is one of other jobs; collect it first, name another folder by \(SettingName.farm), or take it away with \(SettingName.anew)"
        case .damaged(let path, let problem): "'\(Phrases.harmless(path))' of the farm: \(problem)"
        case .unwritable(let path, let reason): "'\(Phrases.harmless(path))' of the farm cannot be written: \(reason)"
        case .otherNetwork(let path, let name, let digest):
            "'\(Phrases.harmless(path))' "
                + (digest.map { "has the hash \($0.prefix(12))…, and is not" } ?? "cannot be read, and should be")
                + " the network '\(Phrases.harmless(name))' that the farm was given; submit it anew with \(SettingName.anew)"
        case .collecting(let folder, let machine, let process):
            "the farm in '\(Phrases.harmless(folder))' is being collected by process \(process) of \(Phrases.harmless(machine)); wait for that"
        case .submitting(let folder, let machine, let process):
            "the farm in '\(Phrases.harmless(folder))' is being made by process \(process) of \(Phrases.harmless(machine)); wait for that"
        case .task(let number): "\(SettingName.task) is \(number); tasks are counted from 1"
        case .diskFull(let path, let reason):
            "'\(Phrases.harmless(path))': \(reason); nothing is lost: once there is room, the same command goes on"
        case .notOnFarm(let setting, let reason): "\(SettingName(setting)) is nothing for a farm: \(reason)"
        }
    }
}

extension SettingName {
    /// The folder of a farm, whether another one there is taken away, and which of its tasks one is.
    static let (farm, anew, task) = (SettingName("farm"), SettingName("anew"), SettingName("task"))
}
