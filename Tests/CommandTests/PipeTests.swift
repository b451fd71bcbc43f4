import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Pictures that come through a pipe: a shell's, which has no name, and one with a name, into which nobody may ever write.
@Suite(.serialized) struct PipeTests {
    private let quick = "--width 64 --set octaves=1 --progress none"

    /// A folder with a picture and the dream of it.
    private func withDream(_ body: (String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            try Picture(colours: Clouds.paint(width: 64, height: 48, seed: 1)).write(to: folder + "/photo.png")
            let dream = try Program.shell("\"$0\" run classic photo.png -o dream.png \(quick)", in: folder)
            #expect(dream.status == 0, "\(dream.chatter)")
            try body(folder)
        }
    }

    @Test(arguments: [
        "run classic <(cat photo.png) -o out.png QUICK", "redo dream.png <(cat photo.png) -o out.png --progress none",
        "redo <(cat dream.png) photo.png -o out.png --progress none",
        // The writer takes its time, or is there and writes later.
        "run classic <(sleep 1; cat photo.png) -o out.png QUICK",
        "run classic pipe -o out.png QUICK & sleep 1; cat photo.png > pipe; wait $!",
        "run classic pipe -o out.png QUICK & (sleep 6; cat photo.png) > pipe; wait $!",
    ])
    func whatIsWrittenIsRead(_ line: String) throws {
        try withDream { folder in
            mkfifo(folder + "/pipe", 0o600)
            let outcome = try Program.shell("\"$0\" " + line.replacing("QUICK", with: quick), in: folder)
            #expect(outcome.status == 0, "\(outcome.chatter)")
            let pictures = try ["/out.png", "/dream.png"].map { try Picture.read(contentsOf: folder + $0).colours }
            #expect(pictures[0] == pictures[1])
        }
    }

    @Test(arguments: ["show <(cat dream.png) --facts", "compare <(cat dream.png) dream.png", "see <(cat photo.png)"])
    func othersReadThemToo(_ line: String) throws {
        try withDream { folder in
            let outcome = try Program.shell("\"$0\" \(line)", in: folder)
            let plain = try Program.shell("\"$0\" \(line.replacing(#/<\(cat ([a-z.]+)\)/#) { $0.1 })", in: folder)
            #expect(outcome.status == plain.status && !outcome.output.isEmpty, "\(outcome.chatter)")
            #expect(outcome.output == plain.output, "\(outcome.output)")
        }
    }

    @Test(arguments: [
        "run classic pipe -o out.png", "run two-worlds --picture lights=pipe -o out.png", "show pipe",
        "redo pipe -o out.png",
        "see pipe", "compare pipe pipe",
    ])
    func whatNobodyWritesIsToldAndNotWaitedForForEver(_ line: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            mkfifo(folder + "/pipe", 0o600)
            let outcome = try Program.shell("timeout -s KILL 60 \"$0\" \(line)", in: folder)
            #expect(outcome.status == 1)
            #expect(
                outcome.chatter.contains(
                    "cannot read 'pipe': it is a pipe, and for 5 seconds nobody has opened it to write into it"),
                "\(outcome.status) \(outcome.chatter)")
        }
    }

    /// What is written is looked at first: a pipe is nobody's picture.
    @Test func aPipeIsNotReplaced() throws {
        try Fixtures.withTemporaryFolder { folder in
            mkfifo(folder + "/pipe.png", 0o600)
            let outcome = try Program.shell("timeout -s KILL 60 \"$0\" run classic -o pipe.png", in: folder)
            #expect(outcome.status == 1 && outcome.chatter.contains("was not made by Reverie"), "\(outcome.chatter)")
        }
    }
}
