import Dreams
import Foundation

/// The networks that a recipe asks for beside its own, by name.
struct OtherNetworks {
    let own: NetworkVocabulary
    private let others: (String) throws -> NetworkVocabulary
    private var known: [String: NetworkVocabulary] = [:]

    /// The most of them: each is held whole while the recipe is rendered.
    static let most = 4

    init(own: NetworkVocabulary, others: @escaping (String) throws -> NetworkVocabulary) {
        self.own = own
        self.others = others
    }

    /// A network by its name; the recipe's own where it is that.
    ///
    /// Reading one, or fetching it, takes its own time and no script's, whose clock is that of its thread.
    /// - Throws: `ScriptFailure`.
    mutating func network(named name: String) throws -> NetworkVocabulary {
        if name == own.name { return own }
        if let network = known[name] { return network }
        guard known.count < OtherNetworks.most else {
            throw ScriptFailure(
                "network: \(OtherNetworks.most) networks beside the preset's own can be read, and no more")
        }
        do {
            var network = try OtherNetworks.onOwnThread { try others(name) }
            network.reference = name
            known[name] = network
            return network
        } catch {
            throw ScriptFailure("network: \(error)")
        }
    }

    private static func onOwnThread<Value>(_ body: () throws -> Value) throws -> Value {
        try withoutActuallyEscaping(body) { body in
            let work = Work(body)
            let done = DispatchSemaphore(value: 0)
            let thread = Thread {
                work.run()
                done.signal()
            }
            thread.stackSize = 8 << 20
            thread.start()
            done.wait()
            return try work.result()
        }
    }
}

/// Something that another thread does while this one waits: nothing of it is used by both at once, and its body is let go of before it ends.
private final class Work<Value>: @unchecked Sendable {
    private var body: (() throws -> Value)?
    private var made: Result<Value, any Error>?

    init(_ body: @escaping () throws -> Value) { self.body = body }

    func run() {
        made = exchange(&body, with: nil).map { body in Result { try body() } }
    }

    func result() throws -> Value {
        guard let made else { preconditionFailure("what was run has a result") }
        return try made.get()
    }
}
