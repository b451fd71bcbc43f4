import Pictures
import Tensors
import Testing

@Suite struct ContactSheetTests {
    private func sheet(_ title: String = "Classic", columns: Int = 3) -> ContactSheet {
        ContactSheet(
            title: title,
            blocks: [
                .init(captions: (1...5).map { ["strength=\($0)", "seed=0"] }, columns: columns),
                .init(title: "network=vgg16", captions: [["strength=1"]], columns: columns),
            ], cellWidth: 128, cellHeight: 80)
    }

    @Test func cellsLieInRowsAndNothingOverlaps() {
        let sheet = sheet()
        #expect(sheet.cells.count == 6)
        #expect(sheet.cells.allSatisfy { $0.width == 128 && $0.height == 80 })
        #expect(sheet.cells[0].y == sheet.cells[2].y && sheet.cells[3].x == sheet.cells[0].x)
        #expect(sheet.cells[3].y > sheet.cells[0].y + 80 && sheet.cells[5].y > sheet.cells[3].y + 80)
        #expect(sheet.width == sheet.margin + 3 * (128 + sheet.margin))
        let boxes =
            sheet.cells.map { ($0.x, $0.y, $0.width, $0.height) }
            + sheet.lines.map { ($0.x, $0.y, $0.label.width, Label.leading(scale: $0.label.scale)) }
        #expect(sheet.lines.count == 2 + 11)
        for (i, a) in boxes.enumerated() {
            #expect(a.0 >= 0 && a.1 >= 0 && a.0 + a.2 <= sheet.width && a.1 + a.3 <= sheet.height)
            for b in boxes[..<i] {
                #expect(a.0 >= b.0 + b.2 || b.0 >= a.0 + a.2 || a.1 >= b.1 + b.3 || b.1 >= a.1 + a.3)
            }
        }
    }

    @Test func aSheetIsAsWideAsItsFullestRow() {
        let one = ContactSheet(title: "", blocks: [.init(captions: [["a"]], columns: 8)], cellWidth: 64, cellHeight: 64)
        #expect(one.width == 64 + 2 * one.margin)
        #expect(one.cells[0].y == one.margin)
        #expect(one.lines.count == 1)
    }

    @Test func whatIsTooLongLosesItsMiddle() {
        let label = Label("fire9/relu_expand3x3", within: 80)
        #expect(label.text.hasPrefix("fire") && label.text.hasSuffix("d3x3"))
        #expect(label.width <= 80 && label.text.count == 13)
        #expect(Label("short", within: 80).text == "short")
        #expect(Label("x", scale: 4, within: 1).text.count == 1)
    }

    @Test func everyCharacterThatAsciiPrintsHasAGlyphOfItsOwn() {
        let characters = (32...126).compactMap { Unicode.Scalar($0) }.map { String(Character($0)) } + ["…", "·", "×"]
        func drawn(_ text: String) -> Tensor {
            var colours = Tensor.plain(SIMD3(repeating: 0), width: 5, height: 9)
            Label(text).draw(into: &colours, x: 0, y: 0, colour: SIMD3(repeating: 1))
            return colours
        }
        let box = drawn("\u{2603}")
        let glyphs = characters.map(drawn)
        #expect(Set(glyphs).count == characters.count)
        #expect(!glyphs.contains(box))
        #expect(glyphs.dropFirst().allSatisfy { $0.values.contains(1) })
        #expect(drawn("é") == drawn("e") && drawn("–") == drawn("-"))
    }

    @Test func aLabelKeepsWithinThePicture() {
        var colours = Tensor.plain(SIMD3(repeating: 0), width: 20, height: 10)
        Label("WWWWWWWW", scale: 3).draw(into: &colours, x: -7, y: -4, colour: SIMD3(1, 0.5, 0))
        #expect(colours.values.contains(0.5))
        let far = Tensor.plain(SIMD3(repeating: 0), width: 20, height: 10)
        var none = far
        Label("W").draw(into: &none, x: 30, y: 3, colour: SIMD3(repeating: 1))
        #expect(none == far)
    }

    @Test func picturesAreShownInTheMiddleOfTheirCells() {
        var drawn = DrawnSheet(sheet())
        let empty = drawn.picture
        let red = Picture(colours: Tensor.plain(SIMD3(1, 0, 0), width: 128, height: 40))
        drawn.show(red, inCell: 4)
        let frame = drawn.layout.cells[4]
        let picture = drawn.picture
        func pixel(_ picture: Picture, _ x: Int, _ y: Int) -> [Float] {
            (0..<3).map { picture.colours.values[$0 * picture.colours.shape.area + y * picture.width + x] }
        }
        #expect(pixel(picture, frame.x, frame.y + 20) == [1, 0, 0])
        #expect(pixel(picture, frame.x + 127, frame.y + 59) == [1, 0, 0])
        #expect(pixel(picture, frame.x, frame.y + 19) == pixel(empty, 0, 0))
        // No other cell has changed.
        for other in [0, 3, 5].map({ drawn.layout.cells[$0] }) {
            #expect(pixel(picture, other.x + 5, other.y + 5) == pixel(empty, frame.x, frame.y))
        }
        // A larger one is made smaller, and a transparent one shows the sheet's ground.
        let clear = Tensor(shape: Shape(channels: 1, height: 160, width: 400), repeating: 0)
        let large = Picture(
            colours: Tensor.plain(SIMD3(0, 1, 0), width: 400, height: 160), alpha: clear, profile: [1, 2, 3])
        drawn.show(large, inCell: 0)
        let first = drawn.layout.cells[0]
        #expect(pixel(drawn.picture, first.x + 64, first.y + 40) == pixel(empty, 0, 0))
        #expect(drawn.picture.profile == [1, 2, 3])
    }
}
