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

    @Test(arguments: [("<f4", "|O8"), ("<f4", "<c8"), ("<f4", ">f4"), ("False", "True ")])
    func otherKindsAreNamed(_ old: String, _ new: String) throws {
        var data = sample.npy
        data.replaceSubrange(try #require(data.range(of: Data(old.utf8))), with: Data(new.utf8))
        let error = #expect(throws: Tensor.NPYError.self) { try Tensor(npy: data) }
        guard case .unsupported = error else {
            Issue.record("\(String(describing: error)) does not say that the kind is unsupported")
            return
        }
    }

    /// Numbers of every kind that is read, by their bytes.
    @Test(
        arguments: [
            ("<f2", [0x00, 0x3E, 0x00, 0xC0, 0x01, 0x00], [1.5, -2, 0x1p-24]),
            ("<f8", [0, 0, 0, 0, 0, 0, 0xF8, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0], [1.5, -2]),
            ("|i1", [0xFF, 0x7F], [-1, 127]), ("<i2", [0xFE, 0xFF, 0x00, 0x01], [-2, 256]),
            ("<i8", [0xFD, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [-3]), ("<u2", [0xFF, 0xFF], [65535]),
        ] as [(String, [UInt8], [Float])])
    func numbersOfOtherKindsAreRead(_ kind: String, _ bytes: [UInt8], _ expected: [Float]) throws {
        let plain = Tensor(shape: Shape([expected.count]), values: expected).npy
        var data = Data(plain.dropLast(4 * expected.count)) + Data(bytes)
        data.replaceSubrange(try #require(data.range(of: Data("<f4".utf8))), with: Data(kind.utf8))
        #expect(try Tensor(npy: data).values == expected)
    }

    /// What Python would unpack and run is named, and not looked into.
    @Test func objectsAreNeverUnpacked() throws {
        var data = sample.npy
        data.replaceSubrange(try #require(data.range(of: Data("<f4".utf8))), with: Data("|O8".utf8))
        let error = #expect(throws: Tensor.NPYError.self) { try Tensor(npy: data) }
        #expect("\(try #require(error))".contains("it holds Python objects, which are never unpacked"))
    }
}
