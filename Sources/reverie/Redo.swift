import ArgumentParser
import Jobs
import Recipes
import Terminal

/// `reverie redo CARRIER [PICTURE] -o OUT`
struct Redo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Renders the recipe that a picture carries, again, on another picture, or larger.",
        discussion: """
            On the machine that rendered it, and on the same pictures, the same file comes out, byte for byte. A picture \
            carries no other: what it dreamt on is named again, and so is what lay beside the preset (--picture \
            NAME=FILE). Another picture is dreamt on at the same length of its longer side. Options change what the recipe \
            says; 'run CARRIER' takes only the preset, with its defaults.

            Examples:
              reverie redo dream.png photo.jpg -o again.png
              reverie redo dream.png other.jpg -o other-dream.jpg
              reverie redo dream.png -o poster.png --scale 3
            """)

    @Argument(help: "A picture that Reverie wrote, or its .recipe.json.", completion: .file())
    var carrier: String

    @Argument(help: "The picture to dream on, if the recipe had one.", completion: .file())
    var picture: String?

    @Option(help: ArgumentHelp("The canvas is this many times as large.", valueName: "FACTOR"))
    var scale: Double?

    @OptionGroup var options: RecipeOptions

    @OptionGroup var output: RenderOptions

    func validate() throws {
        try WrongUsage.checking { try scaled(options.job(.named(""), on: nil)).check() }
    }

    private func scaled(_ job: RenderJob) -> RenderJob {
        var job = job
        job.size.scale = scale
        return job
    }

    func run() throws {
        let recipe = try CarriedRecipe(contentsOf: carrier)
        guard picture != nil || recipe.pictures.input == nil else { throw SharingError.pictureNeeded(path: carrier) }
        let job = scaled(try options.job(.recipe(recipe), on: picture.map(PictureInput.init(named:))))
        try output.render(
            output.directed(job), named: carrier, with: JobResources(defaults: try Configuration.user()))
    }
}
