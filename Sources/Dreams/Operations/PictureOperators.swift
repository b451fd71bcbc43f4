package import Operators

/// The operators of the language whose loops are those of the pictures' room: the others stand in `Operators.all`.
package enum PictureOperators {
    /// In alphabetical order.
    package static let all: [any Operator.Type] = [Blur.self, ColoursIn.self, ResizedLike.self, Shift.self]
}
