import Dreams
import Pictures
import Recipes
import Wording

/// Where a job's output goes: looked at once before anything is read, as far as its name tells, and once the recipe is known.
enum Destination {
    /// A place for some film.
    case film(FilmOutput)
    /// A picture.
    case picture(OutputFile)

    /// - Throws: `FilmError`, `PictureError` for a place that can be none, or where something stands that is not ours.
    init(_ output: JobOutput) throws {
        if FilmOutput.mayTake(output.path) {
            self = .film(try FilmOutput(path: output.path, force: output.replaces))
        } else {
            guard output.path == OutputFile.stdout || (try? PictureFormat(ofName: output.path)) != nil else {
                throw FilmError.neither(path: output.path)
            }
            self = .picture(try OutputFile(path: output.path, force: output.replaces))
        }
    }

    /// Looks for what the frames of a film would be mixed with; of one picture nobody asks.
    /// - Throws: `FilmError`, `PictureError.exists`.
    func checkAmongOthers() throws {
        if case .film(let place) = self { try place.checkAmongOthers() }
    }

    /// The place for what a recipe turned out to be.
    /// - Parameter isFilm: whether it is no picture.
    /// - Throws: as `init(_:)`, for what the name does not fit.
    func settled(_ output: JobOutput, isFilm: Bool) throws -> Destination {
        switch (self, isFilm) {
        case (.picture, false), (.film, true): return self
        case (.film(let place), false):
            if place.isFolder { throw FilmError.folderForPicture(path: output.path) }
            return .picture(try OutputFile(path: output.path, force: output.replaces))
        case (.picture, true):
            guard output.path != OutputFile.stdout else { throw FilmError.unknownKind(path: output.path) }
            let place = try FilmOutput(path: output.path, force: output.replaces)
            try place.checkAmongOthers()
            return .film(place)
        }
    }

    /// The same place, once it is known what film it is for.
    /// - Throws: `FilmError`, `PictureError` for what its frames would be mixed with; `JobError.text` for a background that is no colour.
    func showing(_ film: FilmOutput.Facts?, _ output: JobOutput) throws -> Destination {
        guard case .film(let place) = self, let film else { return self }
        return .film(try place.of(film, on: try output.paper(), output.filmQuality ?? .good))
    }

    /// What is done to write it, so that a plan can count it.
    var work: (picture: WorkKind, film: WorkKind?) {
        switch self {
        case .film(let film): film.work
        case .picture(let file): (.writing(file.format), nil)
        }
    }
}

extension JobOutput {
    /// Looks whether the background is a colour.
    /// - Throws: `JobError.text`.
    package func checkBackground() throws { _ = try paper() }

    /// What transparent frames lie on.
    /// - Throws: `JobError.text`.
    func paper() throws -> FilmEncoding.Paper {
        guard let background else { return FilmEncoding.Paper() }
        let names = ["white": "#ffffff", "black": "#000000", "grey": "#808080", "gray": "#808080"]
        guard let colour = Colour(hexadecimal: names[background.lowercased()] ?? background) else {
            throw JobError.text(
                "background", value: background, wanted: "white, black, grey or a colour such as #20a0ff")
        }
        return FilmEncoding.Paper(name: background, colour: [colour.red, colour.green, colour.blue])
    }
}
