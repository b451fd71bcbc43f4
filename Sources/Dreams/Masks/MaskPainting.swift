import Engine
import Foundation
import Networks
import Operators
import Pictures
import Tensors

/// Masks as planes `[1, 1, H, W]`, 0…1, of one canvas.
struct PaintedMasks {
    private let planes: [Mask: Tensor]

    fileprivate init(planes: [Mask: Tensor]) { self.planes = planes }

    /// The weights of a mask.
    func weights(_ mask: Mask) -> Tensor {
        guard let plane = planes[mask] else { preconditionFailure("\(mask) was not painted") }
        return plane
    }

    /// Writes the planes, by the masks' names.
    func store(in state: inout RenderState) {
        for mask in PaintedMasks.ordered(planes.keys) { planes[mask].map { state.put($0) } }
    }

    /// Reads those of some masks again.
    init(_ masks: Set<Mask>, from state: inout StateReader, size: Extent) throws {
        planes = try PaintedMasks.ordered(masks).reduce(into: [:]) {
            $0[$1] = try state.tensor(Shape(channels: 1, height: size.height, width: size.width))
        }
    }

    private static func ordered(_ masks: some Sequence<Mask>) -> [Mask] { masks.sorted { "\($0)" < "\($1)" } }

    /// The masks for a canvas of another size.
    func resized(to size: Extent, wrap: Wrap) -> PaintedMasks {
        PaintedMasks(
            planes: planes.mapValues {
                $0.resized(height: size.height, width: size.width, filter: .bilinear, edge: wrap.edges)
            })
    }
}

/// Paints masks: by a canvas, by pictures, by what a network sees.
struct MaskPainter {
    let network: Network
    let backend: any Backend
    let pictures: StagePictures
    let place: Place?

    /// The masks for a canvas of levels, `[1, 3, H, W]`.
    /// - Throws: `DreamError` when a picture is missing or the network knows no classes.
    func paint(_ masks: Set<Mask>, on canvas: Tensor) throws -> PaintedMasks {
        PaintedMasks(
            planes: try masks.reduce(into: [:]) { $0[$1] = try plane(of: $1, canvas) })
    }

    private func plane(of mask: Mask, _ canvas: Tensor) throws -> Tensor {
        let size = canvas.shape.extent
        switch mask {
        case .constant(let value):
            return .plane(size, repeating: value)
        case .luminance(let above, let softness):
            return lightness(of: canvas).map { smooth($0, around: above, softness) }
        case .chroma(let above, let softness):
            let lab = oklab(canvas).values
            let area = canvas.shape.area
            return Tensor(
                shape: Shape(channels: 1, height: size.height, width: size.width),
                values: (0..<area).map {
                    smooth(hypot(lab[area + $0], lab[2 * area + $0]), around: above, softness)
                })
        case .picture(let reference):
            return lightness(of: try pictures.levels(of: reference, at: size, place: place))
        case .alpha(let reference):
            let alpha = try pictures.picture(reference, place: place).alpha
            return alpha?.resized(height: size.height, width: size.width, filter: .bilinear)
                ?? .plane(size, repeating: 1)
        case .gradient(let angle, let from, let to):
            return MaskPlanes.linear(
                width: size.width, height: size.height, degrees: -angle, start: from, end: to)
        case .ellipse(let x, let y, let width, let height, let softness):
            return MaskPlanes.ellipse(
                width: size.width, height: size.height, centre: SIMD2(x, y), radii: SIMD2(width, height),
                softness: softness)
        case .circle(let x, let y, let radius, let softness):
            return MaskPlanes.circle(
                width: size.width, height: size.height, centre: SIMD2(x, y), radius: radius, softness: softness)
        case .evidence(let index, let sharpness):
            return try evidence(for: index, sharpness, in: canvas)
        case .colour(let reference, let red, let green, let blue, let tolerance):
            return MaskPlanes.colour(
                of: encoded(try pictures.levels(of: reference, at: size, place: place)),
                near: SIMD3(red, green, blue), reach: tolerance, softness: tolerance / 2)
        case .inverse(let inner):
            return try plane(of: inner, canvas).map { 1 - $0 }
        case .product(let a, let b):
            return try plane(of: a, canvas).combined(with: plane(of: b, canvas)) { $0 * $1 }
        case .union(let a, let b):
            return try plane(of: a, canvas).combined(with: plane(of: b, canvas)) { max($0, $1) }
        case .feathered(let inner, let radius, let wrap):
            return try plane(of: inner, canvas)
                .blurred(sigma: radius * Float(min(size.height, size.width)), edge: wrap.edges)
        }
    }

    /// The class's map where it is above zero, divided by its largest value, with soft edges; nothing where the network sees none.
    private func evidence(for index: Int, _ sharpness: Float, in canvas: Tensor) throws -> Tensor {
        let node = try DreamError.locating(place) { try network.classNode() }
        // At the size that the network was trained for, or as near as the canvas has it.
        let size = canvas.shape.extent
        let shorter = min(size.height, size.width)
        let seen =
            shorter > 2 * network.manifest.trainedSize
            ? size.scaled(by: Float(2 * network.manifest.trainedSize) / Float(shorter)) : size
        let run = try DreamError.locating(place) {
            try backend.prepare(network.graph, height: seen.height, width: seen.width, outputs: [node])
        }
        let input = network.manifest.preprocessing.networkInput(fromLevels: canvas.resized(to: seen))
        guard let classes = try run.forward(input)[node], index < classes.shape.channels else {
            throw DreamError.channel(index, of: "classes", count: network.classes.count, place: place)
        }
        // Evidence is what this class has more than the others do on average.
        let plane = Shape(channels: 1, height: classes.shape.height, width: classes.shape.width)
        var own = ChannelSelection([index]).forward([classes], to: plane)
        own.add(Reduction.channelMean.forward([classes], to: plane), times: -1)
        let largest = max(own.values.max() ?? 0, 1e-6)
        return own.map { pow(max($0, 0) / largest, sharpness) }
            .resized(height: size.height, width: size.width, filter: .bilinear)
    }

    private func lightness(of levels: Tensor) -> Tensor { Oklab.lightness(of: encoded(levels)) }

    private func oklab(_ levels: Tensor) -> Tensor { Oklab.fromSRGB(encoded(levels)) }

    private func encoded(_ levels: Tensor) -> Tensor {
        var encoded = levels
        encoded.scale(by: 1 / 255)
        return encoded
    }
}

/// 0 below a threshold, 1 above, over a soft edge.
private func smooth(_ value: Float, around threshold: Float, _ softness: Float) -> Float {
    let t = min(max((value - threshold) / max(softness, 1e-4) + 0.5, 0), 1)
    return t * t * (3 - 2 * t)
}

extension Tensor {
    fileprivate static func plane(_ size: Extent, repeating value: Float) -> Tensor {
        Tensor(shape: Shape(channels: 1, height: size.height, width: size.width), repeating: value)
    }

    /// Every channel multiplied by the one channel of `mask`, which has the same area.
    mutating func multiply(byMask mask: Tensor) {
        let (height, width) = (shape.height, shape.width)
        let weights = mask.values.span
        var target = values.mutableSpan
        target.forEachRun(of: width) { row, target in
            let weights = weights.extracting(row % height * width..<(row % height + 1) * width)
            for i in target.indices { target[i] *= weights[i] }
        }
    }
}
