import Jobs
import Networks
import Pictures
import TestSupport
import Testing

/// What a network sees in a picture is told as soon as it is known.
@Suite struct ImpressionTests {
    @Test func classesComeFirst() throws {
        let cat = try Picture.read(contentsOf: Fixtures.path("Networks/cat-224.png"))
        var (classes, looked) = ([String](), [Int]())
        let impression = try Impression(of: cat, by: NetworkLibrary.standard.load("squeezenet"), most: 3) { news in
            switch news {
            case .classes(let found, let reason):
                #expect(looked.isEmpty && reason == nil)
                classes = found.map(\.name)
            case .looked(let number, let count):
                #expect(!classes.isEmpty && count == 9)
                looked.append(number)
            }
        }
        #expect(classes == impression.classes.map(\.name) && classes.count == 3)
        #expect(looked == Array(0...8))
    }
}
