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
    /// - Parameter name: `ffprobe` for the one that says what videos are, which comes with it.
    init?(_ name: String = "ffmpeg") {
        let folders = (ProcessWords.variable("PATH") ?? "").split(separator: ":")
        guard let found = folders.map({ "\($0)/\(name)" }).first(where: Files.isProgram) else { return nil }
        path = found
    }

    /// What it calls a file that it was given open: one that it may move about in.
    static func file(_ descriptor: Int32) -> String { "file:/dev/fd/\(descriptor)" }

    /// Whether it was built without a coder; one that does not say is asked no further.
    func lacks(_ coder: String) -> Bool { lacks("encoder", coder) }

    /// Whether it was built without a filter.
    func lacksFilter(_ filter: String) -> Bool { lacks("filter", filter) }

    private func lacks(_ kind: String, _ name: String) -> Bool {
        guard let pipe = try? OtherProgram.pipe() else { return false }
        defer { close(pipe.reading) }
        let question = ["-hide_banner", "-h", "\(kind)=\(name)"]
        let program = try? OtherProgram(path, question, files: [nil, pipe.writing, pipe.writing])
        close(pipe.writing)
        guard let program else { return false }
        let text = String(decoding: Files.read(pipe.reading, most: 1 << 20) ?? Data(), as: UTF8.self)
        program.kill()
        return ["is not recognized by FFmpeg", "is known to FFmpeg, but no", "Unknown filter"].contains {
            text.contains($0)
        }
    }

    /// What went wrong with a run.
    enum Problem: Error {
        /// The user has had enough.
        case interrupted
        /// A sentence.
        case failed(String)
    }

    /// Runs it: what `feed` puts is its standard input, and a file takes its standard output, which it may move about in.
    /// - Parameter others: what it may read as `pipe:3` and so on, or as `file(3)` where it is to move about in it.
    /// - Parameter isStopped: asked between two pieces of input, and while it ends.
    /// - Throws: `Problem`, and what `feed` throws; it has ended then.
    func run(
        _ arguments: [String], into file: Int32, reading others: [Int32] = [], until isStopped: @escaping () -> Bool,
        feed: (_ put: (Data) throws -> Void) throws -> Void
    ) throws {
        // A program that has ended reads no more: that is an error here, and no signal.
        signal(SIGPIPE, SIG_IGN)
        let (program, input, said) = try start(arguments, into: file, reading: others)
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
        _ arguments: [String], into file: Int32, reading others: [Int32]
    ) throws -> (OtherProgram, input: Int32, Said) {
        do {
            let (input, errors) = (try OtherProgram.pipe(), try OtherProgram.pipe())
            defer {
                close(input.reading)
                close(errors.writing)
            }
            let said = Said(errors.reading)
            do {
                let program = try OtherProgram(
                    path, FFmpeg.quietly + arguments, files: [input.reading, file, errors.writing] + others)
                return (program, input.writing, said)
            } catch {
                close(input.writing)
                throw error
            }
        } catch {
            throw Problem.failed("'\(Phrases.harmless(path))' cannot be started: \(error)")
        }
    }

    private static let quietly = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y"]

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

    /// What it answers of a file that it reads as `file(3)`, and what it says of what is wrong with that.
    /// - Parameter nothing: what is wrong where it answers nothing, and does not say why.
    /// - Throws: `Problem.failed`, where there is no answer.
    func answer(_ arguments: [String], reading file: Int32, nothing: String = "nothing can be read of it") throws -> (
        Data, wrong: [String]
    ) {
        let run = try Reading(path, ["-v", "warning"] + arguments, from: file)
        let data = run.rest()
        let words = ["corrupt", "error", "invalid", "missing", "not found", "truncat"]
        let wrong = run.end().filter { line in words.contains(where: line.lowercased().contains) }
        guard !data.isEmpty else { throw Problem.failed(wrong.last ?? nothing) }
        return (data, wrong)
    }

    /// A run that writes what it makes of a file, which it reads as `file(3)`, to `pipe:1`; it waits for whoever reads it.
    /// - Throws: `Problem.failed`.
    func reading(_ arguments: [String], from file: Int32) throws -> Reading {
        try Reading(path, FFmpeg.quietly + arguments, from: file)
    }

    /// What a run writes, as it writes it. It ends when nobody holds this any longer.
    final class Reading {
        private let program: OtherProgram
        private let output: Int32
        private let said: Said

        fileprivate init(_ path: String, _ words: [String], from file: Int32) throws {
            do {
                let (output, errors) = (try OtherProgram.pipe(), try OtherProgram.pipe())
                defer {
                    close(output.writing)
                    close(errors.writing)
                }
                said = Said(errors.reading)
                self.output = output.reading
                do {
                    program = try OtherProgram(path, words, files: [nil, output.writing, errors.writing, file])
                } catch {
                    close(output.reading)
                    throw error
                }
            } catch {
                throw Problem.failed("'\(Phrases.harmless(path))' cannot be started: \(error)")
            }
        }

        deinit {
            close(output)
            program.kill()
        }

        /// So many bytes; nil where there are not as many any more.
        func read(_ count: Int) -> Data? {
            guard let data = Files.read(output, most: count), data.count == count else { return nil }
            return data
        }

        /// What there is, up to so many bytes; none at its end, nil where it cannot be read.
        func piece(_ most: Int) -> Data? { Files.read(output, most: most) }

        /// All that there is.
        fileprivate func rest() -> Data { Files.read(output, most: 1 << 30) ?? Data() }

        /// Waits for its end, and gives the lines that it said of what was wrong.
        func end() -> [String] {
            program.wait()
            return said.lines
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

        /// What it said to its end, or the last of it.
        var lines: [String] {
            if end.wait(timeout: .now() + 5) == .success { end.signal() }
            // Where a part of it lies in its memory is nobody's concern, and what it was given open has no name that anybody knows.
            return text.withLock { $0 }.split(separator: "\n").map {
                $0.trimmingCharacters(in: .whitespaces).replacing(#/^\[[^\]]* @ 0x[0-9a-f]+\] /#, with: "")
                    .replacing(#/^file:/dev/fd/[0-9]+: /#, with: "")
            }
        }

        /// The sentence that says most; the last ones only repeat that it failed.
        var reason: String? {
            let lines = lines
            if lines.contains(where: { $0.contains("No space left on device") }) { return "the disk is full" }
            return lines.last { !$0.isEmpty && !$0.hasPrefix("Conversion failed") }
        }
    }
}
