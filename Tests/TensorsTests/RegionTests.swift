import Tensors
import Testing

@Suite struct RegionTests {
    private let x = Tensor(shape: Shape(channels: 2, height: 3, width: 4), values: (0..<24).map(Float.init))
    private let region = Region(rows: 1..<3, columns: 2..<4)

    @Test func partsAreReadAndWritten() {
        #expect(x.part(region).values == [6, 7, 10, 11, 18, 19, 22, 23])
        #expect(x.part(Region(allOf: x.shape)) == x)
        var y = x
        y.add(x.part(region), at: region)
        #expect(y.part(region).values == [12, 14, 20, 22, 36, 38, 44, 46])
        #expect(y.values[0..<6] == x.values[0..<6])
        y.replace(region, with: x.part(region))
        #expect(y == x)
    }

    @Test func hullsHoldBoth() {
        let other = Region(rows: 0..<1, columns: 3..<9)
        #expect(region.hull(other) == Region(rows: 0..<3, columns: 2..<9))
        #expect(other.relative(to: region) == Region(rows: -1..<0, columns: 1..<7))
        #expect(region.area == 4)
        #expect(Region(rows: 3..<3, columns: 0..<9).isEmpty)
    }
}
