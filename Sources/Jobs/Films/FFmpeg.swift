import Foundation
import Synchronization
import Wording

/// The program that makes videos, and one run of it. What goes in and out goes through pipes and open files, so that it sees no path, and no
/// name that it would take for a pattern, an option or a protocol.
struct FFmpeg {
    /// Where it is.
    let path: String

    /// The first of the PATH; nil where there is none.
    init?() {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let found = folders.map { "\($0)/ffmpeg" }.first { FileManager.default.isExecutableFile(atPath: $0) }
        guard let found else { return nil }
        path = found
    }

    /// Whether it was built without a coder; one that does not say is asked no further.
    func lacks(_ coder: String) -> Bool {
        let said = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["-hide_banner", "-h", "encoder=\(coder)"]
        (process.standardInput, process.standardOutput, process.standardError) = (FileHandle.nullDevice, said, said)
        guard (try? process.run()) != nil else { return false }
        let text = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.contains("is not recognized by FFmpeg") || text.contains("is known to FFmpeg, but no")
    }

    /// What went wrong with a run.
    enum Problem: Error {
        /// The user has had enough.
        case interrupted
        /// A sentence.
        case failed(String)
    }

    /// Runs it: what `feed` puts is its standard input, and a file takes its standard output, which it may move about in.
    /// - Parameter isStopped: asked between two pieces of input, and while it ends.
    /// - Throws: `Problem`, and what `feed` throws; it has ended then.
    func run(
        _ arguments: [String], into file: Int32, until isStopped: @escaping () -> Bool,
        feed: (_ put: (Data) throws -> Void) throws -> Void
    ) throws {
        // A program that has ended reads no more: that is an error here, and no signal.
        signal(SIGPIPE, SIG_IGN)
        let (input, errors) = (Pipe(), Pipe())
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y"] + arguments
        process.standardInput = input
        process.standardOutput = FileHandle(fileDescriptor: file, closeOnDealloc: false)
        process.standardError = errors
        do {
            try process.run()
        } catch {
            throw Problem.failed("'\(Phrases.harmless(path))' cannot be started")
        }
        let said = Said(errors.fileHandleForReading)
        do {
            try feed { data in
                guard !isStopped() else { throw Problem.interrupted }
                try FFmpeg.write(data, to: input.fileHandleForWriting.fileDescriptor)
            }
            try? input.fileHandleForWriting.close()
            while process.isRunning {
                guard !isStopped() else { throw Problem.interrupted }
                usleep(5000)
            }
        } catch let error where !(error is EndOfReading) {
            // It takes no notice of a polite signal while it waits for input.
            kill(process.processIdentifier, SIGKILL)
            try? input.fileHandleForWriting.close()
            process.waitUntilExit()
            throw error
        } catch {
            try? input.fileHandleForWriting.close()
            process.waitUntilExit()
        }
        if process.terminationReason == .uncaughtSignal {
            throw Problem.failed("it was ended by signal \(process.terminationStatus)")
        }
        guard process.terminationStatus == 0 else {
            throw Problem.failed(said.reason ?? "it ended with \(process.terminationStatus) and gave no reason")
        }
    }

    /// It reads no more.
    private struct EndOfReading: Error {}

    private static func write(_ data: Data, to pipe: Int32) throws {
        try data.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Foundation.write(pipe, bytes.baseAddress?.advanced(by: done), bytes.count - done)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw EndOfReading() }
                done += count
            }
        }
    }

    /// What it says of errors, read as it says it: a pipe that nobody reads would stop it.
    private final class Said: Sendable {
        private let text = Mutex("")
        private let end = DispatchSemaphore(value: 0)

        init(_ handle: FileHandle) {
            DispatchQueue.global().async { [self] in
                while let piece = try? handle.read(upToCount: 4096), !piece.isEmpty {
                    text.withLock { $0 = String(($0 + String(decoding: piece, as: UTF8.self)).suffix(4000)) }
                }
                end.signal()
            }
        }

        /// The sentence that says most; the last ones only repeat that it failed.
        var reason: String? {
            _ = end.wait(timeout: .now() + 5)
            let lines = text.withLock { $0 }.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            if lines.contains(where: { $0.contains("No space left on device") }) { return "the disk is full" }
            return lines.last { !$0.isEmpty && !$0.hasPrefix("Conversion failed") }
        }
    }
}
