import Files
import Foundation
import TestSupport
import Testing

/// `reverie dataset`, as a shell runs it.
@Suite(.serialized) struct DatasetCommandTests {
    private let model = Fixtures.path("Batches/model.onnx")

    private func command(_ folder: String, steps: Int = 60) -> [String] {
        [
            "dataset", model, "-o", folder, "--classes", "0-4", "--per-class", "4", "--set", "batch=5", "--set",
            "steps=\(steps)",
            "--progress", "json",
        ]
    }

    private func bytes(_ folder: String) throws -> [String: Data] {
        let paths = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        return try paths.filter { !Files.isFolder(folder + "/" + $0) }.reduce(into: [:]) {
            $0[$1] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $1))
        }
    }

    @Test(arguments: [SIGINT, SIGKILL]) func whatIsKilledGoesOn(signal: Int32) throws {
        try Fixtures.withTemporaryFolder { folder in
            #expect(try Program.run(command("whole"), in: folder).status == 0)
            let killed = try Program.run(
                command("parts"), in: folder, interruptAfter: "{\"picture\": 3, ", signals: [signal])
            #expect(killed.status == (signal == SIGINT ? 130 : SIGKILL), "\(killed.chatter)")
            let again = try Program.run(command("parts"), in: folder)
            #expect(again.status == 0, "\(again.chatter)")
            // Four batches, of which two were done.
            #expect(again.chatter.contains("{\"picture\": 2, \"pictures\": 2, ") && !again.chatter.contains("s\": 4, "))
            #expect(try bytes(folder + "/parts") == bytes(folder + "/whole"))
        }
    }

    @Test func oneLineSaysWhatWasMade() throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try Program.run(Array(command("set", steps: 5).dropLast(2)), in: folder)
            let lines = outcome.chatter.split(separator: "\n")
            #expect(
                lines.first?.hasPrefix("dreaming 20 pictures of 5 classes with model, class; statistics 10.0") == true)
            #expect(
                lines.last?.hasPrefix("20 pictures of 5 classes in 'set/train', of which the network is ") == true,
                "\(outcome.chatter)")
            let again = try Program.run(Array(command("set", steps: 5).dropLast(2)), in: folder)
            #expect(again.chatter.hasSuffix("; nothing was left to do\n") && again.status == 0)
        }
    }

    @Test func wrongUsageIsToldAsSuch() throws {
        let other = try Program.run(command("set", steps: 0))
        #expect(
            other.status == 64 && other.chatter.contains("steps is '0'; it must be a whole number between 1 and 100000")
        )
        let many = try Program.run(["dataset", "squeezenet", "-o", "/tmp/reverie-none", "--classes", "flamigo"])
        #expect(
            many.status == 1 && many.chatter.contains("squeezenet knows no class 'flamigo' (did you mean 'flamingo'?)"))
        #expect(!Files.exists("/tmp/reverie-none"))
        let bare = try Program.run(["dataset", "squeezenet", "-o", "/tmp/reverie-none"])
        #expect(bare.chatter.contains("say which with --classes"))
    }
}
