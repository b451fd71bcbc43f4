import Wording

/// What can be wrong with a render's kept state: all wording of these files.
public enum CheckpointError: Error, Hashable, Sendable {
    /// The file cannot be opened.
    case unreadable(path: String, reason: String)
    /// The file is no state, is cut off, or its checksum is wrong.
    case damaged(path: String, reason: String)
    /// The state is of another render; each difference is a clause.
    case differs(path: String, differences: [String])
    /// The numbers in the state do not belong to this recipe, although its identity does.
    case inconsistent
}

extension CheckpointError: CustomStringConvertible {
    /// One sentence: what is wrong, and what to do.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read the state '\(Phrases.harmless(path))': \(reason)"
        case .damaged(let path, let reason):
            "the state '\(Phrases.harmless(path))' cannot be gone on from: \(reason); begin anew without \(SettingName.resumes)"
        case .differs(let path, let differences):
            "the state '\(Phrases.harmless(path))' is of another render: \(differences.joined(separator: "; ")); "
                + "go on with what it was begun with, or begin anew without \(SettingName.resumes)"
        case .inconsistent:
            "the state does not fit this recipe; begin anew without \(SettingName.resumes)"
        }
    }
}
