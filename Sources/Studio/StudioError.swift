import Wording

/// What can be wrong with what somebody asks of the studio: a sentence, and how HTTP calls it.
struct StudioError: Error, CustomStringConvertible {
    /// 400, 403, 404, 405, 413 …
    let status: Int
    /// For people.
    let description: String

    init(_ status: Int, _ description: String) { (self.status, self.description) = (status, description) }

    /// Something that is not there, or not any longer.
    static func missing(_ what: String) -> StudioError { StudioError(404, "there is no \(what)") }
}

/// What keeps the studio from beginning.
public enum StudioTrouble: Error, CustomStringConvertible {
    /// Somebody else listens there.
    case portInUse(Int)
    /// The system refuses to listen.
    case cannotListen(port: Int, reason: String)
    /// Pictures cannot be kept there.
    case folder(path: String, reason: String)
    /// The page's files are not there.
    case noPage(path: String)
    /// It does not stand.
    case fell(times: Int)
    /// There is no network to share it on.
    case noNetwork

    /// One sentence.
    public var description: String {
        switch self {
        case .portInUse(let port):
            "port \(port) is in use; is a studio open already? Without --port a free one is taken"
        case .cannotListen(let port, let reason): "cannot listen on port \(port): \(Phrases.harmless(reason))"
        case .folder(let path, let reason): "the folder '\(Phrases.harmless(path))': \(reason)"
        case .noPage(let path): "the studio's page should be in '\(Phrases.harmless(path))'; is the checkout complete?"
        case .fell(let times):
            "the studio fell over \(Phrases.count(times, "time")) within a minute; what was dreamt last is best left alone"
        case .noNetwork: "this machine is in no network that the studio could be shared on"
        }
    }
}
