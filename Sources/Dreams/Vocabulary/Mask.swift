/// Where something happens: 1 is fully, 0 is not at all.
///
/// A mask is a recipe for a plane `[1, 1, H, W]`; it is painted for the canvas that a stage begins with.
public indirect enum Mask: Hashable, Sendable {
    /// The same everywhere.
    case constant(Float)
    /// By the luminance (Oklab L, 0…1) of the canvas: 1 above a threshold, over a soft edge `softness` wide.
    case luminance(above: Float, softness: Float)
    /// By how far the colours are from grey (Oklab chroma, 0…0.4).
    case chroma(above: Float, softness: Float)
    /// The luminance of another picture, brought to the canvas's size: white is 1.
    case picture(PictureReference)
    /// The opacity of a picture: 1 where nothing shines through.
    case alpha(PictureReference)
    /// From 0 to 1 along a direction: 0° is to the right, 90° is down; `from` and `to` are places along it, 0…1.
    case gradient(angle: Float, from: Float, to: Float)
    /// 1 inside of an ellipse; the middle and the radii in fractions of the width and the height, the edge in fractions of the radius.
    case ellipse(x: Float, y: Float, width: Float, height: Float, softness: Float)
    /// 1 inside of a circle, which is round on a canvas of any shape; the middle in fractions of the width and the height, the radius in
    /// fractions of the shorter side, the edge in fractions of the radius.
    case circle(x: Float, y: Float, radius: Float, softness: Float)
    /// Where the network finds evidence for a class: its class activation map (Zhou et al., 2016; for networks that end in a mean and a linear layer
    /// the same as Grad-CAM, Selvaraju et al., 2017), its largest value being 1; `sharpness` is the power that it is raised to.
    case evidence(classIndex: Int, sharpness: Float)
    /// A colour that someone painted in a picture: 1 within `tolerance` of it (Oklab distance), over a soft edge.
    case colour(PictureReference, red: Float, green: Float, blue: Float, tolerance: Float)
    /// 1 − m
    case inverse(Mask)
    /// a·b
    case product(Mask, Mask)
    /// The larger of both.
    case union(Mask, Mask)
    /// Blurred by a fraction of the shorter side, around the sides that meet.
    case feathered(Mask, Float, wrap: Wrap = .none)
}

extension Mask {
    /// The pictures that it needs.
    public var pictures: [PictureReference] {
        switch self {
        case .picture(let picture), .alpha(let picture), .colour(let picture, _, _, _, _): [picture]
        case .inverse(let a), .feathered(let a, _, _): a.pictures
        case .product(let a, let b), .union(let a, let b): a.pictures + b.pictures
        case .constant, .luminance, .chroma, .gradient, .ellipse, .circle, .evidence: []
        }
    }

    /// Whether it asks the network for a class.
    var readsClasses: Bool {
        switch self {
        case .evidence: true
        case .inverse(let a), .feathered(let a, _, _): a.readsClasses
        case .product(let a, let b), .union(let a, let b): a.readsClasses || b.readsClasses
        default: false
        }
    }
}

extension Mask: CustomStringConvertible {
    /// `luminance > 0.4`, `not(alpha(input))`, `(a and b)`
    public var description: String {
        switch self {
        case .constant(let value): "\(value)"
        case .luminance(let above, let softness): "luminance > \(above) ± \(softness)"
        case .chroma(let above, let softness): "chroma > \(above) ± \(softness)"
        case .picture(let picture): "brightness of \(picture)"
        case .alpha(let picture): "alpha of \(picture)"
        case .gradient(let angle, let from, let to): "gradient \(angle)° \(from) … \(to)"
        case .ellipse(let x, let y, let width, let height, let softness):
            "ellipse (\(x), \(y)) \(width)×\(height) ± \(softness)"
        case .circle(let x, let y, let radius, let softness): "circle (\(x), \(y)) \(radius) ± \(softness)"
        case .evidence(let index, let sharpness): "evidence(\(index))^\(sharpness)"
        case .colour(let picture, let red, let green, let blue, let tolerance):
            "colour (\(red), \(green), \(blue)) ± \(tolerance) of \(picture)"
        case .inverse(let mask): "not(\(mask))"
        case .product(let a, let b): "(\(a) and \(b))"
        case .union(let a, let b): "(\(a) or \(b))"
        case .feathered(let mask, let radius, let wrap): "feather(\(mask), \(radius)\(wrap.note))"
        }
    }
}
