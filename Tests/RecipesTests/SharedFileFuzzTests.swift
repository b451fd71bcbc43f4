import Dreams
import Foundation
import Pictures
import Recipes
import Tensors
import TestSupport
import Testing

/// Damaged recipes and packs, made from whole ones: each is taken, or refused in words that drive no terminal.
///
/// A few thousand inputs a run; as many as `REVERIE_SHARED_FILES` says, from `REVERIE_SHARED_SEED` on, where these are set.
@Suite struct SharedFileFuzzTests {
    private let count: Int
    private let seed: UInt64

    init() {
        let variables = ProcessInfo.processInfo.environment
        count = variables["REVERIE_SHARED_FILES"].flatMap { Int($0) } ?? 2000
        seed = variables["REVERIE_SHARED_SEED"].flatMap { UInt64($0) } ?? 1
    }

    /// What refuses is said in a sentence.
    private func expectWords(_ error: any Error) {
        let words = "\(error)"
        #expect(!words.isEmpty && words.utf8.count < 8000)
        #expect(words.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control }, "\(words)")
    }

    private static func preset(_ objective: String) -> PresetSource {
        var source = PresetSource.recipe(
            """
            local soft = require "furs.soft"
            return r.stage { maximize = net:at(p.depth):\(objective), steps = soft.steps }
            """,
            params: "depth = r.number { default = 0.5, min = 0.1, max = 0.9 }, shown = r.picture { optional = true }",
            name: "pool.lua")
        source.attachment = RecipeAttachment(modules: ["furs.soft": "return { steps = 7 }"])
        return source
    }

    /// One that uses all that recipes have.
    private static func recipe() throws -> CarriedRecipe {
        let (source, settings) = (preset("energy()"), Settings(parameters: ["depth": "0.25"], seed: 3))
        let made = try source.recipe(settings: settings) { _ in squeezenet }
        var recipe = CarriedRecipe(
            made, of: source, settings: settings, version: "1.2.3",
            network: CarriedRecipe.Network(name: "squeezenet", sha256: String(repeating: "a", count: 64)),
            canvas: CarriedRecipe.Size(width: 30, height: 20),
            pictures: CarriedRecipe.Pictures(
                input: hash("b"), parameters: ["shown": hash("c")], files: ["art/sky.png": hash("d")]),
            rendering: CarriedRecipe.Rendering(
                memory: 1 << 30, fastHalo: 32, depth: 16, keepsGPS: true, rate: "30000/1001"))
        recipe.isInterrupted = true
        recipe.varied = [CarriedRecipe.Axis(name: "seed", values: ["1", "2"])]
        return recipe
    }

    private static func hash(_ digit: Character) -> CarriedRecipe.Fingerprint {
        CarriedRecipe.Fingerprint(sha256: String(repeating: digit, count: 64))
    }

    @Test func damagedRecipesAreTakenOrRefused() throws {
        let whole = Data(try Self.recipe().json().utf8)
        #expect(try CarriedRecipe(json: whole, path: "x") == Self.recipe())
        var dice = Philox(key: seed)
        var (taken, made) = (0, 0)
        for _ in 0..<count {
            let data = try Damage.json(
                of: whole, own: ["\"1/0\"", "\"return 1\"", "\"furs.soft\"", "\"error({})\""], &dice)
            do {
                let recipe = try CarriedRecipe(json: data, path: "x")
                taken += 1
                // What is taken is the same once it is written, be it into a picture.
                let json = try recipe.json()
                #expect(try CarriedRecipe(json: Data(json.utf8), path: "x") == recipe)
                if taken % 10 == 0 { try expect(recipe, in: json) }
                _ = try recipe.source.outline()
                let settings = Settings(parameters: recipe.parameters, seed: recipe.seed)
                _ = try recipe.source.recipe(settings: settings) { _ in squeezenet }
                made += 1
            } catch let error as SharingError {
                expectWords(error)
            } catch let error as PresetError {
                expectWords(error)
            }
        }
        print("fuzzed recipes: \(count), of which \(taken) were taken and \(made) were made")
        // Mutants that are all refused at the door would test nothing behind it.
        #expect(taken > count / 20)
    }

    private func expect(_ recipe: CarriedRecipe, in json: String) throws {
        var options = Picture.WritingOptions()
        options.texts = [(CarriedRecipe.keyword, json)]
        let picture = Picture(colours: Clouds.paint(width: 4, height: 4, seed: 1))
        for format in [PictureFormat.png, .jpeg] {
            let file = try picture.encoded(as: format, options: options, path: "x")
            let text = try PictureText.read(
                CarriedRecipe.keyword, from: file, most: CarriedRecipe.longestJSON, path: "x")
            #expect(try CarriedRecipe(json: Data((text ?? "").utf8), path: "x") == recipe)
        }
    }

    /// Whole archives of other entries, and archives with other bytes.
    @Test func damagedPacksAreTakenOrRefused() throws {
        let sky = try Picture(colours: Clouds.paint(width: 5, height: 4, seed: 1)).encoded(as: .png, path: "x")
        let contents = Data(#"{"kind": "reverie-pack", "format": 1, "preset": "pool.lua"}"#.utf8)
        let names = [
            "reverie.json", "pool.lua", "furs/soft.lua", "art/sky.png", "art/", "", "/", "..", "a//b", "x.lua",
            "LICENCE",
            "e\u{301}.png", "\u{E9}.png", "\u{10FEE9}.png", "\u{1B}[31m.lua", "art/\u{202E}gnp.png",
            "a/b/c/d/e/f/g/h/i.lua",
            String(repeating: "n", count: 300) + ".lua",
        ]
        let preset = Self.preset("guide(r.file(\"art/sky.png\"))")
        var dice = Philox(key: seed, stream: 1)
        var (taken, made) = (0, 0)
        for number in 0..<count {
            func below(_ bound: Int) -> Int { Int(dice.next() % UInt64(bound)) }
            var files: [(String, Data)] = [
                ("reverie.json", contents), ("pool.lua", Data(preset.text.utf8)),
                ("furs/soft.lua", Data("return { steps = 7 }".utf8)), ("art/sky.png", sky),
            ]
            switch below(4) {
            case 0: files[0].1 = try Damage.json(of: contents, own: names.map { "\"\($0)\"" }, &dice)
            case 1: files[1 + below(3)].1 = Damage.bytes(of: files.dropFirst().map(\.1), &dice)
            case 2: files[below(4)].0 = names[below(names.count)]
            default: files.append((names[below(names.count)], files[below(4)].1))
            }
            var data = files.reduce(ZipBuilder()) { $0.adding($1.0, $1.1) }.data
            if number % 4 == 0 { data = Damage.bytes(of: [data], &dice) }
            do {
                let pack = try PresetPack(data, path: "x")
                taken += 1
                do {
                    #expect(try PresetPack(try pack.encoded(), path: "x") == pack)
                } catch let error as SharingError {
                    expectWords(error)
                }
                let recipe = try pack.source.recipe(settings: Settings()) { _ in squeezenet }
                for picture in recipe.pictures.values { _ = try Picture(picture.data(), path: picture.name) }
                made += 1
            } catch let error as SharingError {
                expectWords(error)
            } catch let error as PresetError {
                expectWords(error)
            } catch let error as PictureError {
                expectWords(error)
            }
        }
        print("fuzzed packs: \(count), of which \(taken) were taken and \(made) were made")
        #expect(taken > count / 20 && made > count / 100)
    }
}
