import ArgumentParser
import Files
import Foundation
import Jobs
import Terminal
import Wording

/// How a command ends when it does not end well.
enum Failure {
    /// Ends the process: one message on stderr, and 1 for a failure, 64 for wrong usage, 130 for an interruption.
    static func exit(with error: any Error) -> Never {
        if error is Interrupted { Foundation.exit(130) }
        if error is Unfinished { Foundation.exit(ExitCode.failure.rawValue) }
        if error is any UsageProblem || (error as? JobError)?.isOfRequest == true {
            exit(with: ValidationError("\(error)"))
        }
        if error is WrongUsage {
            Console.say("reverie: \(error)")
            Foundation.exit(ExitCode.validationFailure.rawValue)
        }
        let code = Reverie.exitCode(for: error)
        if code == .validationFailure,
            let hint = CommandLineText.parameterHint(
                Reverie.message(for: error), Array(ProcessWords.arguments.dropFirst()))
        {
            Console.say("Error: \(Reverie.message(for: error))\nHelp:  \(hint)")
            Foundation.exit(code.rawValue)
        }
        // The script that fetches has said why it could not.
        if case FetchError.failed = error { Foundation.exit(ExitCode.failure.rawValue) }
        if error is ExitCode { Foundation.exit(code.rawValue) }
        if code == .success {
            // Help that was asked for is a result.
            Console.print(Reverie.fullMessage(for: error))
            do { try Console.checkResults() } catch { exit(with: error) }
        } else if code == .failure {
            if (error as? LostResult)?.isUnwanted != true { Console.say("reverie: \(error)") }
        } else {
            Console.say(Reverie.fullMessage(for: error))
        }
        Foundation.exit(code.rawValue)
    }
}
