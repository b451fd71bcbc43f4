import ArgumentParser
import Jobs
import Networks

/// A network that is run bare.
struct NetworkArguments: ParsableArguments {
    @Argument(help: "A network's name, or a .onnx or .caffemodel file.", completion: .custom(TypedNames.networks))
    var network: String

    @Option(help: "The layers of a .caffemodel; the .prototxt beside it when absent.")
    var prototxt: String?

    /// - Throws: `NetworkError`.
    func load() throws -> Network { try NetworkLibrary.standard.load(network, prototxt: prototxt) }
}

/// The size of a picture that it would see.
struct PictureSides: ParsableArguments {
    @Option(help: "Side of a square picture, in pixels.")
    var size: Int?

    @Option(help: "Width, when the picture is not square.")
    var width: Int?

    @Option(help: "Height, when the picture is not square.")
    var height: Int?

    func validate() throws {
        for (name, side) in [("--size", size), ("--width", width), ("--height", height)] {
            try WrongUsage.check(name, side, 1...16384, " pixels")
        }
    }

    /// Both sides; a square of `usual` pixels where nothing is said.
    func sides(usual: Int) -> (width: Int, height: Int) {
        (width ?? size ?? usual, height ?? size ?? usual)
    }
}
