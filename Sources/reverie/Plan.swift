import ArgumentParser
import Dreams
import Networks
import Pictures

/// `reverie plan PRESET [PICTURE]`
struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what a render would do: stages, octave sizes, steps, work. Renders nothing.",
        discussion: "Example:\n  reverie plan puppies-in-the-clouds --width 1024")

    @OptionGroup var options: RecipeOptions

    func run() throws {
        let session = try Session(options)
        let renderer = try Renderer(recipe: session.recipe, network: session.network)
        let size = Extent(height: session.picture.height, width: session.picture.width)
        Console.print("\(try renderer.plan(for: size))")
    }
}
