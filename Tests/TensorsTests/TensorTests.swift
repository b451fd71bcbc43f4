import Tensors
import Testing

@Suite struct TensorTests {
    @Test func shapesPrintAndCount() {
        #expect("\(Shape(channels: 3, height: 5, width: 7))" == "1×3×5×7")
        #expect(Shape(channels: 3, height: 5, width: 7).count == 105)
        #expect("\(Shape([]))" == "scalar")
        #expect(Shape([]).count == 1)
    }

    @Test func arithmeticIsInPlaceAndByElement() {
        var x = Tensor(shape: Shape([3]), values: [1, -2, 3])
        x.add(Tensor(shape: Shape([3]), values: [1, 1, 1]), times: 2)
        #expect(x.values == [3, 0, 5])
        x.scale(by: -1)
        #expect(x.values == [-3, 0, -5])
        x.clamp(to: -4...(-1))
        #expect(x.values == [-3, -1, -4])
    }

    @Test func copiesAreValues() {
        let original = Tensor(shape: Shape([2]), values: [1, 2])
        var copy = original
        copy.scale(by: 10)
        #expect(original.values == [1, 2])
    }

    @Test func channelsLieOneAfterTheOther() {
        let x = Tensor.zeros(Shape(channels: 3, height: 2, width: 5))
        #expect(x.indices(ofChannel: 1) == 10..<20)
    }
}
