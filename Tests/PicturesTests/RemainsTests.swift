import Files
import Foundation
import Pictures
import TestSupport
import Testing

/// What writers that were killed have left goes when something is written beside it, and nothing else does.
@Suite struct RemainsTests {
    /// The number of a process that is gone.
    private func gone() throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/true")
        try process.run()
        process.waitUntilExit()
        return process.processIdentifier
    }

    @Test(arguments: [true, false]) func whatTheKilledHaveLeftGoes(_ isChecked: Bool) throws {
        try Fixtures.withTemporaryFolder { folder in
            let (gone, mark, place) = (try gone(), Paths.mark(of: "a.png"), ThisProcess.place)
            let other = String(place.map { $0 == "0" ? "1" : "0" })
            let remains = [
                ".reverie-\(mark).\(gone)-1-\(place).part",
                ".reverie-\(Paths.mark(of: "b.png")).\(gone)-7-\(place).part",
                ".reverie-\(mark).\(gone)-2.part",
            ]
            let stay = [
                // Somebody is at it still, here or on another machine.
                ".reverie-\(mark).\(getpid())-9000-\(place).part", ".reverie-\(mark).\(gone)-1-\(other).part",
                // No names of ours.
                ".reverie-notes.part", ".reverie-\(mark).part", "reverie-\(mark).\(gone)-1-\(place).part",
                ".reverie-\(mark).\(gone)-1-\(place).part.png", ".reverie-\(mark).\(gone)-1-\(place)-x.part",
                ".reverie-\(mark).\(gone)-one.part", ".photo.png.part",
            ]
            for name in remains + stay { try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/" + name)) }
            if isChecked { try AtomicFile.check(folder + "/a.png") }
            if !isChecked { try AtomicFile.write(Data("y".utf8), to: folder + "/a.png") }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(left.sorted() == (isChecked ? stay : stay + ["a.png"]).sorted())
        }
    }
}
