import ArgumentParser
import Dreams
import Networks
import Pictures

/// `reverie plan PRESET [PICTURE]`
struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what a render would do: stages, octave sizes, steps, tiles, memory, work. Renders nothing.",
        discussion: "Example:\n  reverie plan puppies-in-the-clouds --width 6000 --memory 2GiB")

    @OptionGroup var arguments: PresetArguments

    @OptionGroup var options: RecipeOptions

    func run() throws {
        let session = try Session(arguments, options)
        Console.print("\(try session.renderer().plan(for: session.size))")
    }
}
