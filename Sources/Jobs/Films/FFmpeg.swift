import Files
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
        let folders = (ProcessWords.variable("PATH") ?? "").split(separator: ":")
        guard let found = folders.map({ "\($0)/ffmpeg" }).first(where: Files.isProgram) else { return nil }
        path = found
    }

    /// Whether it was built without a coder; one that does not say is asked no further.
    func lacks(_ coder: String) -> Bool {
        guard let pipe = try? OtherProgram.pipe() else { return false }
        defer { close(pipe.reading) }
        let question = ["-hide_banner", "-h", "encoder=\(coder)"]
        let program = try? OtherProgram(path, question, files: [nil, pipe.writing, pipe.writing])
        close(pipe.writing)
        guard let program else { return false }
        let text = String(decoding: Files.read(pipe.reading, most: 1 << 20) ?? Data(), as: UTF8.self)
        program.kill()
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
    /// - Parameter other: what it may read as `pipe:3`.
    /// - Parameter isStopped: asked between two pieces of input, and while it ends.
    /// - Throws: `Problem`, and what `feed` throws; it has ended then.
    func run(
        _ arguments: [String], into file: Int32, reading other: Int32? = nil, until isStopped: @escaping () -> Bool,
        feed: (_ put: (Data) throws -> Void) throws -> Void
    ) throws {
        // A program that has ended reads no more: that is an error here, and no signal.
        signal(SIGPIPE, SIG_IGN)
        let (program, input, said) = try start(arguments, into: file, reading: other)
        var isOpen = true
        func finishInput() {
            if isOpen { close(input) }
            isOpen = false
        }
        defer { finishInput() }
        do {
            try feed { data in
                guard !isStopped() else { throw Problem.interrupted }
                try FFmpeg.write(data, to: input)
            }
            finishInput()
            while program.isRunning {
                guard !isStopped() else { throw Problem.interrupted }
                usleep(5000)
            }
        } catch let error where !(error is EndOfReading) {
            // It takes no notice of a polite signal while it waits for input.
            program.kill()
            throw error
        } catch {
            finishInput()
        }
        switch program.wait() {
        case .exit(0): return
        case .exit(let status):
            throw Problem.failed(said.reason ?? "it ended with \(status) and gave no reason")
        case .signal(let signal): throw Problem.failed("it was ended by signal \(signal)")
        }
    }

    /// Starts it, and gives the pipe that is its input, and what it will say.
    private func start(
        _ arguments: [String], into file: Int32, reading other: Int32?
    ) throws -> (OtherProgram, input: Int32, Said) {
        do {
            let (input, errors) = (try OtherProgram.pipe(), try OtherProgram.pipe())
            defer {
                close(input.reading)
                close(errors.writing)
            }
            let said = Said(errors.reading)
            let words = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y"] + arguments
            do {
                let program = try OtherProgram(path, words, files: [input.reading, file, errors.writing, other])
                return (program, input.writing, said)
            } catch {
                close(input.writing)
                throw error
            }
        } catch {
            throw Problem.failed("'\(Phrases.harmless(path))' cannot be started: \(error)")
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

        /// - Parameter pipe: read to its end, and closed then.
        init(_ pipe: Int32) {
            DispatchQueue.global().async { [self] in
                while let piece = Files.read(pipe, most: 4096, atOnce: true), !piece.isEmpty {
                    text.withLock { $0 = String(($0 + String(decoding: piece, as: UTF8.self)).suffix(4000)) }
                }
                close(pipe)
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
