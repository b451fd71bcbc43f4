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
            let move = self.move(of: size, operation)
            let alpha = canvas.alpha.map(move)
            canvas.levels = planewise(canvas.takeLevels(), move)
            canvas.alpha = alpha
        case .resize(let factor, let wrap):
            let size = size.scaled(by: factor)
            canvas.levels = canvas.takeLevels().mapPlanes { $0.resized(to: size, edge: wrap.edges) }
            canvas.levels.clamp(to: 0...255)
            canvas.alpha = canvas.alpha?.resized(
                height: size.height, width: size.width, filter: .bilinear, edge: wrap.edges)
            // Weights sum to 1 but for rounding.
            canvas.alpha?.clamp(to: 0...1)
        case .blur(let radius, let wrap):
            canvas.levels = canvas.takeLevels().mapPlanes {
                $0.blurred(sigma: radius * size.shorter, edge: wrap.edges)
            }
        case .transparency(let mask):
            canvas.alpha = masks.weights(mask)
        default:
            canvas.levels = try recolour(encoded(canvas.takeLevels()), operation, size)
            canvas.levels.scale(by: 255)
            canvas.levels.clamp(to: 0...255)
        }
    }

    /// Canvases of more pixels are moved plane by plane: where each pixel comes from is then found three times, and no second canvas is held.
    static let largestWhole = 1 << 20

    /// A change of planes that does to each the same.
    private func planewise(_ planes: consuming Tensor, _ change: (Tensor) -> Tensor) -> Tensor {
        planes.shape.area > CanvasOperating.largestWhole ? planes.mapPlanes(change) : change(planes)
    }

    /// Operations that move pixels, of any planes of a size.
    private func move(of size: Extent, _ operation: CanvasOperation) -> (Tensor) -> Tensor {
        let (height, width) = (size.height, size.width)
        func view(_ wrap: Wrap) -> AffineView {
            AffineView(height: height, width: width, edge: wrap.edges(otherwise: .mirror))
        }
        switch operation {
        case .zoom(let factor, let x, let y, let wrap):
            let centre = SIMD2(x * Float(width), y * Float(height))
            return view(wrap).scaled(by: factor, about: centre).sample
        case .rotate(let angle, let wrap): return view(wrap).rotated(degrees: -angle).sample
        case .shift(let x, let y):
            let (down, right) = (Int((y * Float(height)).rounded()), Int((x * Float(width)).rounded()))
            return { $0.rolled(down: down, right: right) }
        case .warp(let warp, let wrap):
            let edge = wrap.edges(otherwise: .mirror)
            let displacement = displacement(warp, height: height, width: width, edge)
            return { $0.warped(by: displacement, edge: edge) }
        case .mirror(let half): return { $0.mirrored(keeping: half) }
        case .kaleidoscope(let segments, let angle, let x, let y):
            return { $0.kaleidoscope(segments: segments, centre: SIMD2(x, y), degrees: -angle) }
        case .seamless(let border, let wrap): return { $0.seamless(fading: border, down: wrap == .both) }
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
    private func recolour(
        _ own: consuming Tensor, _ operation: CanvasOperation, _ size: Extent
    ) throws -> Tensor {
        func other(_ picture: PictureReference) throws -> Tensor {
            encoded(try pictures.levels(of: picture, at: size, place: place))
        }
        switch operation {
        case .blend(let picture, let mode, let opacity, let mask):
            own.blend(with: try other(picture), mode: mode, opacity: opacity, mask: mask.map(masks.weights))
            return own
        case .matchColours(let picture, let space):
            let known = picture == .input ? colours[space] : nil
            let wanted = try known ?? space.planes(of: other(picture)).colourMoments
            var planes = space.planes(of: own)
            planes.match(wanted, channels: space.channels)
            return space.picture(of: planes)
        case .matchHistogram(let picture, let space):
            let wanted = space.planes(of: try other(picture)).colourQuantiles
            var planes = space.planes(of: own)
            planes.match(wanted, channels: space.channels)
            return space.picture(of: planes)
        case .keepLuminance(let picture): return Oklab.picture(lightnessOf: try other(picture), coloursOf: own)
        case .keepColour(let picture): return Oklab.picture(coloursOf: try other(picture), lightnessOf: own)
        case .palette(let colours, let strength):
            return Palette(colours.map(\.vector)).locked(own, softness: 0.05, strength: strength)
        case .sharpen(let radius, let amount, let wrap):
            return own.mapPlanes {
                $0.sharpened(amount: amount, radius: radius * size.shorter, edge: wrap.edges)
            }
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
