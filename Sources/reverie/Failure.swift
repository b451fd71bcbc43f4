import ArgumentParser
import Foundation

/// How a command ends when it does not end well.
enum Failure {
    /// The program was interrupted; what was done so far has been kept.
    struct Interrupted: Error {}

    /// Ends the process: one message on stderr, and 1 for a failure, 64 for wrong usage, 130 for an interruption.
    static func exit(with error: any Error) -> Never {
        if error is Interrupted { Foundation.exit(130) }
        let code = Reverie.exitCode(for: error)
        guard code == .failure, !(error is ExitCode) else { Reverie.exit(withError: error) }
        Console.say("reverie: \(error)")
        Foundation.exit(1)
    }
}
