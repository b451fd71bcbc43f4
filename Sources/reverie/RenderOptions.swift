import ArgumentParser
import Dreams
import Foundation
import Pictures
import Recipes
import Wording

/// Where a render goes and what is told of it: what `run` and `redo` have in common.
struct RenderOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: ArgumentHelp("Where the picture goes: .png or .jpg.", valueName: "OUT"))
    var output: String

    @Flag(help: "Replace OUT even if Reverie did not make it.")
    var force = false

    @Option(help: "A picture file that is rewritten as the dream grows: .png or .jpg.")
    var preview: String?

    @Option(help: "auto, bar, lines, json or none.")
    var progress: ProgressStyle = .auto

    @Option(help: "Bits a sample of a PNG, 8 or 16; as many as the picture has when absent.")
    var depth: Int?

    @Flag(
        name: .customLong("keep-gps"),
        help: "Keep where the photo was taken; date, artist and copyright are kept anyway.")
    var keepsPlace = false

    @Flag(name: .customLong("no-recipe"), help: "Do not store the recipe in OUT.")
    var leavesRecipeOut = false

    @Flag(help: "Write the recipe beside OUT too, as OUT.reverie.json.")
    var sidecar = false

    /// Of a render, what these options decide.
    private var rendering: CarriedRecipe.Rendering {
        CarriedRecipe.Rendering(depth: depth, keepsGPS: keepsPlace ? true : nil)
    }

    func validate() throws {
        guard let depth else { return }
        guard depth == 8 || depth == 16 else { throw ValidationError("--depth is \(depth); it must be 8 or 16") }
        guard depth == 8 || !((try? PictureFormat(ofName: output)) == .jpeg) else {
            throw ValidationError("--depth is 16, and a JPEG has 8 bits; let OUT end in .png")
        }
    }

    /// Makes a session and renders it into OUT.
    /// - Parameter name: the preset or the carrier, for the user.
    /// - Parameter picture: what it dreams on, for the user.
    func render(
        _ name: String, on picture: String?, _ make: (CarriedRecipe.Rendering) throws -> Session
    ) throws {
        var display = ProgressDisplay(style: progress)
        let target = try OutputFile(path: output, force: force)
        let previewTarget = try preview.map { try OutputFile(path: $0, force: force) }
        let sidecarTarget = sidecar ? try SidecarFile(of: output, force: force) : nil
        say("reading \(Phrases.harmless(name))")
        var session = try make(rendering)
        let renderer = try session.renderer()
        session.remarks.forEach(say)
        announce(session, on: picture)
        if !leavesRecipeOut { _ = try session.carried.json() }

        Interrupt.listen()
        var previews = PreviewWriter(target: previewTarget)
        let result = try renderer.render(session.takePicture()) { progress in
            display.show(progress)
            previews.update(with: progress)
            return Interrupt.isRequested ? .stop : .goOn
        }
        display.finish()
        var carried = session.carried
        if result.isInterrupted { carried.isInterrupted = true }
        try target.write(result.picture, carried.rendering, recipe: leavesRecipeOut ? nil : carried)
        try sidecarTarget?.write(carried)
        try finish(result, seconds: display.elapsed)
    }

    private func say(_ line: String) {
        if progress != .none && progress != .json { Console.say(line) }
    }

    private func announce(_ session: Session, on picture: String?) {
        let canvas = picture.map { Phrases.harmless($0) } ?? "\(session.recipe.canvas.kind)"
        say(
            "dreaming '\(Phrases.harmless(session.recipe.title))' with \(session.network.manifest.name) on \(canvas), "
                + "\(session.size.width)×\(session.size.height), seed \(session.recipe.seed)")
    }

    private func finish(_ result: RenderResult, seconds: Double) throws {
        guard result.isInterrupted else {
            return say("wrote \(Phrases.harmless(output)) after \(Phrases.duration(seconds: seconds))")
        }
        Console.say("interrupted: \(Phrases.harmless(output)) holds the picture so far")
        throw Failure.Interrupted()
    }
}
