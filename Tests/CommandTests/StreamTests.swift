import Foundation
import Pictures
import TestSupport
import Testing

/// What becomes of a render whose streams are closed, full, or left by their readers, and of one whose terminal is gone.
@Suite(.serialized) struct StreamTests {
    private let preset = """
        local r = require "reverie"
        return r.preset {
          api = 1, title = "Little", canvas = r.clouds { width = 64, height = 48 },
          recipe = function(net)
            return { r.stage { maximize = net:at(0.3):energy(), octaves = { count = 1 }, steps = 4 } }
          end,
        }
        """

    private func withPreset(_ body: (String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data(preset.utf8).write(to: URL(fileURLWithPath: folder + "/little.lua"))
            try body(folder)
        }
    }

    @Test(arguments: [
        "2>/dev/full", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", "2> >(head -c 1 >/dev/null)", "2> >(exec <&-)",
        "</dev/null 2>&1 >&-",
    ])
    func whatIsSaidMayBeLost(_ streams: String) throws {
        try withPreset { folder in
            #expect(try Program.run(["run", "little.lua", "-o", "whole.png"], in: folder).status == 0)
            for style in ["bar", "lines", "json"] {
                let outcome = try Program.shell(
                    "REVERIE_INLINE=kitty \"$0\" run little.lua -o \(style).png --inline --progress \(style) \(streams)",
                    in: folder)
                #expect(outcome.status == 0, "\(style): \(outcome.chatter)")
                #expect(try Fixtures.same(folder + "/\(style).png", folder + "/whole.png"))
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(left == ["bar.png", "json.png", "lines.png", "little.lua", "whole.png"])
        }
    }

    @Test(arguments: [
        ("presets list >/dev/full", 1, "reverie: cannot write 'the standard output': the disk is full\n"),
        ("presets list >&-", 1, "reverie: cannot write 'the standard output': it is closed\n"),
        ("plan little.lua >/dev/full", 1, "reverie: cannot write 'the standard output': the disk is full\n"),
        ("--help >/dev/full", 1, "reverie: cannot write 'the standard output': the disk is full\n"),
        ("--version >&-", 1, "reverie: cannot write 'the standard output': it is closed\n"),
        ("networks list | true; exit ${PIPESTATUS[0]}", 1, ""),
        ("presets list >/dev/full 2>&-", 1, ""),
        ("run little.lua -o - >/dev/full 2>&1", 1, ""),
        (
            "run little.lua -o - >&-", 1,
            "reverie: '-' writes a PNG to stdout, which is closed; redirect it, or name a file\n"
        ),
        (
            "run little.lua - -o a.png <&-", 1,
            "reverie: cannot read the standard input: it is closed, or a folder\n"
        ),
        ("rnu 2>/dev/full", 64, ""),
    ])
    func resultsMayNotBeLost(_ line: String, _ status: Int32, _ chatter: String) throws {
        try withPreset { folder in
            // A pipe's reader is given the time to leave.
            let program = line.contains("|") ? "sleep 0.2; \"$0\" " : "\"$0\" "
            let pieces = line.split(separator: "|", maxSplits: 1)
            let outcome = try Program.shell(
                "{ \(program)\(pieces[0]); }" + pieces.dropFirst().map { " |" + $0 }.joined(), in: folder)
            #expect(outcome.status == status, "\(line): \(outcome.chatter)")
            // On a busy machine a plan says so.
            let busy = /the time was measured while the machine was busy with something else: alone, it takes less\n/
            #expect(outcome.chatter.replacing(busy, with: "") == chatter, "\(line)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["little.lua"])
        }
    }

    @Test(arguments: [
        [SIGHUP], [SIGHUP, SIGHUP], [SIGHUP, SIGTERM], [SIGTERM, SIGHUP], [SIGTERM], [SIGQUIT], [SIGINT],
    ])
    func aClosedTerminalKeepsThePicture(_ signals: [Int32]) throws {
        try withPreset { folder in
            let arguments = ["run", "little.lua", "-o", "dream.png", "--width", "512", "--progress", "json"]
            let outcome = try Program.run(
                arguments, in: folder, interruptAfter: "\"step\": 2", signals: signals)
            #expect(outcome.status == 130)
            #expect(outcome.chatter.contains("interrupted: dream.png holds the picture so far\n"))
            #expect(try Picture.read(contentsOf: folder + "/dream.png").width == 512)
            #expect(
                try Program.run(arguments + ["--resume"], in: folder).chatter.hasPrefix(
                    "{\"stage\": 1, \"stages\": 1, \"octave\": 1, \"octaves\": 1, \"step\": "))
        }
    }

    /// A terminal of its own, whose window is closed: the kernel sends SIGHUP, and whatever is said to it from then on fails.
    @Test func aWindowThatIsClosedKeepsThePicture() throws {
        try withPreset { folder in
            let script = """
                import os, pty, sys, time
                child, terminal = pty.fork()
                if child == 0:
                    os.execv(sys.argv[1], ["reverie", "run", "little.lua", "-o", "dream.png", "--width", "1024"])
                while b"%" not in os.read(terminal, 4096): pass
                os.close(terminal)
                print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
                """
            try Data(script.utf8).write(to: URL(fileURLWithPath: folder + "/close.py"))
            let outcome = try Program.shell("python3 close.py \"$0\"", in: folder)
            #expect(outcome.output == "130\n", "\(outcome.chatter)")
            #expect(try Picture.read(contentsOf: folder + "/dream.png").width == 1024)
        }
    }

    /// Nothing else takes the place of a stream that was closed: what is said to it would be written there.
    @Test func closedStreamsAreNobodyElses() throws {
        try withPreset { folder in
            let outcome = try Program.shell(
                """
                "$0" run little.lua -o dream.png --width 512 <&- >&- 2>&- &
                for try in $(seq 100); do sleep 0.02; [ "$(readlink /proc/$!/fd/2)" = /dev/null ] && break; done
                for stream in 0 1 2; do readlink /proc/$!/fd/$stream; done
                wait $!
                """, in: folder)
            #expect(outcome.output == "/dev/null\n/dev/null\n/dev/null\n")
        }
    }

    @Test func nohupIsLeftAlone() throws {
        try withPreset { folder in
            let outcome = try Program.shell(
                """
                trap '' HUP
                "$0" run little.lua -o dream.png --width 1024 --progress json 2>log &
                until grep -q '"step": 1,' log; do sleep 0.005; done
                kill -HUP $! && echo told
                wait $!
                """, in: folder)
            #expect(outcome.status == 0)
            // It was on its way when it was told, and went on to its end.
            #expect(outcome.output == "told\n")
            #expect(try String(contentsOfFile: folder + "/log", encoding: .utf8).contains("\"step\": 4,"))
        }
    }

    @Test func wideLettersFitTheirLine() throws {
        try withPreset { folder in
            let text = try String(contentsOfFile: folder + "/little.lua", encoding: .utf8)
                .replacing("r.stage {", with: "r.stage { name = \"夢を見る犬と猫と鳥と魚と\",")
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/wide.lua"))
            let outcome = try Program.run(
                ["run", "wide.lua", "-o", "dream.png", "--progress", "bar"], in: folder)
            let lines = outcome.chatter.split(separator: "\r").filter { $0.contains("夢") }
            #expect(!lines.isEmpty)
            for line in lines {
                let shown = line.dropFirst("\u{1B}[2K".count)
                #expect(shown.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2E80 ? 2 : 1) } < 80)
            }
        }
    }
}
