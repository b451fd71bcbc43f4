import Dreams

/// Pictures that a recipe reads beside its canvas.
extension Vocabulary {
    static let pictureWords = WordGroup(title: "Pictures", words: [input, file, folder])

    private static let input = Word(
        "input", "the picture that the dream begins with, as it was then", gives: .picture,
        example: "minimize = net.fire3:leash(r.input())"
    ) { _ in .object(.picture(.input)) }

    private static let file = Word(
        "file", "a picture that lies beside the preset, or an array of numbers (.npy), which r.vector takes",
        options: [Option("name", .text(most: 200), "its name, below the preset's folder")],
        gives: .either([.picture, .object(.array)]),
        example: "net.fire5:guide(r.file(\"moss.jpg\"))"
    ) { call in
        let name = call.options.theText("name")
        let reference = try call.script.picture(inFile: name)
        guard ArrayFile.isOne(name), let source = call.script.pictureFiles[reference] else {
            return .object(.picture(reference))
        }
        return .object(.array(ArrayFile(name: name, source: source)))
    }

    private static let folder = Word(
        "folder", "the pictures of a folder beside the preset, in the order of their names: a list",
        options: [Option("name", .text(most: 200), "its name, below the preset's folder")],
        gives: .list(.picture, count: 1...PictureFinder.mostInFolder),
        example: "parameterization = r.phase { magnitudes = r.folder(\"guides\") }"
    ) { call in
        let pictures = try call.script.pictures(inFolder: call.options.theText("name"))
        return .table(LuaTable(list: pictures.map { .object(.picture($0)) }))
    }
}
