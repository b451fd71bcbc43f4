import Networks
import Pictures
import Tensors

/// What the stages after an ascent do to the canvas without a network: a dream that is not done is shown as it will look.
struct Finishing {
    /// Counted from the recipe's first stage.
    let stages: [(number: Int, stage: Stage)]
    let recipe: Recipe
    let networks: DreamNetworks
    let pictures: StagePictures
    let colours: [MatchingSpace: ColourMoments.Planes]
    let painter: MaskPainter

    /// The picture, no longer than so many pixels, as these stages would leave it; as it is where one of them cannot be done.
    func finished(_ whole: Picture, within longEdge: Int?) -> Picture {
        let size = Extent(height: whole.height, width: whole.width).within(longEdge: longEdge)
        let picture = whole.resized(height: size.height, width: size.width)
        guard stages.contains(where: { $0.stage.finishing != nil }) else { return picture }
        var canvas = DreamCanvas(picture)
        do {
            for (number, stage) in stages {
                guard let operation = stage.finishing, try stage.asksNothing(of: networks, on: canvas) else { continue }
                let scene = OperationContext(
                    pictures: pictures, masks: try painter.paint(stage.masks, on: canvas.levels), colours: colours,
                    place: stage.place, seed: recipe.seed &+ UInt64(number))
                try operation.word.apply(to: &canvas, in: scene)
            }
        } catch {
            return picture
        }
        return canvas.takePicture()
    }
}

extension Stage {
    /// What it does to a canvas, where that is no dream, and leaves it as large as it was.
    var finishing: CanvasOperation? {
        guard case .canvas(let operation) = action, operation.growth == 1 else { return nil }
        return operation
    }

    /// Whether none of its masks has to ask a network.
    fileprivate func asksNothing(of networks: DreamNetworks, on canvas: DreamCanvas) throws -> Bool {
        let size = canvas.levels.shape.extent
        return try masks.allSatisfy { try $0.questions(on: size, to: networks, place: place).isEmpty }
    }
}
