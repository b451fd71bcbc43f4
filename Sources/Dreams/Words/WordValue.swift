/// What an option was given, or has.
package indirect enum WordValue: Hashable, Sendable {
    case number(Double)
    case integer(Int)
    case text(String)
    case schedule(Schedule)
    case mask(Mask)
    case expression(Expression)
    case picture(PictureReference)
    case colour(Colour)
    case list([WordValue])
}

extension WordValue: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
    ExpressibleByArrayLiteral
{
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .text(value) }
    package init(arrayLiteral values: WordValue...) { self = .list(values) }

    /// A number as the renderer has it, in its shortest digits.
    package init(_ value: Float) { self = .number(Double("\(value)") ?? Double(value)) }
}

extension WordValue {
    var float: Float? {
        switch self {
        case .number(let number): Float(number)
        case .integer(let number): Float(number)
        default: nil
        }
    }

    var integer: Int? {
        switch self {
        case .number(let number): Int(number)
        case .integer(let number): number
        default: nil
        }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var expression: Expression? { if case .expression(let expression) = self { expression } else { nil } }
    var mask: Mask? { if case .mask(let mask) = self { mask } else { nil } }
    var picture: PictureReference? { if case .picture(let picture) = self { picture } else { nil } }
    var colour: Colour? { if case .colour(let colour) = self { colour } else { nil } }

    var schedule: Schedule? {
        if case .schedule(let schedule) = self { schedule } else { float.map { .constant($0) } }
    }

    /// The values of a list, each as something.
    func list<Element>(_ element: (WordValue) -> Element?) -> [Element]? {
        if case .list(let values) = self { values.compactMap(element) } else { nil }
    }
}

extension WordValue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .number(let number): "\(number)"
        case .integer(let number): "\(number)"
        case .text(let text): text
        case .schedule(let schedule): "\(schedule)"
        case .mask(let mask): "\(mask)"
        case .expression(let expression): "\(expression)"
        case .picture(let picture): "\(picture)"
        case .colour(let colour): "\(colour)"
        case .list(let values): values.map { "\($0)" }.joined(separator: " ")
        }
    }
}
