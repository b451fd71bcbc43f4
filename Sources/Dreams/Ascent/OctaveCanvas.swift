import Networks
import Pictures
import Tensors

/// The canvas of an ascent at one size after the other, and the stage's own picture below it.
///
/// On the last octave, where it has the full size, the canvas is the only picture of that size that is held.
struct OctaveCanvas {
    /// Levels, `[1, 3, H, W]`, at the size of the octave.
    var canvas: Tensor
    /// The stage's own picture at full size, until the last octave takes it.
    private var start: Tensor?
    private let full: Extent
    private let reinjectsDetail: Bool
    private let edge: Edges
    private var isFirst = true

    init(_ canvas: consuming Tensor, of ascent: Ascent) {
        full = canvas.shape.extent
        start = canvas
        self.canvas = .empty
        reinjectsDetail = ascent.reinjectsDetail
        edge = ascent.wrap.edges
    }

    /// Goes on to another size: lays what the last octave dreamt over the stage's picture there, or, without re-injection, enlarges the
    /// dream itself.
    mutating func enter(_ size: Extent, isLast: Bool) {
        defer { isFirst = false }
        if !isFirst, !reinjectsDetail {
            canvas = canvas.resized(to: size, edge: edge)
            return
        }
        let before = isFirst ? nil : exchange(&canvas, with: .empty)
        if reinjectsDetail, isLast, size == full, var taken = exchange(&start, with: nil) {
            if let before { addDetail(of: before, over: nil, to: &taken) }
            canvas = taken
            return
        }
        canvas = start.map { base(of: $0, at: size) } ?? .empty
        if let before, let start { addDetail(of: before, over: start, to: &canvas) }
        if !reinjectsDetail { start = nil }
    }

    /// Writes all but the canvas.
    func store(in state: inout RenderState) {
        state.put(start)
        state.put(isFirst)
    }

    /// Reads it again; the canvas is empty.
    init(from state: inout StateReader, full: Extent, of ascent: Ascent) throws {
        self.full = full
        reinjectsDetail = ascent.reinjectsDetail
        edge = ascent.wrap.edges
        start = try state.optionalTensor(Shape(channels: 3, height: full.height, width: full.width))
        isFirst = try state.flag()
        canvas = .empty
    }

    /// A canvas of the octave's size at full size.
    func atFullSize(_ canvas: Tensor) -> Tensor {
        guard canvas.shape.extent != full else { return canvas }
        // Before the first octave there is the stage's picture alone.
        if canvas.shape.area == 0, let start { return start }
        guard var whole = start else { return canvas.resized(to: full, edge: edge) }
        addDetail(of: canvas, over: nil, to: &whole)
        whole.clamp(to: 0...255)
        return whole
    }

    /// A canvas at another size, without what a sharp kernel adds beyond black and white.
    private func base(of canvas: Tensor, at size: Extent) -> Tensor {
        guard size != canvas.shape.extent else { return canvas }
        var base = canvas.resized(to: size, edge: edge)
        base.clamp(to: 0...255)
        return base
    }

    /// Adds what was dreamt, a canvas less `start` at its size, brought to the size of `target`; plane by plane, so that the detail of a
    /// large picture is never held whole.
    /// - Parameter start: the stage's picture; `target` itself where there is none.
    private func addDetail(of canvas: Tensor, over start: Tensor?, to target: inout Tensor) {
        let (own, size) = (canvas.shape.extent, target.shape.extent)
        for channel in 0..<canvas.shape.channels {
            var detail = canvas.plane(channel)
            detail.add(base(of: start?.plane(channel) ?? target.plane(channel), at: own), times: -1)
            target.add(detail.resized(to: size, edge: edge), toPlane: channel)
        }
    }
}

extension Shape {
    /// Height and width.
    var extent: Extent { Extent(height: height, width: width) }
}

extension Tensor {
    /// A place holder.
    static let empty = Tensor.zeros(Shape(channels: 3, height: 0, width: 0))

    /// The planes at another size.
    func resized(to size: Extent, edge: Edges = .clamp) -> Tensor {
        resized(height: size.height, width: size.width, edge: edge)
    }
}

/// The variable's old value, which is not shared with it any more.
func exchange<Value>(_ variable: inout Value, with replacement: consuming Value) -> Value {
    swap(&variable, &replacement)
    return replacement
}
