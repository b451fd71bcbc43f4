import Networks
import Tensors

/// A convolution's numbers at one input size.
struct ConvolutionGeometry {
    let window: Window
    let groups: Int
    let input: Shape
    let output: Shape
    let vertical: Window.Axis
    let horizontal: Window.Axis

    init(_ convolution: Convolution, input: Shape, output: Shape) {
        window = convolution.window
        groups = convolution.groups
        self.input = input
        self.output = output
        vertical = window.vertical(over: input.height)
        horizontal = window.horizontal(over: input.width)
    }
}
