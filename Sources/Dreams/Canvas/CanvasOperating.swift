import Networks
import Pictures
import Tensors

/// Changes a canvas without the network.
struct CanvasOperating {
    let pictures: StagePictures
    let masks: PaintedMasks
    /// What the picture that the dream began with looked like, by space, where that is remembered.
    let colours: [CanvasOperation.MatchingSpace: ColourMoments.Planes]
    let place: Place?
    let seed: UInt64

    /// Does one operation.
    /// - Throws: `DreamError` when a picture is missing.
    func apply(_ operation: CanvasOperation, to canvas: inout DreamCanvas) throws {
        let size = canvas.levels.shape.extent
        switch operation {
        case .zoom, .rotate, .shift, .warp, .mirror, .kaleidoscope, .seamless:
            let alpha = canvas.alpha.map { move($0, operation) }
            canvas.levels = move(canvas.takeLevels(), operation)
            canvas.alpha = alpha
        case .resize(let factor, let wrap):
            let size = size.scaled(by: factor)
            canvas.levels = canvas.takeLevels().resized(to: size, edge: wrap.edges)
            canvas.levels.clamp(to: 0...255)
            canvas.alpha = canvas.alpha?.resized(
                height: size.height, width: size.width, filter: .bilinear, edge: wrap.edges)
            // Weights sum to 1 but for rounding.
            canvas.alpha?.clamp(to: 0...1)
        case .blur(let radius, let wrap):
            canvas.levels = canvas.takeLevels().blurred(sigma: radius * size.shorter, edge: wrap.edges)
        case .transparency(let mask):
            canvas.alpha = masks.weights(mask)
        default:
            canvas.levels = try recolour(encoded(canvas.takeLevels()), operation, size)
            canvas.levels.scale(by: 255)
            canvas.levels.clamp(to: 0...255)
        }
    }

    /// Operations that move pixels, of any planes.
    private func move(_ planes: Tensor, _ operation: CanvasOperation) -> Tensor {
        let (height, width) = (planes.shape.height, planes.shape.width)
        func view(_ wrap: Wrap) -> AffineView { AffineView(of: planes.shape, edge: wrap.edges(otherwise: .mirror)) }
        switch operation {
        case .zoom(let factor, let x, let y, let wrap):
            let centre = SIMD2(x * Float(width), y * Float(height))
            return view(wrap).scaled(by: factor, about: centre).sample(planes)
        case .rotate(let angle, let wrap): return view(wrap).rotated(degrees: -angle).sample(planes)
        case .shift(let x, let y):
            return planes.rolled(
                down: Int((y * Float(height)).rounded()), right: Int((x * Float(width)).rounded()))
        case .warp(let warp, let wrap):
            let edge = wrap.edges(otherwise: .mirror)
            return planes.warped(by: displacement(warp, height: height, width: width, edge), edge: edge)
        case .mirror(let half): return planes.mirrored(keeping: half)
        case .kaleidoscope(let segments, let angle, let x, let y):
            return planes.kaleidoscope(segments: segments, centre: SIMD2(x, y), degrees: -angle)
        case .seamless(let border, let wrap): return planes.seamless(fading: border, down: wrap == .both)
        default: preconditionFailure("\(operation) moves nothing")
        }
    }

    private func displacement(
        _ warp: CanvasOperation.Warp, height: Int, width: Int, _ edge: Edges
    ) -> Displacement {
        switch warp {
        case .noise(let amount, let wavelength):
            .noise(height: height, width: width, strength: amount, wavelength: wavelength, edge: edge, seed: seed)
        case .swirl(let angle, let radius, let x, let y):
            .swirl(height: height, width: width, degrees: -angle, radius: radius, centre: SIMD2(x, y), edge: edge)
        case .ripple(let amount, let wavelength, let x, let y):
            .ripple(
                height: height, width: width, strength: amount, wavelength: wavelength, centre: SIMD2(x, y),
                edge: edge)
        }
    }

    /// Operations on colours, sRGB-encoded, 0…1.
    private func recolour(_ own: Tensor, _ operation: CanvasOperation, _ size: Extent) throws -> Tensor {
        func other(_ picture: PictureReference) throws -> Tensor {
            encoded(try pictures.levels(of: picture, at: size, place: place))
        }
        switch operation {
        case .blend(let picture, let mode, let opacity, let mask):
            return own.blended(
                with: try other(picture), mode: mode, opacity: opacity, mask: mask.map(masks.weights))
        case .matchColours(let picture, let space):
            var planes = space.planes(of: own)
            let wanted =
                picture == .input ? colours[space] : nil
            planes.match(try wanted ?? space.planes(of: other(picture)).colourMoments, channels: space.channels)
            return space.picture(of: planes)
        case .matchHistogram(let picture, let space):
            var planes = space.planes(of: own)
            planes.match(space.planes(of: try other(picture)).colourQuantiles, channels: space.channels)
            return space.picture(of: planes)
        case .keepLuminance(let picture): return Oklab.picture(lightnessOf: try other(picture), coloursOf: own)
        case .keepColour(let picture): return Oklab.picture(lightnessOf: own, coloursOf: try other(picture))
        case .palette(let colours, let strength):
            return Palette(colours.map(\.vector)).locked(own, softness: 0.05, strength: strength)
        case .sharpen(let radius, let amount, let wrap):
            return own.sharpened(amount: amount, radius: radius * size.shorter, edge: wrap.edges)
        case .tone(let exposure, let contrast, let gamma, let saturation):
            return Tone(exposure: exposure, contrast: contrast, gamma: gamma, saturation: saturation).applied(to: own)
        default: preconditionFailure("\(operation) changes no colours")
        }
    }

    private func encoded(_ levels: consuming Tensor) -> Tensor {
        var encoded = levels
        encoded.scale(by: 1 / 255)
        encoded.clamp(to: 0...1)
        return encoded
    }
}

extension ColourMoments {
    /// Of every plane.
    typealias Planes = [ColourMoments]
}

extension CanvasOperation.MatchingSpace {
    /// Colours, sRGB-encoded 0…1, in this space.
    func planes(of encoded: consuming Tensor) -> Tensor { self == .srgb ? encoded : Oklab.fromSRGB(encoded) }

    /// And back.
    func picture(of planes: consuming Tensor) -> Tensor { self == .srgb ? planes : Oklab.toSRGB(planes) }

    /// Which planes are matched.
    var channels: Range<Int> { self == .ab ? 1..<3 : 0..<3 }
}

extension Colour {
    /// Red, green and blue.
    var vector: SIMD3<Float> { SIMD3(red, green, blue) }
}

extension Extent {
    /// In pixels.
    fileprivate var shorter: Float { Float(min(height, width)) }
}
