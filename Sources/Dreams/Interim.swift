import Tensors
import Networks
import Pictures
enum Decorrelation {
    static func planes(of t: Tensor) -> Tensor { t }
    static func colours(of t: Tensor) -> Tensor { t }
    static func adjointOfColours(_ t: Tensor) -> Tensor { t }
    static func pullBack(_ t: Tensor) -> Tensor { t }
}
extension Oklab { static func pullBack(_ t: Tensor, at: Tensor) -> Tensor { t } }
enum SRGB { static func linear(_ x: Float) -> Float { x }; static func slope(_ x: Float) -> Float { 1 } }
enum MaskPlane {
    static func gradient(height: Int, width: Int, angle: Float, from: Float, to: Float) -> Tensor { .empty }
    static func ellipse(height: Int, width: Int, centre: (Float, Float), radii: (Float, Float), softness: Float)
        -> Tensor
    { .empty }
}
struct OpticalFlow {
    init(from: Tensor, to: Tensor) {}
    func carry(_ t: Tensor) -> Tensor { t }
    var visibility: Tensor { .empty }
}
extension CanvasOperating {
    func apply(_ operation: CanvasOperation, to canvas: inout DreamCanvas) throws {
        if case .matchColours(.input, let space) = operation, let wanted = colours[space] {
            space.match(&canvas.levels, to: wanted)
        }
    }
}
extension CanvasOperation.MatchingSpace {
    func match(_ canvas: inout Tensor, to wanted: [ColourMoments]) {
        switch self {
        case .srgb:
            canvas.match(wanted)
        case .oklab, .ab:
            var planes = planes(of: consume canvas)
            planes.match(wanted, channels: self == .ab ? 1..<3 : 0..<3)
            canvas = Oklab.toSRGB(planes)
            canvas.scale(by: 255)
        }
    }
    func planes(of canvas: consuming Tensor) -> Tensor {
        guard self != .srgb else { return canvas }
        canvas.scale(by: 1 / 255)
        canvas.clamp(to: 0...1)
        return Oklab.fromSRGB(canvas)
    }
}
