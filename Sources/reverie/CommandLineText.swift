import Foundation
import Wording

/// How a shell says what was said to this process.
enum CommandLineText {
    /// The command with more arguments.
    static func command(adding more: [String]) -> String {
        command(CommandLine.arguments.dropFirst().filter { !more.contains($0) } + more)
    }

    /// Tells the command that goes on with a render.
    static func sayHowToGoOn() { Console.say("to go on: \(command(adding: ["--resume"]))") }

    /// A command of ours, quoted where a shell needs that.
    static func command(_ words: [String]) -> String { (["reverie"] + words).map(quoted).joined(separator: " ") }

    private static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=:,+@%".contains($0) }
        return isPlain ? Phrases.harmless(word) : "'" + Phrases.harmless(word).replacing("'", with: "'\\''") + "'"
    }
}
