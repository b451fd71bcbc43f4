import ArgumentParser
import Foundation
import Jobs
import Recipes
import Terminal
import Wording

/// What is said of a command line that cannot be understood, beside what the argument parser says of it.
enum WrongUsage: Error, CustomStringConvertible {
    /// No command of this name; `group` is what it would belong to, such as `presets`.
    case unknownCommand(String, group: [String], choices: [String], isPreset: Bool)

    var description: String {
        switch self {
        case .unknownCommand(let name, let group, let choices, let isPreset):
            let all = CommandLineText.command(group + ["--help"])
            return "there is no command '\(Phrases.harmless((group + [name]).joined(separator: " ")))'"
                + Phrases.didYouMean(name, among: choices)
                + (isPreset
                    ? "; a preset is rendered by '\(CommandLineText.command(["run", name])) … -o OUT'"
                    : "; '\(all)' lists the commands")
        }
    }

    /// Looks at a command line while it is parsed.
    static func checking(_ body: () throws -> Void) throws {
        do { try body() } catch  where error is JobError || error is any UsageProblem {
            throw ValidationError("\(error)")
        }
    }

    /// Looks whether a number is within its bounds, where there is one.
    static func check<Value: Comparable>(
        _ option: String, _ value: Value?, _ bounds: ClosedRange<Value>, _ unit: String = ""
    ) throws {
        guard let value, !bounds.contains(value) else { return }
        let (least, most) = ("\(bounds.lowerBound)", "\(bounds.upperBound)\(unit)")
        throw ValidationError("\(option) is \(value); it must be between \(least) and \(most)")
    }

    /// Looks whether so many threads can compute.
    static func check(threads: Int?) throws { try check("--threads", threads, 1...1024) }

    /// Looks whether the first words name a command.
    /// - Throws: `unknownCommand`.
    static func check(_ arguments: [String]) throws {
        var command: any ParsableCommand.Type = Reverie.self
        var group: [String] = []
        for word in arguments {
            let commands = command.configuration.subcommands
            guard !commands.isEmpty, !word.hasPrefix("-"), word != "help" else { return }
            guard let next = commands.first(where: { $0._commandName == word }) else {
                let choices = commands.map { $0._commandName }
                let isPreset = (try? PresetLibrary.standard.find(word)) != nil
                // What is like no command's name is then an argument of the one that need not be named.
                let isArgument = isPreset || Nearest.guess(for: word, among: choices) == nil
                if command.configuration.defaultSubcommand != nil, isArgument { return }
                throw unknownCommand(word, group: group, choices: choices, isPreset: group.isEmpty && isPreset)
            }
            command = next
            group.append(word)
        }
    }
}
