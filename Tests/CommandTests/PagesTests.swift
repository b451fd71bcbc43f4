import Foundation
import TestSupport
import Testing

/// The commands that README.md and the gallery show are run as they stand, in their order, at 96 pixels.
@Suite struct PagesTests {
    /// Lines that need a file of a network or a cluster, which no test has, that take minutes, or that serve until somebody ends them.
    private static let left = [
        "networks add ", "networks layers googlenet", "reverie atlas ", "reverie dataset ", "reverie farm ",
        "reverie studio", "reverie run --watch ",
    ]

    /// Renders are small where the line says nothing of their size; what is fetched lies there already.
    private static let prelude = """
        set -e -o pipefail
        program=$0
        curl() { cat photo.jpg; }
        reverie() {
            case "$1 $*" in
            *--scale*|*--long-edge*) "$program" "${@/#4000/400}" ;;
            run*|plan*|redo*) "$program" "$@" --long-edge 96 ;;
            *) "$program" "$@" ;;
            esac
        }

        """

    @Test(arguments: ["README.md", "Presets/README.md"]) func everyCommandRuns(_ name: String) throws {
        let page = try String(contentsOfFile: Fixtures.checkout + "/" + name, encoding: .utf8)
        let lines = page.split(separator: "\n").filter { $0.hasPrefix("    ") && $0.contains("reverie ") }
            .filter { line in !Self.left.contains { line.contains($0) } && !line.contains("Scripts/reverie ") }
        #expect(lines.count >= (name == "README.md" ? 17 : 4))
        try Fixtures.withTemporaryFolder { folder in
            try Self.fill(folder, from: page)
            for line in lines where !line.contains(".mp4") || Program.hasFFmpeg {
                let outcome = try Program.shell(Self.prelude + line, in: folder)
                #expect(outcome.status == 0, "\(line): \(outcome.chatter)")
            }
        }
    }

    /// The files that the lines speak of.
    private static func fill(_ folder: String, from page: String) throws {
        let files = FileManager.default
        try files.createDirectory(atPath: folder + "/holiday", withIntermediateDirectories: true)
        for name in ["photo.jpg", "other.jpg", "huge.jpg", "holiday/one.jpg", "holiday/two.jpg"] {
            try files.copyItem(atPath: Fixtures.checkout + "/Presets/guides/coffee.jpg", toPath: folder + "/" + name)
        }
        try files.copyItem(
            atPath: Fixtures.path("Pictures/kinds/rgb.heic"), toPath: folder + "/photo.heic")
        if Program.hasFFmpeg {
            let clip =
                "ffmpeg -loglevel error -f lavfi -i testsrc=size=96x64:rate=4:duration=1 -pix_fmt yuv420p clip.mp4"
            #expect(try Program.shell(clip, in: folder).status == 0)
        }
        try files.createSymbolicLink(atPath: folder + "/Scripts", withDestinationPath: Fixtures.checkout + "/Scripts")
        let block = page.components(separatedBy: "```lua\n").dropFirst().first?.components(separatedBy: "```")[0]
        for name in ["eyes.lua", "tidepool.lua"] {
            try Data((block ?? "").utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
        }
        let zoom = try String(contentsOfFile: Fixtures.checkout + "/Presets/endless-zoom.lua", encoding: .utf8)
        try Data(zoom.replacing("default = 150", with: "default = 8").utf8)
            .write(to: URL(fileURLWithPath: folder + "/zoom.lua"))
    }
}
