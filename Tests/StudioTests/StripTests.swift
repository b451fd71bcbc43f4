import FlyingFox
import Foundation
import Networks
import Studio
import TestSupport
import Testing

/// What stays of dreams: the strip, files, the page's own memory; and what becomes of dreams on their way.
@Suite(.timeLimit(.minutes(4))) struct StripTests {
    /// A dream that takes a moment.
    private let quick = #""preset":"classic","longEdge":64,"parameters":{"octaves":"1"}"#

    private func drafted(_ desktop: Desktop, _ more: String = "") async throws -> Card {
        let card = try await desktop.end(of: try await desktop.post("{\(quick)\(more)}").id)
        #expect(card.phase == "finished", "\(card)")
        return card
    }

    private func files(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }.sorted()
    }

    @Test func aPausedRenderLetsOthersGoFirstAndWhatIsDiscardedLeavesNothing() async throws {
        try await withDesktop { desktop, folder in
            let render = try await desktop.post(#"{"kind":"render","preset":"classic","longEdge":2400}"#)
            try await desktop.until(render.id) { $0.preview > 0 }
            #expect(try await desktop.ask(.POST, "/api/jobs/\(render.id)/pause").status == 200)
            try await desktop.until(render.id) { $0.phase == "paused" }
            let other = try await drafted(desktop, #","kind":"render""#)
            #expect(try await desktop.ask(.POST, "/api/jobs/\(render.id)/go-on").status == 200)
            try await desktop.until(render.id) { $0.phase == "running" }
            #expect(try await desktop.ask(.DELETE, "/api/jobs/\(render.id)").status == 200)
            #expect(try await desktop.end(of: render.id).phase == "stopped")
            // The next one comes when its last step is over.
            _ = try await drafted(desktop)
            #expect(try await desktop.entries().filter { $0.kind == "render" }.map(\.id) == [other.id])
            // What was written by then goes when its end is heard of, which a busy machine hears of late.
            for _ in 0..<100 where try files(in: folder).count > 1 { try await Task.sleep(for: .milliseconds(50)) }
            let left = try files(in: folder)
            #expect(left == ["classic-002.png"])
        }
    }

    /// One that is done before the studio has heard of it is thrown away with what it made.
    @Test func whatIsDiscardedTooLateIsTakenAway() async throws {
        try await withDesktop { desktop, folder in
            for seed in 1...6 {
                for file in try files(in: folder) { try FileManager.default.removeItem(atPath: folder + "/" + file) }
                let card = try await desktop.post("{\(quick),\"kind\":\"render\",\"seed\":\(seed)}")
                while try files(in: folder).isEmpty { await Task.yield() }
                _ = try await desktop.ask(.DELETE, "/api/jobs/\(card.id)")
                guard try await desktop.end(of: card.id).phase == "stopped" else { continue }
                for _ in 0..<100 where try !files(in: folder).isEmpty { try await Task.sleep(for: .milliseconds(50)) }
                #expect(try files(in: folder).isEmpty)
            }
        }
    }

    /// Two that wait at once do not write to one file.
    @Test func everyRenderHasAFileOfItsOwn() async throws {
        try await withDesktop { desktop, folder in
            var cards: [Card] = []
            for seed in 1...3 {
                cards.append(try await desktop.post("{\(quick),\"kind\":\"render\",\"seed\":\(seed)}"))
            }
            for card in cards { #expect(try await desktop.end(of: card.id).phase == "finished") }
            #expect(try files(in: folder) == ["classic-001.png", "classic-002.png", "classic-003.png"])
            let names = try await desktop.entries().map(\.file)
            #expect(Set(names).count == 3)
        }
    }

    @Test func whatIsRefinedTakesThePlaceOfItsDraft() async throws {
        try await withDesktop { desktop, _ in
            let draft = try await drafted(desktop)
            #expect(try await desktop.ask(.POST, "/api/history/\(draft.id)/favourite").status == 200)
            let finer = try await drafted(desktop, #","refines":"\#(draft.id)""#)
            #expect(finer.entry == draft.id)
            let entries = try await desktop.entries()
            #expect(entries.map(\.id) == [draft.id] && entries.map(\.edition) == [2] && entries[0].isFavourite)
            #expect(try await desktop.ask(.POST, "/api/history/\(draft.id)/favourite?off").status == 200)
            #expect(try await desktop.entries().map(\.isFavourite) == [false])
        }
    }

    @Test func whatIsTakenOffTheStripIsGoneButForTheFileOfARender() async throws {
        try await withDesktop { desktop, folder in
            let draft = try await drafted(desktop)
            let render = try await drafted(desktop, #","kind":"render""#)
            #expect(try await desktop.ask(.GET, "/api/history/\(render.id)/picture").status == 200)
            for card in [draft, render] {
                #expect(try await desktop.ask(.DELETE, "/api/history/\(card.id)").status == 200)
            }
            #expect(try await desktop.entries().isEmpty)
            let later = try Desktop(folder)
            #expect(try await later.entries().isEmpty)
            #expect(try files(in: folder) == ["classic-001.png"])
            for hidden in ["drafts", "thumbnails"] {
                let left = try files(in: folder + "/.studio/" + hidden)
                #expect(left.isEmpty)
            }
        }
    }

    /// A file that somebody took away is no longer in the strip of a studio that comes later, and is told by the one that is there.
    @Test func aFileThatIsGoneIsSaidToBeGone() async throws {
        try await withDesktop { desktop, folder in
            let render = try await drafted(desktop, #","kind":"render""#)
            try FileManager.default.removeItem(atPath: folder + "/classic-001.png")
            let answer = try await desktop.ask(.GET, "/api/history/\(render.id)/picture")
            #expect(answer.status == 404 && answer.text.contains("not there any longer"), "\(answer)")
            let later = try Desktop(folder)
            #expect(try await later.entries().isEmpty)
        }
    }

    @Test func ofTooManyDraftsTheOldestGoThatNobodyLikes() async throws {
        try await withDesktop { desktop, folder in
            let draft = try await drafted(desktop)
            let file = URL(fileURLWithPath: folder + "/.studio/history.json")
            let known = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: Any]]
            let first = try #require(known?.first)
            let many = try (0..<160).map { number in
                let id = number == 0 ? draft.id : "old\(number)"
                if number > 0 {
                    let drafts = folder + "/.studio/drafts/"
                    try FileManager.default.copyItem(atPath: "\(drafts)\(draft.id).png", toPath: "\(drafts)\(id).png")
                }
                return first.merging(["id": id, "isFavourite": number == 0]) { $1 }
            }
            try JSONSerialization.data(withJSONObject: many).write(to: file)
            let later = try Desktop(folder)
            #expect(try await later.entries().count == 160)
            let (next, last) = (try await drafted(later), try await drafted(later))
            let ids = try await later.entries().map(\.id)
            #expect(ids.first == draft.id && ids.suffix(2) == [next.id, last.id] && ids.count == 161)
            #expect(!ids.contains("old1") && ids.contains("old2"))
            #expect(try files(in: folder + "/.studio/drafts").count == 161)
        }
    }

    @Test func thePageIsRememberedAndNothingElse() async throws {
        try await withDesktop { desktop, folder in
            #expect(try await desktop.ask(.GET, "/api/session").text == "{}")
            let page = Data(#"{"preset":"classic","seed":7}"#.utf8)
            #expect(try await desktop.ask(.PUT, "/api/session", page).status == 200)
            for wrong in ["[1]", "", "{", "7"] {
                #expect(try await desktop.ask(.PUT, "/api/session", Data(wrong.utf8)).status == 400, "\(wrong)")
            }
            let later = try Desktop(folder)
            #expect(try await later.ask(.GET, "/api/session").text == String(decoding: page, as: UTF8.self))
        }
    }

    /// What cannot be kept fails with a sentence, and what can is dreamt after it.
    @Test func aFolderThatCannotBeWrittenFailsTheDreamAndNotTheStudio() async throws {
        try await withDesktop { desktop, folder in
            let drafts = folder + "/.studio/drafts"
            try FileManager.default.removeItem(atPath: drafts)
            try Data().write(to: URL(fileURLWithPath: drafts))
            let failed = try await desktop.end(of: try await desktop.post("{\(quick)}").id)
            #expect(failed.phase == "failed" && failed.message?.isEmpty == false, "\(failed)")
            _ = try await drafted(desktop, #","isAside":true"#)
            #expect(try await desktop.entries().isEmpty)
        }
    }

    /// Steps and previews are heard of, and the stream ends with the dream.
    @Test func aDreamIsHeardOfAsItGrows() async throws {
        try await withDesktop { desktop, _ in
            let other = try await desktop.post(#"{"preset":"classic","longEdge":128,"isAside":true}"#)
            let card = try await desktop.post(#"{"preset":"classic","longEdge":320,"tag":"mine"}"#)
            let events = try await desktop.ask(.GET, "/api/jobs/\(card.id)/events").text
            #expect(events.contains("event: progress\n") && events.contains(#""fraction""#), "\(events.suffix(400))")
            #expect(!events.contains(other.id), "it hears of another dream")
            #expect(events.contains(#""stage_name""#) && events.contains(#""tag":"mine""#))
            #expect(events.suffix(800).contains(#""phase":"finished""#), "\(events.suffix(800))")
            let preview = try await desktop.answer(.GET, "/api/jobs/\(card.id)/preview")
            #expect(preview.headers[.contentType] == "image/jpeg")
            let picture = try await preview.bodyData
            #expect(picture.starts(with: [0xFF, 0xD8]))
            let strange = try await desktop.ask(.GET, "/api/jobs/\(card.id)/strange")
            #expect(strange.status == 405, "\(strange)")
        }
    }

    /// Nothing from outside, nothing inline, no frames; the key goes into a cookie that no script reads and no other page sends.
    @Test func everyAnswerKeepsBrowsersFromMore() async throws {
        try await withDesktop { desktop, _ in
            let paths = ["/", "/page/main.js", "/api/presets/classic/picture", "/api/session", "/api/nothing"]
            for path in paths {
                let headers = try await desktop.answer(.GET, path).headers
                let policy = headers[HTTPHeader("Content-Security-Policy")] ?? ""
                #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self';"), "\(path)")
                #expect(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "\(path)")
                #expect(headers[HTTPHeader("X-Content-Type-Options")] == "nosniff", "\(path)")
                #expect(headers[HTTPHeader("Cross-Origin-Resource-Policy")] == "same-origin", "\(path)")
                #expect(headers[.cacheControl] == "no-store" && headers[.setCookie] == nil, "\(path)")
            }
            let opened = try await desktop.answer(.GET, "/?key=k", headers: [.host: "127.0.0.1:1"])
            #expect(opened.headers[.setCookie] == "reverie-1=k; Path=/; HttpOnly; SameSite=Strict")
        }
    }

    @Test func aDreamIsPlannedAndPackedAndItsWordsAreExplained() async throws {
        try await withDesktop { desktop, _ in
            struct Plan: Codable {
                var width, height, steps: Int
                var memory: Int
            }
            let body = Data(#"{"kind":"render","preset":"classic","longEdge":300}"#.utf8)
            let answer = try await desktop.ask(.POST, "/api/plan", body)
            let plan = try JSONDecoder().decode(Plan.self, from: Data(answer.text.utf8))
            #expect(max(plan.width, plan.height) == 300 && plan.steps > 5 && plan.memory > 1 << 20, "\(answer)")
            #expect(try await desktop.entries().isEmpty)
            let pack = try await desktop.answer(.POST, "/api/pack", body)
            let archive = try await pack.bodyData
            #expect(archive.starts(with: Data("PK".utf8)))
            let words = try await desktop.ask(.GET, "/api/words").text
            #expect(words.contains(#""title":"r.stage""#) && words.contains("net:at"))
            let picture = try await desktop.answer(.GET, "/api/words/net-where/picture")
            #expect(picture.headers[.contentType] == "image/jpeg")
        }
    }
}
