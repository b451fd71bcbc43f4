import ArgumentParser
import Files
import Foundation
import Jobs
import Terminal
import Wording

/// How a command ends when it does not end well.
enum Failure {
    /// Ends the process: one message on stderr, and 1 for a failure, 64 for wrong usage, 130 for an interruption.
    /// - Parameter command: the one that was understood.
    static func exit(with error: any Error, of command: any ParsableCommand.Type) -> Never {
        if error is Interrupted { Foundation.exit(130) }
        if error is Unfinished { Foundation.exit(ExitCode.failure.rawValue) }
        if error is any UsageProblem || (error as? JobError)?.isOfRequest == true {
            exit(with: ValidationError("\(error)"), of: command)
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
            do { try Console.checkResults() } catch { exit(with: error, of: command) }
        } else if code == .failure {
            if (error as? LostResult)?.isUnwanted != true { Console.tell(error) }
        } else {
            Console.say(wrongUsage(error, of: command) ?? Reverie.fullMessage(for: error))
        }
        Foundation.exit(code.rawValue)
    }

    /// What is said of a request that a command only found wrong when it was run, as the argument parser says it of those that it finds wrong
    /// itself: with the usage of that command. Nil for those, which know it.
    private static func wrongUsage(_ error: any Error, of command: any ParsableCommand.Type) -> String? {
        guard let error = error as? ValidationError else { return nil }
        let usage = Reverie.usageString(for: command)
        let words = usage.split(separator: " ").prefix { !"<[-".contains($0.prefix(1)) }.joined(separator: " ")
        return "Error: \(error.message)\nUsage: \(usage)\n  See '\(words) --help' for more information."
    }
}
