import Files
import Networks
import Wording

/// What can be wrong with a data set.
package enum DatasetError: Error, CustomStringConvertible {
    /// No class of this name.
    case unknownClass(String, network: String, guess: String)
    /// Nobody says which classes, and there are many.
    case whichClasses(network: String, count: Int)
    /// No label of this name among one's own pictures.
    case unknownLabel(String, folder: String, labels: [String])
    /// One's own pictures are not there as they should be.
    case pictures(folder: String, problem: String)
    /// What is in the output's folder is somebody else's.
    case notOurs(folder: String, holds: String)
    /// The output's folder holds another data set.
    case differs(folder: String, differences: [String])
    /// What says what a folder holds cannot be read.
    case damaged(path: String)
    /// The output's folder was made by a version that knows settings which this one does not.
    case laterVersion(folder: String, version: String, settings: [String])
    /// A preset that knows no class, and no picture that it could dream on.
    case presetWithoutClass(String)
    /// A student that knows other classes.
    case student(String, classes: Int, network: String, of: Int)
    /// The network takes more than it may.
    case memory(needed: Int, size: String, bound: Int)
    /// What is dreamt is no number any more.
    case notFinite(step: Int)

    package var description: String {
        func safe(_ text: String) -> String { Phrases.harmless(text, limit: 200) }
        return switch self {
        case .unknownClass(let name, let network, let guess): "\(network) knows no class '\(safe(name))'\(safe(guess))"
        case .whichClasses(let network, let count):
            "\(network) knows \(count) classes; say which with \(SettingName.classes): names or numbers, with commas between "
                + "them, a range such as 0-9, or all"
        case .unknownLabel(let name, let folder, let labels):
            "there is no '\(safe(name))' in '\(safe(folder))'\(Phrases.didYouMean(name, among: labels)); it holds "
                + Phrases.list(labels.map { safe($0) })
        case .pictures(let folder, let problem): "'\(safe(folder))' \(problem)"
        case .notOurs(let folder, let holds):
            "'\(safe(folder))' holds \(safe(holds)), and no data set of Reverie's; name a folder that is empty or not there yet"
        case .differs(let folder, let differences):
            "'\(safe(folder))' holds a data set that was made otherwise: \(Phrases.list(differences.map { safe($0) })); name another "
                + "folder, or make that one's again"
        case .damaged(let path): "'\(safe(path))' cannot be read; it should say what the folder holds"
        case .laterVersion(let folder, let version, let settings):
            "'\(safe(folder))' holds a data set of Reverie \(safe(version)), which says \(Phrases.list(settings.map { safe($0) })) of it; this is "
                + "\(ReverieVersion.current), and knows nothing of that: go on with the version that began it, or name another folder"
        case .presetWithoutClass(let name):
            "'\(safe(name))' has no parameter that takes a class, so all of its pictures would be alike; take one that has, such as "
                + "class-portrait, or dream on labelled pictures (\(SettingName.labelled))"
        case .student(let name, let classes, let network, let count):
            "'\(safe(name))' tells \(Phrases.count(classes, "class", "classes")) apart, and \(safe(network)) \(count): dreams compete with "
                + "a network of the same ones"
        case .memory(let needed, let size, let bound):
            "a picture of \(size) takes \(Phrases.bytes(needed)), and there may be \(Phrases.bytes(bound)); give more "
                + "\(SettingName.memory), or make pictures smaller"
        case .notFinite(let step):
            "at step \(step) what is minimised is no number any more; a smaller rate may help"
        }
    }
}

extension SettingName {
    /// Of a data set: its classes, and one's own labelled pictures.
    static let (classes, labelled) = (SettingName("classes"), SettingName("from"))
}
