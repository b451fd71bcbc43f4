import FlyingFox
import Foundation
import Networks
import Pictures
import Recipes
import Studio
import TestSupport
import Testing

/// What the studio answers, without a browser.
@Suite(.timeLimit(.minutes(4))) struct RequestTests {
    /// What is wrong with a script.
    private struct Checked: Codable {
        struct Mistake: Codable {
            var line: Int?
            var message: String
        }

        struct Shown: Codable {
            struct Control: Codable {
                var name: String
            }

            var controls: [Control]
        }

        var mistakes: [Mistake]
        var card: Shown?
    }

    private let addresses: [(HTTPMethod, String)] = [
        (.GET, "/"), (.GET, "/page/main.js"), (.GET, "/codemirror/lib/codemirror.js"), (.GET, "/api/presets"),
        (.GET, "/api/presets/classic"), (.GET, "/api/presets/classic/picture"), (.POST, "/api/presets/mine"),
        (.POST, "/api/presets"),
        (.POST, "/api/pictures"), (.POST, "/api/jobs"), (.GET, "/api/jobs"), (.GET, "/api/events"),
        (.POST, "/api/check"), (.POST, "/api/plan"), (.POST, "/api/pack"), (.GET, "/api/networks"),
        (.GET, "/api/history"), (.GET, "/api/words"), (.GET, "/api/session"), (.PUT, "/api/session"),
        (.GET, "/nothing"), (.DELETE, "/api/jobs/1"), (.POST, "/api/breed"), (.POST, "/api/jobs/1/keep"),
        (.GET, "/api/networks/squeezenet/layers"), (.GET, "/api/networks/squeezenet/layers/picture?name=fire5"),
        (.POST, "/api/networks/squeezenet/see"), (.GET, "/api/history/1/film"), (.GET, "/api/history/1/frames/1"),
    ]

    @Test func foreignPagesGet403ForEverything() async throws {
        try await withDesktop { desktop, _ in
            let foreign: [[HTTPHeader: String]] = [
                [.host: "127.0.0.1:1"], [.host: "evil.example:1", .cookie: "reverie-1=k"],
                [.host: "127.0.0.1:1", .cookie: "reverie-1=k", HTTPHeader("Origin"): "http://evil.example"],
                [.host: "127.0.0.1:1", .cookie: "reverie-1=k", HTTPHeader("Sec-Fetch-Site"): "cross-site"],
            ]
            for headers in foreign {
                for (method, path) in addresses {
                    let answer = try await desktop.ask(method, path, headers: headers)
                    #expect(answer.status == 403, "\(method) \(path): \(answer)")
                }
            }
        }
    }

    @Test func noPathOfTheClientReachesTheDisk() async throws {
        try await withDesktop { desktop, folder in
            try Data("secret".utf8).write(to: URL(fileURLWithPath: folder + "/secret.js"))
            let paths = [
                // What is there, but for its name.
                "/page/..%2F..%2FREADME.md", "/page/API.md", "/page/index%2Ehtml%00.js",
                "/page/../secret.js", "/page/..%2F..%2Fsecret.js", "/page/%2e%2e%2fsecret.js", "/page/secret.js.js",
                "/codemirror/../../../../etc/passwd", "/codemirror/lib%2F..%2F..%2Fetc",
                "/api/presets/..%2F..%2FREADME",
                "/api/presets/%2Fetc%2Fpasswd/picture", "/api/words/..%2Fcoat/picture", "/api/history/..%2Fx/picture",
                "/api/pictures/..%2F..%2Fsecret", "/api/pictures/%2Fetc%2Fpasswd/recipe",
                "/api/history/..%2Fsecret/film", "/api/networks/squeezenet/layers/picture?name=../../secret",
            ]
            for path in paths {
                let answer = try await desktop.ask(.GET, path)
                #expect(answer.status == 404, "\(path): \(answer)")
            }
            for name in ["..%2Fevil", "Evil", "-rf", "classic", "%00"] {
                let saved = try await desktop.ask(.POST, "/api/presets/\(name)", Data(#"{"preset":"classic"}"#.utf8))
                #expect([400, 404, 409].contains(saved.status), "\(name): \(saved)")
            }
        }
    }

    @Test func whatIsTooLargeOrNoPictureIsToldAndNothingIsKept() async throws {
        try await withDesktop { desktop, folder in
            let long = Data(#"{"a":""#.utf8) + Data(repeating: 65, count: 1 << 20) + Data(#""}"#.utf8)
            let session = try await desktop.ask(.PUT, "/api/session", long)
            #expect(session.status == 413 && session.text.contains("1.0 MiB"), "\(session)")
            let script = "{\"preset\":\"classic\",\"script\":\"" + String(repeating: "-", count: 300_000) + "\"}"
            let job = try await desktop.ask(.POST, "/api/jobs", Data(script.utf8))
            #expect(job.status == 400 && job.text.contains("256 KiB"), "\(job)")
            for body in ["no picture", "\u{89}PNG\r\n\u{1A}\n", "GIF89a"] {
                let picture = try await desktop.ask(.POST, "/api/pictures?name=a.png", Data(body.utf8))
                #expect(picture.status == 422 && picture.text.contains("a.png"), "\(picture)")
            }
            let cut = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("Pictures/rgb.png"))).prefix(50)
            #expect(try await desktop.ask(.POST, "/api/pictures", Data(cut)).status == 422)
            #expect(try await desktop.ask(.POST, "/api/pictures").status == 400)
            let kept = try FileManager.default.contentsOfDirectory(atPath: folder + "/.studio/pictures")
            #expect(kept.isEmpty)
        }
    }

    @Test func whatIsNotThereIsSaidToBeMissing() async throws {
        try await withDesktop { desktop, _ in
            for (method, path) in [
                (HTTPMethod.DELETE, "/api/jobs/abc"), (.GET, "/api/jobs/abc"), (.GET, "/api/jobs/abc/events"),
                (.GET, "/api/history/abc"), (.GET, "/api/pictures/abc"), (.GET, "/api/nothing"),
            ] {
                let answer = try await desktop.ask(method, path)
                #expect(answer.status == 404 && answer.text.contains("there is no"), "\(path): \(answer)")
            }
            let preset = try await desktop.ask(.GET, "/api/presets/clasic")
            #expect(preset.status == 404 && preset.text.contains("did you mean 'classic'?"), "\(preset)")
            for body in [
                "", "[]", "{", #"{"kind":"poem","preset":"classic"}"#, "{}", #"{"preset":"classic","longEdge":9}"#,
            ] {
                let answer = try await desktop.ask(.POST, "/api/jobs", Data(body.utf8))
                #expect(answer.status == 400, "\(body): \(answer)")
            }
        }
    }

    @Test func aDraftIsDreamtKeptAndFoundAgainByAStudioThatComesLater() async throws {
        try await withDesktop { desktop, folder in
            let photo = Fixtures.checkout + "/Presets/guides/cat.jpg"
            let file = try Data(contentsOf: URL(fileURLWithPath: photo))
            let brought = try await desktop.ask(.POST, "/api/pictures?name=cat.jpg", file)
            #expect(brought.status == 201, "\(brought)")
            let id = String(file.sha256Prefix)
            let card = try await desktop.post(
                #"{"preset":"classic","picture":"\#(id)","longEdge":64,"parameters":{"octaves":"1"},"seed":3}"#)
            let end = try await desktop.end(of: card.id)
            #expect(end.phase == "finished" && end.title == "Classic", "\(end)")
            let picture = try await desktop.ask(.GET, "/api/jobs/\(card.id)/picture")
            #expect(picture.status == 200)
            let events = try await desktop.ask(.GET, "/api/jobs/\(card.id)/events")
            #expect(events.text.contains("event: job\n") && events.text.contains("finished"), "\(events)")
            let again = try Desktop(folder)
            let entries = try await again.entries()
            #expect(entries.map(\.id) == [card.id])
            #expect(entries.first?.request.picture == id)
            #expect(try await again.ask(.GET, "/api/history/\(card.id)/thumbnail").status == 200)
            #expect(try await again.ask(.GET, "/api/pictures/\(id)").status == 200)
        }
    }

    /// What browsers do not show is shown as a copy that they do.
    @Test func photosOfEveryKindAreTakenAndShown() async throws {
        try await withDesktop { desktop, _ in
            for (name, shown) in [
                ("rgb.heic", "JFIF"), ("rgb16.tif", "JFIF"), ("alpha.exr", "PNG"), ("rgb.webp", "WEBP"),
            ] {
                let file = try Fixtures.data("Pictures/kinds/" + name)
                let brought = try await desktop.ask(.POST, "/api/pictures?name=" + name, file)
                #expect(brought.status == 201, "\(brought)")
                let picture = try await desktop.ask(.GET, "/api/pictures/" + String(file.sha256Prefix))
                #expect(picture.status == 200 && picture.text.prefix(60).contains(shown), "\(name)")
            }
        }
    }

    /// A pack or a script that somebody brings is one's own from then on; nothing of one's own is replaced, and what is none is told.
    @Test func whatSomebodyBringsIsOnTheShelf() async throws {
        let word = "brought-\(UUID().uuidString.lowercased().prefix(8))"
        let own = Folders.configuration + "/presets/"
        defer {
            for name in [word, word + "-2"] { try? FileManager.default.removeItem(atPath: own + name + ".lua") }
        }
        try await withDesktop { desktop, _ in
            struct Brought: Codable {
                var name: String
                var isOwn: Bool
            }
            func bring(_ name: String, _ data: Data) async throws -> String? {
                let answer = try await desktop.ask(.POST, "/api/presets?name=\(name)", data)
                guard answer.status == 201 else { return nil }
                let card = try JSONDecoder().decode(Brought.self, from: Data(answer.text.utf8))
                #expect(card.isOwn)
                return card.name
            }
            let script = try String(contentsOfFile: Fixtures.checkout + "/Presets/classic.lua", encoding: .utf8)
            let pack = try await desktop.answer(.POST, "/api/pack", Data(#"{"preset":"classic"}"#.utf8)).bodyData
            #expect(try await bring(word + ".reverie", pack) == word)
            #expect(try await bring(word.uppercased() + ".LUA", Data(script.utf8)) == word)
            let other = script.replacing("default = 6", with: "default = 5")
            #expect(other != script)
            #expect(try await bring(word + ".lua", Data(other.utf8)) == word + "-2")
            #expect(try String(contentsOfFile: own + word + ".lua", encoding: .utf8) == script)
            let names: [Brought] = try await desktop.read("/api/presets")
            #expect(names.contains { $0.name == word + "-2" && $0.isOwn })
            for (name, data) in [
                ("a.reverie", Data("PK".utf8)), ("a.lua", Data([0xFF, 0xFE])), ("a.lua", Data("return 1".utf8)),
                ("a.lua", Data(repeating: 45, count: 300_000)), ("a.lua", Data()),
            ] {
                let answer = try await desktop.ask(.POST, "/api/presets?name=\(name)", data)
                #expect(answer.status == 422 && answer.text.contains("a."), "\(name): \(answer)")
            }
            #expect(!FileManager.default.fileExists(atPath: own + "a.lua"))
        }
    }

    @Test func aPresetThatLoopsOrFailsEndsWithItsLineAndTheNextOneIsDreamt() async throws {
        try await withDesktop { desktop, _ in
            let looping = try await desktop.post(
                #"{"script":"local r = require \"reverie\"\nwhile true do end","longEdge":64}"#)
            let wrong = try await desktop.post(
                #"{"preset":"classic","script":"local r = require \"reverie\"\nreturn r.prest {}","longEdge":64}"#)
            let other = try await desktop.post(#"{"preset":"classic","longEdge":64,"parameters":{"octaves":"1"}}"#)
            let ends = [
                try await desktop.end(of: looping.id), try await desktop.end(of: wrong.id),
                try await desktop.end(of: other.id),
            ]
            #expect(ends.map(\.phase) == ["failed", "failed", "finished"])
            #expect(ends[0].message?.contains("took longer than 2") == true, "\(ends[0])")
            #expect(ends[1].line == 2 && ends[1].message?.contains("preset") == true, "\(ends[1])")
        }
    }

    @Test func mistakesAreToldByTheirLines() async throws {
        try await withDesktop { desktop, _ in
            let preset: [String: String] = ["preset": "classic"]
            var script = try String(contentsOfFile: Fixtures.checkout + "/Presets/classic.lua", encoding: .utf8)
            let line = try #require(
                script.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
                    $0.contains("jitter")
                })
            script.replace("jitter", with: "jiter")
            let request = try JSONEncoder().encode(preset.merging(["script": script]) { $1 })
            let answer = try await desktop.ask(.POST, "/api/check", request)
            let found = try JSONDecoder().decode(Checked.self, from: Data(answer.text.utf8))
            #expect(found.mistakes.count == 1 && found.mistakes[0].message.contains("did you mean 'jitter'?"))
            #expect(abs((found.mistakes[0].line ?? 0) - line - 1) <= 6, "\(found.mistakes)")
            #expect(found.card?.controls.count == 3)
        }
    }

    @Test func aDraftPassesARenderWhichIsStoppedKeptAndGoneOnWith() async throws {
        try await withDesktop { desktop, folder in
            let render = try await desktop.post(#"{"kind":"render","preset":"classic","longEdge":2400}"#)
            try await desktop.until(render.id) { $0.preview > 0 }
            let draft = try await desktop.post(#"{"preset":"classic","longEdge":64,"parameters":{"octaves":"1"}}"#)
            #expect(try await desktop.end(of: draft.id).phase == "finished")
            let beside: Card = try await desktop.read("/api/jobs/\(render.id)")
            #expect(!beside.isOver)
            #expect(try await desktop.ask(.DELETE, "/api/jobs/\(render.id)?keep").status == 200)
            let stopped = try await desktop.end(of: render.id)
            #expect(stopped.phase == "stopped" && stopped.canGoOn, "\(stopped)")
            let half = try #require(try await desktop.entries().last { $0.kind == "render" })
            #expect(half.isInterrupted)
            let more = try await desktop.ask(.POST, "/api/jobs/\(render.id)/go-on")
            let card = try JSONDecoder().decode(Card.self, from: Data(more.text.utf8))
            #expect(try await desktop.end(of: card.id).phase == "finished")
            let whole = try #require(try await desktop.entries().last { $0.kind == "render" })
            #expect(whole.id == half.id && whole.edition == 2 && !whole.isInterrupted && whole.file == half.file)
            #expect(try await desktop.ask(.POST, "/api/jobs/\(render.id)/go-on").status == 409)
            #expect(FileManager.default.fileExists(atPath: folder + "/" + (whole.file ?? "")))
        }
    }

    /// The server breeds, from the recipes: children lie between their parents, name them, and are the same for the same seed.
    @Test func theServerBreeds() async throws {
        try await withDesktop { desktop, _ in
            var parents: [String] = []
            for strength in ["1", "3"] {
                let card = try await desktop.post(
                    #"{"preset":"classic","longEdge":64,"parameters":{"octaves":"1","strength":"\#(strength)"}}"#)
                parents.append(try #require(try await desktop.end(of: card.id).entry))
            }
            let body = Data(#"{"parents":["\#(parents[0])","\#(parents[1])"],"count":5,"seed":8}"#.utf8)
            let first = try await desktop.ask(.POST, "/api/breed", body)
            let again = try await desktop.ask(.POST, "/api/breed", body)
            #expect(first.status == 200 && first.text == again.text)
            let children = try JSONDecoder().decode([Bred].self, from: Data(first.text.utf8))
            #expect(children.count == 5)
            for child in children {
                #expect(child.request.parents == parents && child.request.kind == "draft" && !child.label.isEmpty)
                #expect((0.5...3.5).contains(Double(child.request.parameters["strength"] ?? "1") ?? 0), "\(child)")
            }
            #expect(Set(children.map(\.request.parameters)).count > 1)
            for (wrong, status) in [(#"{"parents":[]}"#, 422), (#"{"parents":["x"]}"#, 404), ("{}", 400)] {
                #expect(try await desktop.ask(.POST, "/api/breed", Data(wrong.utf8)).status == status, "\(wrong)")
            }
        }
    }

    private struct Bred: Codable {
        struct Request: Codable {
            var kind: String
            var parameters: [String: String]
            var parents: [String]
        }

        var label: String
        var request: Request
    }

    /// What is only looked at leaves nothing behind, and can be kept.
    @Test func aDraftAsideIsInNoStripUntilItIsKept() async throws {
        try await withDesktop { desktop, folder in
            let card = try await desktop.post(
                #"{"preset":"classic","longEdge":64,"parameters":{"octaves":"1"},"isAside":true,"tag":"nine"}"#)
            let end = try await desktop.end(of: card.id)
            #expect(end.phase == "finished" && end.entry == nil)
            #expect(try await desktop.entries().isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/.studio/drafts").isEmpty)
            #expect(try await desktop.ask(.GET, "/api/jobs/\(card.id)/picture").status == 200)
            #expect(try await desktop.ask(.POST, "/api/jobs/\(card.id)/keep").status == 200)
            #expect(try await desktop.entries().map(\.id) == [card.id])
            #expect(try await desktop.ask(.GET, "/api/history/\(card.id)/thumbnail").status == 200)
            #expect(try await desktop.ask(.POST, "/api/jobs/\(card.id)/keep").status == 409)
        }
    }

    /// Frames that were brought are a film's, in their order; what is no film dreams on the first.
    @Test func aFilmIsDreamtOnFrames() async throws {
        try await withDesktop { desktop, folder in
            var ids: [String] = []
            for seed in UInt64(1)...3 {
                let frame = try Picture(colours: Clouds.paint(width: 48, height: 32, seed: seed)).encoded(
                    as: .png, path: "a frame")
                #expect(try await desktop.ask(.POST, "/api/pictures?name=f\(seed).png", frame).status == 201)
                ids.append(String(frame.sha256Prefix))
            }
            let text = """
                local r = require "reverie"
                return r.preset { api = 1, title = "Film", canvas = r.clouds { width = 64, height = 48 },
                  recipe = function(net) return { r.film { frames = 9,
                    each = { r.stage { maximize = net:at(0.4):energy(), octaves = { count = 1 }, steps = 1 } } } } end }
                """
            let frames = "[\"\(ids[2])\",\"\(ids[0])\",\"\(ids[1])\"]"
            let script = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
            let card = try await desktop.post(#"{"kind":"render","script":\#(script),"frames":\#(frames)}"#)
            let end = try await desktop.end(of: card.id)
            #expect(end.phase == "finished", "\(end)")
            let entries = try await desktop.entries()
            let place = try #require(entries.last?.file).split(separator: "/")[0]
            let written = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(place)")
            #expect(written.count { $0.hasSuffix(".png") } == 3)
            let folders = try FileManager.default.contentsOfDirectory(atPath: folder + "/.studio/frames")
            #expect(folders.count == 1)
            // In the order in which they were asked for.
            for (number, id) in [ids[2], ids[0], ids[1]].enumerated() {
                let frame = URL(fileURLWithPath: "\(folder)/.studio/frames/\(folders[0])/0000\(number + 1).png")
                #expect(try Data(contentsOf: frame).sha256Prefix == id)
            }
            let still = try await desktop.post(
                #"{"preset":"classic","longEdge":48,"parameters":{"octaves":"1"},"frames":\#(frames)}"#)
            #expect(try await desktop.end(of: still.id).phase == "finished")
            let film = try await desktop.ask(.GET, "/api/history/\(entries.last?.id ?? "")/film")
            let hasFFmpeg = FileManager.default.fileExists(atPath: "/usr/bin/ffmpeg")
            #expect(film.status == (hasFFmpeg ? 200 : 422) && (!hasFFmpeg || film.text.contains("ftyp")))
            #expect(try await desktop.ask(.GET, "/api/history/\(still.id)/film").status == 404)
        }
    }

    @Test func networksShowTheirLayersAndSayWhatTheySee() async throws {
        try await withDesktop { desktop, folder in
            struct Layer: Codable {
                var name: String
                var depth: Double?
            }
            struct Seen: Codable {
                var name: String
                var share: Float
            }
            let layers: [Layer] = try await desktop.read("/api/networks/squeezenet/layers")
            #expect(layers.count > 8 && layers.contains { $0.depth == 1 } && layers.contains { ($0.depth ?? 1) < 0.3 })
            let name = try #require(layers.first { $0.name.contains("/") }?.name)
            let picture = try await desktop.ask(.GET, "/api/networks/squeezenet/layers/picture?name=\(name)")
            #expect(picture.status == 200, "\(picture.text.prefix(200))")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/.studio/layers").count == 1)
            #expect(try await desktop.ask(.GET, "/api/networks/squeezenet/layers/picture?name=nothing").status == 404)
            let cat = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("Networks/cat-224.png")))
            #expect(try await desktop.ask(.POST, "/api/pictures?name=cat.png", cat).status == 201)
            let answer = try await desktop.ask(
                .POST, "/api/networks/squeezenet/see", Data(#"{"picture":"\#(cat.sha256Prefix)"}"#.utf8))
            let seen = try JSONDecoder().decode([Seen].self, from: Data(answer.text.utf8))
            #expect(seen.count == 6 && seen[0].share > seen[5].share)
            #expect(["cat", "tabby", "tiger"].contains { seen[0].name.contains($0) }, "\(seen)")
            for wrong in [#"{"picture":"nothing"}"#, #"{"entry":"nothing"}"#] {
                let answer = try await desktop.ask(.POST, "/api/networks/squeezenet/see", Data(wrong.utf8))
                #expect(answer.status == 404, "\(answer)")
            }
        }
    }

    /// A browser that goes away in the middle of a render changes nothing: who comes next finds it done.
    @Test func aBrowserThatGoesAwayLosesNothing() async throws {
        try await withDesktop { desktop, _ in
            let render = try await desktop.post(
                #"{"kind":"render","preset":"classic","longEdge":320,"parameters":{"octaves":"2"}}"#)
            let watching = Task { try await desktop.ask(.GET, "/api/events") }
            try await desktop.until(render.id) { $0.phase != "waiting" }
            watching.cancel()
            let end = try await desktop.end(of: render.id)
            #expect(end.phase == "finished", "\(end)")
            #expect(try await desktop.entries().map(\.kind) == ["render"])
        }
    }

    @Test func whatIsTakenOffIsOverAtOnceAndManyThatWaitAreEnough() async throws {
        try await withDesktop { desktop, _ in
            var cards: [Card] = []
            for _ in 0..<64 {
                cards.append(try await desktop.post(#"{"kind":"render","preset":"classic","longEdge":2000}"#))
            }
            let answer = try await desktop.ask(.POST, "/api/jobs", Data(#"{"preset":"classic"}"#.utf8))
            #expect(answer.status == 429 && answer.text.contains("64 dreams"), "\(answer)")
            for card in cards.reversed() {
                #expect(try await desktop.ask(.DELETE, "/api/jobs/\(card.id)").status == 200)
            }
            #expect(try await desktop.end(of: cards[63].id).phase == "stopped")
            #expect(try await desktop.end(of: cards[0].id).phase == "stopped")
            #expect(try await desktop.entries().isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func aFolderThatCannotBeOneAndAPortThatIsTakenAreToldBeforeAnythingIsServed() async throws {
        #expect(throws: StudioTrouble.self) { try Studio(folder: "/dev/null/pictures", port: 1, key: "k") }
        try await withDesktop { _, folder in
            let port = try Studio.freePort()
            let first = try Studio(folder: folder, port: port, key: Studio.makeKey())
            let (ready, isReady) = AsyncStream.makeStream(of: String.self)
            let serving = Task { try await first.run { isReady.yield($0) } }
            for await address in ready {
                #expect(address.hasPrefix("http://127.0.0.1:\(port)/?key="))
                break
            }
            let second = try Studio(folder: folder, port: port, key: Studio.makeKey())
            await #expect {
                try await second.run { _ in }
            } throws: { error in
                error is StudioTrouble && "\(error)".contains("port \(port) is in use")
            }
            serving.cancel()
            _ = await serving.result
        }
    }
}
