extension Window {
    /// Pools along one side and then along the other, whose largest is that of the window: for windows of more taps than a pool's kernel
    /// has, 256. The gradient goes to the same of equals: the first in the order of rows. Nil where one side alone has more.
    var maxPoolsByAxes: [any Operator]? {
        guard max(kernel.height, kernel.width) <= 256 else { return nil }
        var (across, down) = (self, self)
        (across.kernel.height, across.stride.height, across.dilation.height) = (1, 1, 1)
        (down.kernel.width, down.stride.width, down.dilation.width) = (1, 1, 1)
        if case .explicit(let before, let after) = padding {
            across.padding = .explicit(
                before: Extent(height: 0, width: before.width), after: Extent(height: 0, width: after.width))
            down.padding = .explicit(
                before: Extent(height: before.height, width: 0), after: Extent(height: after.height, width: 0))
        }
        return [.maxPool(across), .maxPool(down)]
    }
}
