import ArgumentParser
import Jobs
import Terminal

/// `reverie plan PRESET [PICTURE]`
struct Plan: CheckedCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Says what a render would do: stages, octave sizes, steps, tiles, memory, work, time. Renders nothing.",
        discussion: """
            The time is measured on this machine, for less than a second, and remembered in $XDG_CACHE_HOME/reverie; renders \
            make it more exact. It counts writing the picture, or a film's frames, but no video made of them.

            Example:
              reverie plan puppies-in-the-clouds --width 6000 --memory 2GiB
            """)

    @OptionGroup var arguments: PresetArguments

    @Flag(help: "Of a film over a video or a folder of frames, list the shots instead.")
    var shots = false

    @OptionGroup var options: RecipeOptions

    func check() throws {
        let picture = arguments.picture.flatMap { $0 == "-" ? nil : PictureInput.file($0) }
        let resources = JobResources(defaults: try Configuration.user())
        try JobRun(try options.job(.path(arguments.preset), on: picture), with: resources) { _ in }.check()
    }

    func run() throws {
        let resources = JobResources(defaults: try Configuration.user())
        if shots { return try FilmShots.lines(of: try options.job(arguments), with: resources).forEach(Console.print) }
        let plan = try JobRun(try options.job(arguments), with: resources) { _ in }.plan()
        Console.print(plan.details)
        if plan.isMachineBusy {
            Console.say("the time was measured while the machine was busy with something else: alone, it takes less")
        }
    }
}
