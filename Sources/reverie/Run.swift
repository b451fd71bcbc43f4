import ArgumentParser

/// `reverie run PRESET [PICTURE] -o OUT`
struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Renders a preset, on a picture or on the preset's own canvas.",
        discussion: """
            OUT carries its recipe: 'redo' renders it again, 'show' prints it. Ctrl-C stops after the step in progress and
            keeps the picture so far in OUT; a second Ctrl-C ends at once.

            Examples:
              reverie run puppies-in-the-clouds -o dream.png
              reverie run classic photo.jpg -o dream.jpg --long-edge 1600 --set strength=1.5
            """)

    @OptionGroup var arguments: PresetArguments

    @OptionGroup var options: RecipeOptions

    @OptionGroup var output: RenderOptions

    func run() throws {
        try output.render(arguments.preset, on: arguments.picture) { rendering in
            try Session(arguments, options, rendering: rendering)
        }
    }
}
