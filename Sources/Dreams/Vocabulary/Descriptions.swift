import Pictures

/// What a stage does, as plans print it.
extension Climb: CustomStringConvertible {
    /// `maximise ‹…›, minimise ‹…›, step 1.5, …`: all that is not a default.
    public var description: String {
        var parts = ["maximise \(maximize)"]
        if let minimize { parts.append("minimise \(minimize)") }
        parts.append("step \(stepSize)")
        let plain = Climb(maximize: maximize)
        if isBalanced != plain.isBalanced { parts.append("unbalanced") }
        if normalization != plain.normalization { parts.append("gradient \(normalization)") }
        if optimizer != plain.optimizer { parts.append("\(optimizer)") }
        if parameterization != plain.parameterization { parts.append("\(parameterization)") }
        parts.append("jitter \(jitter)")
        if !transforms.isEmpty { parts.append("transforms \(transforms.map { "\($0)" }.joined(separator: ", "))") }
        if views > 1 { parts.append("\(views) views") }
        if priors != plain.priors { parts.append("\(priors)") }
        if let mask { parts.append("where \(mask)") }
        if reinjectsDetail != plain.reinjectsDetail { parts.append("without re-injected detail") }
        if wrap != plain.wrap { parts.append(String(wrap.note.dropFirst(2))) }
        if wakingSteps > 0 { parts.append("waking silent units in \(wakingSteps) steps") }
        return parts.joined(separator: ", ")
    }
}

extension GradientNormalization: CustomStringConvertible {
    /// `÷ mean|g|`, `laplacian 4`, …
    public var description: String {
        switch self {
        case .none: "as it is"
        case .meanAbsolute: "÷ mean|g|"
        case .deviation: "÷ deviation"
        case .rootMeanSquare: "÷ rms"
        case .laplacian(let levels): "laplacian \(levels)"
        case .threeBlurs(let sigma): "three blurs \(sigma)"
        }
    }
}

extension Transform: CustomStringConvertible {
    /// `rotate -5.0 5.0`
    public var description: String {
        switch self {
        case .shift(let limit): "shift \(limit)"
        case .pad(let border, let level): "pad \(border)" + (level.map { " of \($0)" } ?? "")
        case .scale(let factors): "scale " + factors.map { "\($0)" }.joined(separator: " ")
        case .rotate(let angles): "rotate " + angles.map { "\($0)" }.joined(separator: " ")
        case .crop(let fraction, let spread, let side): "crop \(fraction) spread \(spread) to \(side)"
        case .flip: "flip"
        case .noise(let deviation): "noise \(deviation)"
        case .blur(let sigma): "blur \(sigma)"
        }
    }
}

extension Priors: CustomStringConvertible {
    /// `decay 0.01, blur 1.0 every 4`
    public var description: String {
        let plain = Priors()
        var parts: [String] = []
        if decay != plain.decay { parts.append("decay \(decay)") }
        if blur != plain.blur { parts.append("blur \(blur) every \(blurEvery)") }
        if smallNorm != plain.smallNorm { parts.append("clip norms \(smallNorm)") }
        if smallContribution != plain.smallContribution { parts.append("clip contributions \(smallContribution)") }
        return parts.joined(separator: ", ")
    }
}

extension CanvasOperation: CustomStringConvertible {
    /// `zoom 1.05 about (0.5, 0.5)`
    public var description: String {
        switch self {
        case .zoom(let factor, let x, let y, let wrap): "zoom \(factor) about (\(x), \(y))\(wrap.note)"
        case .rotate(let angle, let wrap): "rotate by \(angle)°\(wrap.note)"
        case .shift(let x, let y): "shift by (\(x), \(y))"
        case .warp(let warp, let wrap): "\(warp)\(wrap.note)"
        case .mirror(let side): "mirror the \(side.rawValue)"
        case .kaleidoscope(let segments, let angle, let x, let y):
            "kaleidoscope of \(segments) from \(angle)° about (\(x), \(y))"
        case .seamless(let border, let wrap):
            "seamless over \(border)" + (wrap == .horizontal ? ", left and right" : "")
        case .blend(let picture, let mode, let opacity, let mask):
            "blend \(picture), \(mode.rawValue), \(opacity)" + (mask.map { ", where \($0)" } ?? "")
        case .matchColours(let picture, let space): "match the colours of \(picture) in \(space.rawValue)"
        case .matchHistogram(let picture, let space): "match the histogram of \(picture) in \(space.rawValue)"
        case .keepLuminance(let picture): "keep the luminance of \(picture)"
        case .keepColour(let picture): "keep the colours of \(picture)"
        case .palette(let colours, let strength):
            "palette \(colours.map { "\($0)" }.joined(separator: " ")), strength \(strength)"
        case .sharpen(let radius, let amount, let wrap): "sharpen \(amount) at \(radius)\(wrap.note)"
        case .blur(let radius, let wrap): "blur \(radius)\(wrap.note)"
        case .tone(let exposure, let contrast, let gamma, let saturation):
            "tone: exposure \(exposure), contrast \(contrast), gamma \(gamma), saturation \(saturation)"
        case .resize(let factor, let wrap): "resize ×\(factor)\(wrap.note)"
        case .transparency(let mask): "transparent but for \(mask)"
        }
    }
}

extension CanvasOperation.Warp: CustomStringConvertible {
    /// `swirl 90.0° within 0.5 of (0.5, 0.5)`
    public var description: String {
        switch self {
        case .noise(let amount, let wavelength): "warp by noise \(amount), waves \(wavelength)"
        case .swirl(let angle, let radius, let x, let y): "swirl \(angle)° within \(radius) of (\(x), \(y))"
        case .ripple(let amount, let wavelength, let x, let y):
            "ripple \(amount), waves \(wavelength) from (\(x), \(y))"
        }
    }
}

extension CanvasOperation {
    /// The pictures that it reads, but for those of its mask.
    var pictures: [PictureReference] {
        switch self {
        case .blend(let picture, _, _, _), .matchColours(let picture, _), .matchHistogram(let picture, _),
            .keepLuminance(let picture), .keepColour(let picture):
            [picture]
        default: []
        }
    }

    /// The masks that it uses.
    var masks: [Mask] {
        switch self {
        case .blend(_, _, _, let mask): [mask].compactMap { $0 }
        case .transparency(let mask): [mask]
        default: []
        }
    }
}

extension Canvas.Kind: CustomStringConvertible {
    /// `clouds`, `pink noise`, `gradient #203060 … #ffb060`
    public var description: String {
        func ends(_ colours: [Colour]) -> String {
            [colours.first, colours.last].compactMap { $0.map { "\($0)" } }.joined(separator: " … ")
        }
        return switch self {
        case .clouds: "clouds"
        case .noise(let noise): "\(noise.rawValue) noise"
        case .gradient(let colours, let angle): "gradient \(ends(colours)) at \(angle)°"
        case .radial(let colours): "radial gradient \(ends(colours))"
        case .plain(let colour): "plain \(colour)"
        }
    }
}
