import Dreams
import Foundation
import Pictures
import Recipes
import Tensors
import TestSupport
import Testing

@Suite struct CarriedRecipeTests {
    private func carried() throws -> CarriedRecipe {
        let source = PresetSource.recipe("return r.stage { maximize = net.fire8:energy() }")
        let settings = Settings(seed: 3)
        let made = try source.recipe(settings: settings) { _ in squeezenet }
        return CarriedRecipe(
            made, of: source, settings: settings, version: "1.2.3",
            network: CarriedRecipe.Network(name: "squeezenet", sha256: String(repeating: "a", count: 64)),
            canvas: CarriedRecipe.Size(width: 30, height: 20), pictures: CarriedRecipe.Pictures(),
            rendering: CarriedRecipe.Rendering(memory: 1 << 30))
    }

    @Test func whatIsWrittenIsRead() throws {
        var recipe = try carried()
        recipe.varied = [CarriedRecipe.Axis(name: "seed", values: ["1", "2"])]
        let json = try recipe.json()
        #expect(json == (try recipe.json()))
        #expect(try CarriedRecipe(json: Data(json.utf8), path: "x") == recipe)
        #expect(
            try recipe.source.made() == PresetSource.recipe("return r.stage { maximize = net.fire8:energy() }").made())
    }

    /// What a stranger might write into one, and the answer.
    @Test(arguments: [
        ("\"kind\":\"reverie-recipe\"", "\"kind\":\"soup\"", "'x' carries no recipe"),
        ("\"format\":1", "\"format\":2", "the recipe in 'x' is of format 2, and this Reverie reads up to 1"),
        ("\"format\":1", "\"format\":0", "its format is 0"),
        ("\"seed\":3", "\"seed\":-1", "cannot be read"),
        ("\"seed\":3,", "", "'seed' is missing"),
        ("\"width\":30", "\"width\":1000000", "its canvas is 1000000×20"),
        ("\"name\":\"test.lua\"", "\"name\":\"/etc/passwd\"", "its preset's name is no file's name"),
        ("\"modules\":{}", "\"modules\":{\"../../x\":\"\"}", "a module's name is none"),
        ("\"files\":{}", "\"files\":{\"../x.png\":{\"sha256\":\"00\"}}", "a picture's name is none"),
        ("\"memory\":1073741824", "\"memory\":-5", "its memory is -5 bytes"),
        (
            "\"seed\":3",
            "\"seed\":3,\"varied\":[{\"name\":\"a\",\"values\":[\"\(String(repeating: "b", count: 1001))\"]}]",
            "a value of its sheet is too long"
        ),
        ("\"seed\":3", "\"seed\":3,\"varied\":[{\"name\":\"a\"}]", "'values' is missing"),
        ("aaaaaaaaaa\"", "aaaaaaaaa/\"", "its network's SHA-256 is none"),
    ])
    func boundsHold(_ part: String, _ replacement: String, _ complaint: String) throws {
        let json = try carried().json()
        #expect(json.contains(part))
        let error = #expect(throws: SharingError.self) {
            try CarriedRecipe(json: Data(json.replacing(part, with: replacement).utf8), path: "x")
        }
        #expect(error.map { "\($0)" }?.contains(complaint) == true, "\(error.map { "\($0)" } ?? "")")
    }

    /// A picture that carries a part of a recipe had a whole one: that is another thing than having none.
    @Test func aDamagedRecipeIsNoAbsentOne() throws {
        let whole = try carried().json()
        let complaint = "the recipe in 'x.png' cannot be read: it is cut off, or something else"
        for text in [String(whole.prefix(whole.count / 2)), "soup"] {
            var options = Picture.WritingOptions()
            options.texts = [(keyword: CarriedRecipe.keyword, text: text)]
            let data = try Picture(colours: .zeros(Shape(channels: 3, height: 2, width: 2))).encoded(
                as: .png, options: options, path: "x.png")
            let error = #expect(throws: SharingError.self) { try CarriedRecipe(data, path: "x.png") }
            #expect(error.map { "\($0)" } == complaint)
        }
    }

    @Test func deepJSONAndLongJSONAreRefused() {
        for text in [String(repeating: "[", count: 100_000), String(repeating: " ", count: 5 << 20), "", "{}", "null"] {
            #expect(throws: SharingError.noRecipe(path: "x")) { try CarriedRecipe(json: Data(text.utf8), path: "x") }
        }
    }

    /// A module that it does not carry is not looked for anywhere, and neither is a picture.
    @Test func nothingOnTheDiskIsLookedAt() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data("return 1".utf8).write(to: URL(fileURLWithPath: folder + "/there.lua"))
            func complaint(_ body: String) -> String {
                var source = PresetSource(text: PresetSource.recipe(body).text, name: "test.lua", folder: folder)
                source.folders.plugins.insert(folder, at: 0)
                source.attachment = RecipeAttachment(modules: ["theres": ""], absentPictures: ["moss.jpg"])
                return source.complaint()
            }
            #expect(
                complaint("require 'there'").contains(
                    "there is no module 'there' in what came with the preset (did you mean 'theres'?)"))
            #expect(complaint("require '../there'").contains("is no module's name"))
            #expect(complaint("r.file('/etc/x.png')").contains("must be a name below the preset's folder"))
            #expect(complaint("r.file('moss.jpg')").contains("bring it by picture moss.jpg=FILE"))
        }
    }
}
