import FlyingFox
import Foundation
import Studio
import Testing

/// Drafts are as large as the time allows that a hand has.
@Suite struct DraftPaceTests {
    @Test func nothingIsKnownOfTheFirst() {
        let pace = DraftPace()
        #expect(pace.edge(of: "a", wanted: 320, within: 0.1) == 320)
        pace.note("a", edge: 320, seconds: 9)
        #expect(pace.edge(of: "b", wanted: 320, within: 1) == 320)
    }

    /// Four times the time is half the side; what would be too small to see anything in is not dreamt.
    @Test(arguments: [(1.4, 320), (1.5, 288), (2.9, 192), (5.6, 160), (8.8, 128), (1000, 128), (0.01, 320)])
    func whatTookLongerIsSmaller(_ seconds: Double, _ edge: Int) {
        let pace = DraftPace()
        pace.note("a", edge: 320, seconds: seconds)
        #expect(pace.edge(of: "a", wanted: 320, within: 1.4) == edge)
        // A picture that is small itself has parts of its own size.
        #expect(pace.edge(of: "a", wanted: 40, within: 1.4) == (seconds > 90 ? 16 : 40))
    }

    /// A larger size has to fit well, so that it does not come and go.
    @Test func itGrowsAgainWhereThereIsRoom() {
        let pace = DraftPace()
        pace.note("a", edge: 160, seconds: 1.3)
        #expect(pace.edge(of: "a", wanted: 320, within: 1.4) == 160)
        pace.note("a", edge: 160, seconds: 0.9)
        #expect(pace.edge(of: "a", wanted: 320, within: 1.4) == 160)
        pace.note("a", edge: 160, seconds: 0.75)
        #expect(pace.edge(of: "a", wanted: 320, within: 1.4) == 192)
        pace.note("a", edge: 160, seconds: 0.2)
        #expect(pace.edge(of: "a", wanted: 320, within: 1.4) == 320)
    }

    /// Whoever asks what a render will take does not wait until a draft is refined.
    @Test func whatIsAskedGoesBeforeWhatIsRefined() async throws {
        try await withDesktop { desktop, _ in
            let text = """
                local r = require "reverie"
                return r.preset { api = 1, title = "Long", canvas = r.clouds { width = 256, height = 192 },
                  params = { steps = r.integer { default = 1, min = 1, max = 10000 } },
                  recipe = function(net, p) return { r.stage { maximize = net:at(0.4):energy(), octaves = { count = 1 },
                    steps = p.steps } } end }
                """
            let quick = "\"script\":\(String(decoding: try JSONEncoder().encode(text), as: UTF8.self))"
            let draft = try await desktop.end(of: try await desktop.post("{\(quick),\"longEdge\":64}").id)
            let entry = try #require(draft.entry)
            let long = "\"parameters\":{\"steps\":\"10000\"},\"longEdge\":256"
            let finer = try await desktop.post("{\(quick),\(long),\"refines\":\"\(entry)\"}")
            try await desktop.until(finer.id) { $0.phase == "running" }
            let plan = Data("{\(quick),\"kind\":\"render\",\"longEdge\":64}".utf8)
            #expect(try await desktop.ask(.POST, "/api/plan", plan).status == 200)
            // One that was over by then would have said so.
            try await Task.sleep(for: .milliseconds(500))
            let beside: Card = try await desktop.read("/api/jobs/\(finer.id)")
            #expect(!beside.isOver)
            #expect(try await desktop.ask(.DELETE, "/api/jobs/\(finer.id)").status == 200)
        }
    }

    /// The studio asks it, for drafts of a hand only, and an overtaken draft tells how long it would have taken.
    @Test func theNextDraftIsSmallerAndWhatRefinesItIsNot() async throws {
        try await withDesktop { desktop, _ in
            func size(_ json: String) async throws -> Int {
                let end = try await desktop.end(of: try await desktop.post(json).id)
                #expect(end.phase == "finished", "\(end)")
                let entry = try #require(try await desktop.entries().last)
                return max(entry.width, entry.height)
            }
            let hasty = #"{"preset":"classic","longEdge":240,"within":0.05"#
            #expect(try await size("\(hasty)}") == 240)
            #expect(try await size("\(hasty),\"parameters\":{\"strength\":\"1.2\"}}") < 200)
            let small = try #require(try await desktop.entries().last)
            #expect(try await size("\(hasty),\"refines\":\"\(small.id)\"}") == 240)
            #expect(try await desktop.entries().count == 2)
            #expect(try await size(#"{"preset":"classic","longEdge":240}"#) == 240)
            #expect(try await size(#"{"preset":"poster","longEdge":240,"within":0.05}"#) == 240)
            // Another one has a pace of its own, which is known before its end.
            let other = #"{"preset":"whisper","longEdge":240,"within":0.05}"#
            let overtaken = try await desktop.post(other)
            try await desktop.until(overtaken.id) { $0.preview > 0 || $0.isOver }
            #expect(try await desktop.ask(.DELETE, "/api/jobs/\(overtaken.id)").status == 200)
            #expect(try await size(other) < 240)
            for wrong in ["0", "-1", "1e9"] {
                let answer = try await desktop.ask(
                    .POST, "/api/jobs", Data("{\"preset\":\"classic\",\"within\":\(wrong)}".utf8))
                #expect(answer.status == 400 && answer.text.contains("0.05 to 600"), "\(answer)")
            }
        }
    }
}
