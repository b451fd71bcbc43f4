import Synchronization

/// What engines have made of a layer's weights: packed, reordered, transformed. Copies of the layer share it, so that weights
/// are prepared once, for every size and every tile; it lives as long as the network, or until it is forgotten.
public final class Preparations: Sendable {
    private let made = Mutex<[String: any AnyObject & Sendable]>([:])

    init() {}

    /// What `key` stands for, made by `make` when it is first asked for.
    public func value<Value: AnyObject & Sendable>(_ key: String, make: () throws -> Value) rethrows -> Value {
        try made.withLock { made in
            if let known = made[key] as? Value { return known }
            let new = try make()
            made[key] = new
            return new
        }
    }

    /// Lets go of what `key` stands for; whoever uses it keeps it.
    public func forget(_ key: String) { made.withLock { $0[key] = nil } }

    /// What `key` stands for, if it was made.
    public func known<Value: AnyObject & Sendable>(_ key: String) -> Value? { made.withLock { $0[key] as? Value } }
}
