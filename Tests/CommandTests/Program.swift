import Foundation
import Synchronization

/// The program as its users run it.
enum Program {
    struct Outcome {
        let status: Int32
        let output: String
        let bytes: Data
        let chatter: String
    }

    /// Runs `reverie` with arguments, in a folder; sends it Ctrl-C once it has said `interruptAfter`.
    /// - Parameter signals: what is sent instead, a hundredth of a second apart.
    /// - Parameter variables: of the environment, beside those of the tests, which know no defaults of the user's.
    /// - Parameter input: what it reads from stdin.
    /// - Parameter largestFile: what it may write into one file, in blocks of 512 bytes, as a full disk would have it.
    static func run(
        _ arguments: [String], in folder: String = "/tmp", variables: [String: String] = [:],
        input: Data? = nil, interruptAfter text: String? = nil, signals: [Int32] = [SIGINT], largestFile: Int? = nil
    ) throws -> Outcome {
        let command =
            largestFile.map { ["/bin/sh", "-c", "ulimit -f \($0); exec \"$0\" \"$@\"", path] + arguments }
            ?? [path] + arguments
        return try run(command, in: folder, variables, input, interruptAfter: text, signals)
    }

    /// Runs a line of a shell, in which `$0` is the program.
    static func shell(_ line: String, in folder: String) throws -> Outcome {
        try run(["/bin/bash", "-c", line, path], in: folder)
    }

    private static func run(
        _ command: [String], in folder: String, _ variables: [String: String] = [:], _ input: Data? = nil,
        interruptAfter text: String? = nil, _ signals: [Int32] = []
    ) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(own) { $1 }.merging(variables) { $1 }
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let (output, chatter) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = chatter
        let stdin = Pipe()
        if input != nil { process.standardInput = stdin }
        try process.run()
        // While what it says is read, what it writes is, too: a pipe holds 64 KiB, and whoever fills it waits.
        let (written, reading) = (Written(), DispatchGroup())
        let end = output.fileHandleForReading.fileDescriptor
        DispatchQueue.global().async(group: reading) {
            let all = FileHandle(fileDescriptor: end, closeOnDealloc: false).readDataToEndOfFile()
            written.bytes.withLock { $0 = all }
        }
        if let input {
            try stdin.fileHandleForWriting.write(contentsOf: input)
            try stdin.fileHandleForWriting.close()
        }
        var said = Data()
        var isInterrupted = false
        while true {
            let piece = chatter.fileHandleForReading.availableData
            if piece.isEmpty { break }
            said += piece
            if let text, !isInterrupted, said.range(of: Data(text.utf8)) != nil {
                for (number, signal) in signals.enumerated() {
                    if number > 0 { usleep(10_000) }
                    kill(process.processIdentifier, signal)
                }
                isInterrupted = true
            }
        }
        reading.wait()
        let result = written.bytes.withLock { $0 }
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: String(decoding: result, as: UTF8.self), bytes: result,
            chatter: String(decoding: said, as: UTF8.self))
    }

    /// What a program writes, read beside what it says.
    private final class Written: Sendable {
        let bytes = Mutex(Data())
    }

    /// What the tests measure is not the user's; nor is what they save, see `OwnHome`.
    static let own = [
        "XDG_CACHE_HOME": NSTemporaryDirectory() + "/reverie-tests-cache", "REVERIE_OFFLINE": "1",
    ]

    /// Whether videos can be made here.
    static let hasFFmpeg = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: $0 + "/ffmpeg")
    }

    /// The program that was built with the tests, beside them.
    static let path: String = {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent("reverie").path
    }()
}
