import Files
import Foundation
import Wording

/// Slurm's commands, as they are found in the PATH.
struct Slurm {
    /// Where they are, and what they were asked.
    enum Problem: Error, CustomStringConvertible {
        case missing(String)
        case said(String, command: String)

        var description: String {
            switch self {
            case .missing(let command):
                "there is no '\(command)' in the PATH: Slurm is not installed here; \(SettingName("on").set(to: "local")) works without"
            case .said(let text, let command):
                "Slurm's \(command) said: \(Phrases.harmless(text)); nothing is lost: the same command goes on once that is mended"
            }
        }
    }

    /// Runs one.
    /// - Returns: what it said.
    /// - Throws: `Problem`.
    @discardableResult
    static func run(_ command: String, _ arguments: [String]) throws -> String {
        let folders = (ProcessWords.variable("PATH") ?? "").split(separator: ":")
        guard let path = folders.map({ "\($0)/\(command)" }).first(where: Files.isProgram) else {
            throw Problem.missing(command)
        }
        let text: String
        let ending: OtherProgram.Ending
        do {
            let pipe = try OtherProgram.pipe()
            defer { close(pipe.reading) }
            let started = Result { try OtherProgram(path, arguments, files: [nil, pipe.writing, pipe.writing]) }
            close(pipe.writing)
            let program = try started.get()
            text = String(decoding: Files.read(pipe.reading, most: 64 << 20) ?? Data(), as: UTF8.self)
            ending = program.wait()
        } catch let problem as SystemProblem {
            throw Problem.said("\(problem)", command: command)
        }
        guard ending == .exit(0) else {
            let line = text.split(separator: "\n").first.map { String($0) } ?? "nothing, and ended with \(ending)"
            throw Problem.said(line, command: command)
        }
        return text
    }

    /// Whether it answers.
    static var answers: Bool { ((try? run("scontrol", ["ping"])) ?? "").contains(" UP") }

    /// Puts a script into its queue.
    /// - Returns: the job's number.
    /// - Throws: `Problem`.
    static func submit(_ arguments: [String]) throws -> String {
        let said = try run("sbatch", ["--parsable"] + arguments)
        // Warnings may stand before it, and the name of a cluster behind it.
        let lines = said.split(separator: "\n").map { $0.prefix { $0 != ";" } }
        guard let number = lines.last(where: { !$0.isEmpty && $0.allSatisfy(\.isNumber) }) else {
            throw Problem.said(said, command: "sbatch")
        }
        return String(number)
    }

    /// The states of a job's tasks that are not over: `["RUNNING": 3, "PENDING": 20]`; nil where it does not answer.
    static func states(of job: String) -> [String: Int]? {
        guard let said = try? run("squeue", ["--noheader", "--array", "--jobs", job, "--format", "%T"]) else {
            // One that it knows no longer is over.
            return answers ? [:] : nil
        }
        return said.split(separator: "\n").reduce(into: [:]) { $0[String($1), default: 0] += 1 }
    }

    /// The most tasks of a job; nil where it does not answer.
    static var mostTasks: Int? {
        let line = (try? run("scontrol", ["show", "config"]))?.split(separator: "\n").first {
            $0.hasPrefix("MaxArraySize")
        }
        // The largest index is one less.
        return line?.split(separator: "=").last.flatMap { Int($0.trimmingCharacters(in: .whitespaces)) }.map { $0 - 1 }
    }
}
