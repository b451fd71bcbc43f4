/// What a stage does, as plans print it.
extension Ascent: CustomStringConvertible {
    /// `maximise ‹…›, minimise ‹…›, step 1.5, …`: all that is not a default.
    public var description: String {
        var parts = ["maximise \(maximize)"]
        if let minimize { parts.append("minimise \(minimize)") }
        parts.append("step \(stepSize)")
        let plain = Ascent(maximize: maximize)
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
        if redirectedSteps > 0 { parts.append("redirecting silent units in \(redirectedSteps) steps") }
        return parts.joined(separator: ", ")
    }
}
