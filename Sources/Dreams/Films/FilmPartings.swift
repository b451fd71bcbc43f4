public import Networks
import Pictures
import Tensors

/// Where a film can be parted, so that its parts are rendered without each other.
public enum FilmPartings: Hashable, Sendable {
    /// Before every frame: none goes on from the one before.
    case everywhere
    /// Where the shots of the frames that it is dreamt over begin, counted from 0; the first is 0.
    case shots([Int])
    /// Nowhere, and why: a clause.
    case nowhere(String)
}

extension Film {
    /// Why no frame can be rendered without the one before it; nil where some can.
    ///
    /// - Parameter isOverFrames: whether it is dreamt over frames that the user brings.
    func bond(isOverFrames: Bool) -> String? {
        if loop > 0 { return "it is a loop, whose last frames fade into its first ones" }
        guard keep > 0, !isOverFrames else { return nil }
        return "each frame goes on from what was dreamt on the one before (keep is \(keep))"
    }
}

extension Renderer {
    /// Where the recipe's film can be parted: the parts give the same frames as the whole.
    ///
    /// Frames of the user's are looked at one after the other, where the film goes on from frame to frame: so its shots are found just as while it is
    /// rendered.
    /// - Parameters:
    ///   - source: the user's frames; nil where there are none.
    ///   - size: of the canvas.
    /// - Throws: what `source` throws.
    public func partings(over source: FrameSource?, at size: Extent) throws -> FilmPartings {
        guard let film = recipe.film else { preconditionFailure("the recipe is no film") }
        if let bond = film.bond(isOverFrames: source != nil) { return .nowhere(bond) }
        guard let source, film.keep > 0 else { return .everywhere }
        let starts = try shots(of: source, at: size)
        return starts.count > 1
            ? .shots(starts)
            : .nowhere("all frames are of one shot, and each goes on from the one before (keep is \(film.keep))")
    }

    /// The frames that the shots of a film begin with, counted from 0; the first is 0.
    /// - Throws: what `source` throws.
    public func shots(of source: FrameSource, at size: Extent) throws -> [Int] {
        // The recipe's own stages may have cut the canvas.
        let (source, size) = (source.filled(as: recipe), recipe.stages.reduce(size) { $1.action.size(from: $0) })
        var (starts, before) = ([0], Tensor?.none)
        for index in 0..<source.count {
            let levels = try source.frame(index).levels(at: size)
            if let before, SceneCut.lies(between: before, and: levels, white: 255) { starts.append(index) }
            before = levels
        }
        return starts
    }
}
