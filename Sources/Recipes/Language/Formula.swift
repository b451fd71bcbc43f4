/// What a word computes, in the field's terms.
///
///     shape     x: [C, H, W] → [1, H, W]
///     equation  y[h, w] = x[index, h, w]
///     fails     where index is C or more
///
/// A dimension that a word takes away has length 1, as in NumPy's `keepdims`; a number is `[1, 1, 1]`.
struct Formula: Sendable {
    /// Of what it is called on, of its operands, and of what it gives: channels, rows, columns; nil for what is no tensor.
    let shape: String?
    let equation: String
    /// When it is refused; nil where it never is.
    let fails: String?
    /// Who described it first.
    let source: String?

    init(_ shape: String, _ equation: String, fails: String? = nil) {
        self.init(shape: shape, equation: equation, fails: fails, source: nil)
    }

    init(shape: String?, equation: String, fails: String?, source: String?) {
        self.shape = shape
        self.equation = equation
        self.fails = fails
        self.source = source
    }

    /// Of what is made element by element.
    static func each(_ equation: String) -> Formula { Formula("x: [C, H, W] → [C, H, W]", equation) }

    /// Name and text, as help shows them.
    var lines: [(name: String, text: String)] {
        [("shape", shape), ("equation", equation), ("fails", fails), ("source", source)].compactMap { name, text in
            text.map { (name, $0) }
        }
    }
}

extension Word {
    /// With what it computes.
    func computing(_ formula: Formula) -> Word {
        var word = self
        word.formula = formula
        return word
    }

    /// With what it computes.
    func computing(_ shape: String, _ equation: String, fails: String? = nil) -> Word {
        computing(Formula(shape, equation, fails: fails))
    }
}
