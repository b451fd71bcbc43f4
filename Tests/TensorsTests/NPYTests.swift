import Foundation
import Tensors
import Testing

@Suite struct NPYTests {
    private let sample = Tensor(shape: Shape([1, 2, 1, 3]), values: [1, -2, 3.5, .infinity, 0, 1e-30])

    @Test(arguments: [Shape([]), Shape([5]), Shape([1, 3, 2, 2]), Shape([2, 0])])
    func roundTrip(_ shape: Shape) throws {
        let tensor = Tensor(shape: shape, values: (0..<shape.count).map { Float($0) })
        let data = tensor.npy
        #expect(data.count % 64 == shape.count * 4 % 64)
        #expect(try Tensor(npy: data) == tensor)
    }

    @Test func everyTruncationIsRefused() {
        let data = sample.npy
        for length in 0..<data.count {
            #expect(throws: Tensor.NPYError.self) { try Tensor(npy: data.prefix(length)) }
        }
    }

    @Test(arguments: [("<f4", "<f8"), ("<f4", ">f4"), ("False", "True ")])
    func otherKindsAreNamed(_ old: String, _ new: String) throws {
        var data = sample.npy
        data.replaceSubrange(try #require(data.range(of: Data(old.utf8))), with: Data(new.utf8))
        let error = #expect(throws: Tensor.NPYError.self) { try Tensor(npy: data) }
        guard case .unsupported = error else {
            Issue.record("\(String(describing: error)) does not say that the kind is unsupported")
            return
        }
    }
}
