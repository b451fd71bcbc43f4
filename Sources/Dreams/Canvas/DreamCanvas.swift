import Pictures
import Tensors

/// The picture that a render works on: its levels, and what belongs to it beside them.
struct DreamCanvas {
    /// `[1, 3, H, W]`, 0…255.
    var levels: Tensor
    /// `[1, 1, H, W]`, 0…1; nil where nothing is transparent.
    var alpha: Tensor?
    /// The ICC profile.
    let profile: [UInt8]?
    /// What else the picture's file said.
    let metadata: PictureMetadata

    /// The canvas of a picture, whose memory becomes the canvas's.
    init(_ picture: consuming Picture) {
        alpha = picture.alpha
        profile = picture.profile
        metadata = picture.metadata
        levels = exchange(&picture.colours, with: .empty)
        levels.scale(by: 255)
    }

    /// The levels, which are not held here any longer.
    mutating func takeLevels() -> Tensor { exchange(&levels, with: .empty) }

    /// All but the levels.
    var withoutLevels: DreamCanvas {
        var copy = self
        copy.levels = .empty
        return copy
    }

    /// The picture that it is.
    var picture: Picture { picture(of: levels) }

    /// The picture that it is; the levels become the picture's, and are not held here any longer.
    mutating func takePicture() -> Picture {
        var colours = takeLevels()
        colours.scale(by: 1 / 255)
        colours.clamp(to: 0...1)
        return Picture(colours: colours, alpha: alpha, profile: profile, metadata: metadata)
    }

    /// The picture that it is with other levels.
    func picture(of levels: consuming Tensor) -> Picture {
        var colours = levels
        colours.scale(by: 1 / 255)
        colours.clamp(to: 0...1)
        return Picture(colours: colours, alpha: alpha, profile: profile, metadata: metadata)
    }
}

extension Picture {
    /// The picture laid over the canvas that a preset paints; nothing of it is transparent any more.
    consuming func filled(with canvas: Canvas, seed: UInt64) -> Picture {
        guard let alpha = self.alpha else { return self }
        let below = canvas.picture(size: colours.shape.extent, seed: seed).colours
        colours.add(below, times: -1)
        colours.multiply(byMask: alpha)
        colours.add(below)
        self.alpha = nil
        return self
    }
}
