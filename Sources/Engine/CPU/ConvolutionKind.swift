import CPUBridge
import Networks
import Tensors

/// The kernels that a convolution is computed by: the same for some rows of it as for the whole.
enum ConvolutionKind {
    /// Over the planar picture.
    case first
    case depthwise
    /// Whose weights stay packed, or are packed at each call.
    case pointwise(keepsPacked: Bool)
    case winograd
    /// Behind a pointwise one, and its clip, that reads an input.
    case expansion(Convolution, clip: ClosedRange<Float>?, input: Shape)
    /// oneDNN, and taps where it has no kernels.
    case general(onlyLibrary: Bool)
}

/// What a convolution's layer is told beside its numbers.
struct ConvolutionPlace {
    let name: String
    let clip: ClosedRange<Float>?
    let variant: kernel_variant
}

extension ConvolutionKind {
    /// The layer.
    /// - Parameter whole: the layer of the whole picture, where this one is of some of its rows.
    func layer(
        _ convolution: Convolution, _ geometry: ConvolutionGeometry, _ place: ConvolutionPlace,
        rowsOf whole: (any FastLayer)? = nil
    ) throws -> any FastLayer {
        let variant = place.variant
        switch self {
        case .first:
            return try FastFirstConvolution(
                convolution, geometry, clip: place.clip, name: place.name, variant: variant,
                isLibrarys: (whole as? FastFirstConvolution)?.isLibrarys)
        case .depthwise: return try FastDepthwise(convolution, geometry, variant: variant)
        case .pointwise(let keepsPacked):
            return try FastPointwise(convolution, geometry, keepsPacked: keepsPacked, variant: variant)
        case .winograd:
            return try FastWinograd(convolution, geometry, variant: variant, rowsOf: whole as? FastWinograd)
        case .expansion(let pointwise, let clip, let input):
            return try FastExpansion(
                pointwise, clip: clip, convolution, input: input.withRows(geometry.input.height), geometry,
                variant: variant)
        case .general(let onlyLibrary):
            return try FastConvolution(
                convolution, geometry, clip: place.clip, name: place.name, variant: variant, onlyLibrary: onlyLibrary,
                librarys: (whole as? FastConvolution)?.librarys)
        }
    }

    /// The layer for some rows.
    func rows(
        _ convolution: Convolution, _ geometry: ConvolutionGeometry, _ place: ConvolutionPlace, _ whole: any FastLayer
    ) -> RowStep {
        let (input, output) = (geometry.input, geometry.output)
        let reading = convolution.axisMaps(of: [input], to: output)[0].rows
        func part(_ part: RowPart) -> (Convolution, ConvolutionGeometry) {
            let cut = convolution.part(OperatorPart(operands: [input], output: output, part))
            let own = cut as? Convolution ?? convolution
            return (
                own,
                ConvolutionGeometry(
                    own, input: input.withRows(part.given[0].count), output: output.withRows(part.made.count))
            )
        }
        var (grain, fewest) = (1, 1)
        if case .winograd = self {
            grain = FastWinograd.square(of: convolution) ?? 1
            fewest = FastWinograd.rowsWorthACall(convolution, width: output.width)
        }
        return RowStep(readings: [.map(reading)], grain: grain, fewest: fewest) { rows in
            let (own, numbers) = part(rows)
            return RowLayer(
                geometry: own.geometry,
                roundsAsWhole: { asksTheSame(own, numbers, convolution, geometry, place, whole) },
                make: { try layer(own, numbers, place, rowsOf: whole) })
        }
    }

    /// Whether oneDNN, where it computes the whole, takes the same kernels for a part: others round otherwise.
    private func asksTheSame(
        _ part: Convolution, _ numbers: ConvolutionGeometry, _ convolution: Convolution,
        _ geometry: ConvolutionGeometry,
        _ place: ConvolutionPlace, _ whole: any FastLayer
    ) -> Bool {
        let (directions, isPlanar): (dnnl_bridge_directions, Bool)
        if let whole = whole as? FastConvolution {
            (directions, isPlanar) = (whole.librarys, false)
        } else if let whole = whole as? FastFirstConvolution {
            (directions, isPlanar) = (dnnl_bridge_directions(forward: whole.isLibrarys, backward: false), true)
        } else {
            return true
        }
        guard directions.forward || directions.backward else { return true }
        let own = part.libraryNames(numbers, place, isPlanar: isPlanar)
        let names = convolution.libraryNames(geometry, place, isPlanar: isPlanar)
        return (own.forward == names.forward || !directions.forward)
            && (own.backward == names.backward || !directions.backward)
    }
}
