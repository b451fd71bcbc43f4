import Engine
import Tensors

extension Ascent {
    /// Why no backend can take its steps whole, so that the host does all that is around the network, in words that follow "since"; nil where one
    /// may.
    func hostReason(of objective: StageObjective) -> String? {
        if let transform = transforms.first(where: { !$0.word.isAffine }) { return "its views have \(transform)" }
        if shrinksViews { return "its views may be smaller than what they show" }
        if !priors.isEmpty { return "priors change the canvas between them" }
        // Small enough to be made just for the question.
        let canvas = Shape(channels: 3, height: 16, width: 16)
        let state = parameterization.state(of: .zeros(canvas), wrap: wrap)
        if OptimizerState(optimizer).chain(ahead: 0, size: 1, within: state.bounds) == nil {
            return "its optimizer does not treat every number by itself"
        }
        var parts = StepParts(from: state.parameters[0].shape)
        if state.parameters.count > 1 || !state.make(by: &parts) { return "its canvas is made of \(parameterization)" }
        var direction = StepParts(from: canvas)
        if normalization.normalize(by: &direction, size: 0, wrap: wrap) == nil {
            return "its gradient is given a size by \(normalization)"
        }
        return nil
    }
}

extension GradientNormalization {
    /// Adds what gives the gradient, number 0, its size; nil where operators do not.
    func normalize(by parts: inout StepParts, size: Int, wrap: Wrap) -> Int? {
        word.normalize(by: &parts, size: size, wrap: wrap)
    }
}
