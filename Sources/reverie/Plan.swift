import ArgumentParser
import Dreams
import Networks
import Pictures

/// `reverie plan PRESET [PICTURE]`
struct Plan: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Says what a render would do: stages, octave sizes, steps, tiles, memory, work, time. Renders nothing.",
        discussion: """
            The time is measured on this machine, for less than a second, and remembered in $XDG_CACHE_HOME/reverie.

            Example:
              reverie plan puppies-in-the-clouds --width 6000 --memory 2GiB
            """)

    @OptionGroup var arguments: PresetArguments

    @OptionGroup var options: RecipeOptions

    func run() throws {
        let session = try Session(arguments, options)
        let renderer = try session.measuredRenderer()
        Console.print("\(try session.plan(renderer))")
    }
}
