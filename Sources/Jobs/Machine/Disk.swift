import Dreams
import Files
import Foundation
import Networks
import Pictures
import Wording

/// Room on disks.
package enum Disk {
    /// Bytes that are free for this user where `path` is or would be; nil where the system does not tell.
    package static func free(at path: String) -> Int? {
        var facts = statvfs()
        guard existing(at: path).withPath({ statvfs($0, &facts) }) == 0 else { return nil }
        return Int(facts.f_bavail) * Int(facts.f_frsize)
    }

    /// The path, or the nearest above it that exists.
    package static func existing(at path: String) -> String {
        var path = path
        while !Files.exists(path), path != "/", path != "." { path = Paths.folder(of: path) }
        return path
    }

    /// Refuses a render whose picture has no room, on its disk or in its format; says so when it is the state that has none.
    /// - Parameters:
    ///   - state: the folder for it.
    ///   - frames: of a film, how many are written.
    /// - Throws: `DoesNotFit`.
    static func check(
        _ plan: RenderPlan, output path: String, state folder: String?, frames: Int?, _ say: (String) -> Void
    ) throws {
        if let format = try? PictureFormat(ofName: path), max(plan.size.height, plan.size.width) > format.longestSide {
            throw DoesNotFit(
                problem:
                    "\(format.name) has at most \(format.longestSide) pixels a side, and '\(OutputFile.name(path))' would have "
                    + "\(plan.size.width)×\(plan.size.height)",
                remedies: ["\(SettingName.output) of another kind", "a smaller \(SettingName.longEdge)"])
        }
        if path != OutputFile.stdout, let free = free(at: path) {
            let needed = pictureBytes(plan, path) * (frames ?? 1)
            guard needed <= free else {
                throw DoesNotFit(
                    problem: "'\(OutputFile.name(path))' may take \(Phrases.bytes(needed)), and its disk has "
                        + "\(Phrases.bytes(free)) free",
                    remedies: ["\(SettingName.output) on another disk", "a smaller \(SettingName.longEdge)"])
            }
        }
        if let folder, let free = free(at: folder), free < Checkpointer.mostBytes(of: plan) {
            say(
                "there may be no room for the states of the render, which take \(Phrases.bytes(Checkpointer.mostBytes(of: plan))) of "
                    + "\(Phrases.bytes(free)) that are free; \(SettingName.checkpoint.set(to: "DIR")) keeps them on another disk"
            )
        }
    }

    /// As many bytes as dreams rarely take: noise that no coder makes smaller.
    private static func pictureBytes(_ plan: RenderPlan, _ path: String) -> Int {
        let pixels = plan.size.height * plan.size.width
        let format = (try? PictureFormat(ofName: path)) ?? .png
        return Int(format.fileBytes(depth: 8, hasAlpha: false) * Float(pixels))
    }
}
