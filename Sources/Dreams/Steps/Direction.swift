package import Tensors

/// Where a step goes, `[1, 3, H, W]`: a gradient of the canvas, and what is yet to be done to every element of it.
///
/// Scaling it, adding the gradient of the penalties and multiplying it by a mask are not passes of their own: whoever reads the direction
/// next, most often an optimizer, does them on a piece that is in the cache by then.
///
///     var direction = Direction(gradient)
///     direction.factor = 1 / gradient.meanAbsolute
///     direction.mask = weights
///     direction.finish()                  // or piece by piece: `finish(&piece, at: place)`
package struct Direction {
    package private(set) var gradient: Tensor
    /// What it is multiplied by first.
    package var factor: Float = 1
    /// The gradient of the penalties, which is added then.
    package var penalties: Tensor?
    /// `[1, 1, H, W]`: what every plane is multiplied by in the end.
    package var mask: Tensor?

    package init(_ gradient: consuming Tensor) { self.gradient = gradient }

    /// Whether nothing is left to be done.
    package var isFinished: Bool { factor == 1 && penalties == nil && mask == nil }

    /// Does all of it.
    package mutating func finish() {
        guard !isFinished else { return }
        let pass = pass
        gradient.changeInPieces { pass.finish(&$1, at: $0.lowerBound) }
        (factor, penalties, mask) = (1, nil, nil)
    }

    /// What is done to a piece.
    var pass: Pass { Pass(factor: factor, penalties: penalties, mask: mask) }

    /// Changes the gradient itself, as it is.
    mutating func change(_ body: (inout Tensor) -> Void) { body(&gradient) }

    /// The finished gradient; its memory goes with it.
    package consuming func finished() -> Tensor {
        var direction = self
        direction.finish()
        return direction.gradient
    }

    /// What is left to be done to every element, wherever it lies.
    struct Pass: Sendable {
        fileprivate let factor: Float
        fileprivate let penalties: Tensor?
        fileprivate let mask: Tensor?

        /// Does it to a piece of the gradient, which begins at a place of it.
        @inline(__always)
        func finish(_ piece: inout MutableSpan<Float>, at start: Int) {
            if factor != 1 {
                for i in piece.indices { piece[i] *= factor }
            }
            if let penalties {
                piece.add(penalties.values.span.extracting(start..<start + piece.count), times: 1, at: 0)
            }
            guard let mask else { return }
            let area = mask.shape.count
            var done = 0
            // A piece may reach from one plane to the next.
            while done < piece.count {
                let place = (start + done) % area
                let count = min(piece.count - done, area - place)
                let weights = mask.values.span.extracting(place..<place + count)
                piece.withRun(done..<done + count) { run in
                    for i in run.indices { run[i] *= weights[i] }
                }
                done += count
            }
        }
    }
}
