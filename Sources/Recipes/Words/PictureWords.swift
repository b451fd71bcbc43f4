import Dreams

/// Pictures that a recipe reads beside its canvas.
extension Vocabulary {
    static let pictureWords = WordGroup(title: "Pictures", words: [input, file])

    private static let input = Word(
        "input", "the picture that the dream begins with, as it was then", gives: .picture,
        example: "minimize = net.fire3:leash(r.input())"
    ) { _ in .object(.picture(.input)) }

    private static let file = Word(
        "file", "a picture that lies beside the preset, PNG or JPEG",
        options: [Option("name", .text(most: 200), "its name, below the preset's folder")], gives: .picture,
        example: "net.fire5:guide(r.file(\"moss.jpg\"))"
    ) { call in
        .object(.picture(try call.script.picture(inFile: call.options.theText("name"))))
    }
}
