import Dreams
import Engine

/// A device that failed, before a render or in the midst of one.
struct DeviceTrouble {
    /// What happened to it.
    let reason: EngineError
    /// Whether a state was kept that another device can go on from.
    let leftState: Bool

    /// Nil where something else went wrong.
    init?(_ error: any Error) {
        let failure = error as? RunFailure
        let cause = failure?.render?.failure.reason ?? failure?.reason ?? error
        guard let reason = cause as? EngineError, reason.isOfDevice else { return nil }
        (self.reason, leftState) = (reason, failure?.render != nil && failure?.canGoOn == true)
    }
}
