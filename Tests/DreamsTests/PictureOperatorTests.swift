import Dreams
import Foundation
import Operators
import Testing

/// The operators that stand on the pictures' room are all in their list, each in a file of its own.
@Suite struct PictureOperatorTests {
    @Test func everyOperatorOfThisRoomIsInTheList() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../Sources/Dreams")
        let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
            .compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
        let found = try files.flatMap { file in
            try String(contentsOf: file, encoding: .utf8)
                .matches(of: #/(?:struct|enum) (\w+): (?:Whole|Positionwise|Window)?Operator\b/#)
                .map { (name: String($0.1), file: file.deletingPathExtension().lastPathComponent) }
        }
        #expect(found.map(\.name).sorted() == PictureOperators.all.map { "\($0)" })
        #expect(found.allSatisfy { $0.name == $0.file })
    }
}
