import FlyingFox
import Foundation
import Jobs
import Networks
import Pictures
import Recipes

/// Every address of the studio; `Scripts/studio/API.md` tells them to people.
struct Routes: HTTPHandler {
    let gate: Gate
    let page: PageFiles
    let shelf: Shelf
    let desk: Desk
    let engine: DreamEngine

    private var portfolio: Portfolio { shelf.portfolio }

    func handleRequest(_ request: HTTPRequest) async -> HTTPResponse {
        let visitor = Visitor(request: request)
        do {
            if let refusal = gate.verdict(on: visitor.visit) { throw StudioError(403, refusal) }
            return try await answer(visitor)
        } catch {
            return Answer.failure(error)
        }
    }

    private func answer(_ visitor: Visitor) async throws -> HTTPResponse {
        let parts = visitor.parts
        switch (visitor.request.method, parts.first, parts.count) {
        case (.GET, nil, _): return try welcome(visitor)
        case (.GET, "page", 2):
            guard let file = page.file(named: parts[1]) else { throw StudioError.missing("file of this name") }
            return Answer.file(file)
        case (.GET, "codemirror", _):
            guard let file = page.editorFile(parts.dropFirst().joined(separator: "/")) else {
                throw StudioError.missing("file of this name")
            }
            return Answer.file(file)
        case (_, "api", 2...): return try await api(visitor, Array(parts.dropFirst()))
        case (.GET, _, _): throw StudioError.missing("page of this address")
        default: throw StudioError(405, "this cannot be done here")
        }
    }

    /// The page itself; whoever shows the key gets the cookie.
    private func welcome(_ visitor: Visitor) throws -> HTTPResponse {
        guard let file = page.file(named: "index.html") else { throw StudioError.missing("page") }
        var response = Answer.file(file)
        if visitor.visit.key != nil { response.headers[.setCookie] = gate.cookie }
        return response
    }

    private func api(_ visitor: Visitor, _ parts: [String]) async throws -> HTTPResponse {
        switch parts[0] {
        case "presets": try await presets(visitor, parts)
        case "pictures": try await pictures(visitor, parts)
        case "jobs": try await jobs(visitor, parts)
        case "history": try await history(visitor, parts)
        case "networks": try await networks(visitor, parts)
        default: try await rest(visitor, parts)
        }
    }

    // MARK: Presets

    private func presets(_ visitor: Visitor, _ parts: [String]) async throws -> HTTPResponse {
        let shelf = shelf
        switch (visitor.request.method, parts.count, parts.last ?? "") {
        case (.GET, 1, _): return Answer.json(await Aside.run { shelf.cards() })
        case (.GET, 2, let name): return Answer.json(try await Aside.run { try shelf.card(withTextOf: name) })
        case (.GET, 3, "picture"):
            guard PresetLibrary.standard.names.contains(parts[1]), let path = shelf.picture(of: parts[1]),
                let file = PageFiles.picture(at: path)
            else { throw StudioError.missing("picture of this preset") }
            return Answer.file(file)
        case (.POST, 1, _):
            let data = try await visitor.body(most: PresetPack.largestFile)
            let name = visitor.query("name") ?? ""
            return Answer.json(try await Aside.run { try shelf.take(data, named: name) }, status: 201)
        case (.POST, 2, let name):
            let request = try await visitor.json(DreamRequest.self)
            try request.check()
            return Answer.json(try await Aside.run { try shelf.save(request, as: name) })
        default: throw StudioError(405, "this cannot be done with presets")
        }
    }

    // MARK: Pictures

    private func pictures(_ visitor: Visitor, _ parts: [String]) async throws -> HTTPResponse {
        let portfolio = portfolio
        switch (visitor.request.method, parts.count) {
        case (.POST, 1):
            let data = try await visitor.body(most: Portfolio.largestPicture)
            guard !data.isEmpty else { throw StudioError(400, "there is no picture in the request") }
            let name = visitor.query("name") ?? ""
            return Answer.json(try await Aside.run { try portfolio.take(data, name: name) }, status: 201)
        case (.GET, 2):
            let picture = try portfolio.picture(parts[1])
            let (data, type) = try await Aside.run { try portfolio.shown(picture) }
            return Answer.data(data, type, isKept: true)
        case (.GET, 3) where parts[2] == "known": return Answer.json(try portfolio.picture(parts[1]))
        case (.GET, 3) where parts[2] == "recipe":
            let picture = try portfolio.picture(parts[1])
            let recipe = try await Aside.run { try CarriedRecipe(contentsOf: portfolio.path(of: picture)) }
            let card = try? shelf.card(of: recipe.source, named: recipe.preset.name)
            return Answer.json(Opened(recipe: recipe, card: card))
        default: throw StudioError(405, "this cannot be done with pictures")
        }
    }

    private struct Opened: Codable {
        let recipe: CarriedRecipe
        let card: Shelf.Card?
    }

    // MARK: Jobs

    private func jobs(_ visitor: Visitor, _ parts: [String]) async throws -> HTTPResponse {
        let method = visitor.request.method
        if parts.count == 1 {
            if method == .GET { return Answer.json(desk.cards) }
            guard method == .POST else { throw StudioError(405, "this cannot be done with jobs") }
            let request = try await visitor.json(DreamRequest.self)
            try request.check()
            let dream = Dream(request)
            try add(dream)
            return Answer.json(dream.card, status: 202)
        }
        let dream = try desk.dream(parts[1])
        switch (method, parts.count > 2 ? parts[2] : "") {
        case (.GET, ""): break
        case (.DELETE, ""): desk.end(dream, visitor.query("keep") == nil ? .drop : .keep)
        case (.POST, "pause"): dream.pause(true)
        case (.POST, "go-on"):
            guard dream.phase.isOver else {
                dream.pause(false)
                break
            }
            guard dream.card.canGoOn else {
                throw StudioError(409, "this dream cannot be gone on with; begin it anew")
            }
            dream.update { $0.canGoOn = false }
            let next = Dream(dream.request, goingOnWith: dream)
            try add(next)
            return Answer.json(next.card, status: 202)
        case (.POST, "keep"):
            let engine = engine
            try await Aside.run { try engine.keepAside(dream) }
        case (.GET, "events"): return Answer.stream(desk.watch(dream))
        case (.GET, "preview"):
            guard let preview = dream.preview else { throw StudioError.missing("preview yet") }
            return Answer.data(preview, "image/jpeg", isKept: true)
        case (.GET, "picture"):
            if let aside = dream.aside { return Answer.data(aside.png, "image/png", isKept: true) }
            guard let entry = dream.card.entry else { throw StudioError.missing("picture yet") }
            return try picture(of: desk.entry(entry))
        default: throw StudioError(405, "this cannot be done with a job")
        }
        return Answer.json(dream.card)
    }

    private func frame(_ text: String?, of entry: Entry) throws -> HTTPResponse {
        guard let number = Int(text ?? ""), let path = portfolio.framePath(of: entry, number),
            let file = PageFiles.picture(at: path)
        else { throw StudioError.missing("frame of this number") }
        return Answer.file(file, isKept: true)
    }

    private func add(_ dream: Dream) throws {
        try desk.add(dream)
        engine.begin(dream)
    }

    private func picture(of entry: Entry) throws -> HTTPResponse {
        guard let file = PageFiles.picture(at: portfolio.path(of: entry)) else {
            throw StudioError(404, "the file of this picture is not there any longer")
        }
        return Answer.file(file, isKept: true)
    }

    // MARK: The strip

    private func history(_ visitor: Visitor, _ parts: [String]) async throws -> HTTPResponse {
        let method = visitor.request.method
        if method == .GET, parts.count == 1 { return Answer.json(desk.entries) }
        guard parts.count > 1 else { throw StudioError(405, "this cannot be done with the history") }
        var entry = try desk.entry(parts[1])
        switch (method, parts.count > 2 ? parts[2] : "") {
        case (.GET, ""): return Answer.json(entry)
        case (.DELETE, ""):
            desk.remove(entry)
            return Answer.json(["id": entry.id])
        case (.POST, "favourite"):
            entry.isFavourite = visitor.query("off") == nil
            desk.keep(entry)
            return Answer.json(entry)
        case (.GET, "picture"): return try picture(of: entry)
        case (.GET, "thumbnail"):
            guard let file = PageFiles.picture(at: portfolio.thumbnailPath(of: entry.id)) else {
                throw StudioError.missing("thumbnail")
            }
            return Answer.file(file, isKept: true)
        case (.GET, "frames"): return try frame(parts.last, of: entry)
        case (.GET, "film"):
            let (portfolio, film) = (portfolio, entry)
            let path = try await Aside.run { try portfolio.video(of: film) }
            return try Answer.stored(path, "video/mp4")
        default: throw StudioError(405, "this cannot be done with a picture of the history")
        }
    }

    // MARK: Networks

    private func networks(_ visitor: Visitor, _ parts: [String]) async throws -> HTTPResponse {
        let shelf = shelf
        switch (visitor.request.method, parts.count, parts.count > 2 ? parts[2] : "") {
        case (.GET, 1, _): return Answer.json(try await Aside.run { try Catalogue.networks() })
        case (.GET, 3, "labels"):
            return Answer.json(try await Aside.run { try shelf.networks.network(forPreset: parts[1]).classes })
        case (.GET, 3, "layers"):
            return Answer.json(try await engine.layers(of: parts[1]))
        case (.GET, 4, "layers") where parts[3] == "picture":
            return Answer.data(
                try await engine.thumbnail(ofLayer: visitor.query("name") ?? "", of: parts[1]), "image/jpeg",
                isKept: true)
        case (.POST, 3, "see"):
            let request = try await visitor.json(SeeRequest.self)
            let picture =
                try request.entry.map { portfolio.path(of: try desk.entry($0)) }
                ?? portfolio.path(of: portfolio.picture(request.picture ?? ""))
            return Answer.json(
                try await engine.ask { resources in
                    try Impression.classes(
                        in: Picture.read(contentsOf: picture), by: resources.networks.network(forPreset: parts[1]),
                        most: 6)
                })
        default: throw StudioError(405, "this cannot be done with networks")
        }
    }

    /// What is looked at: a picture that was brought, or one of the strip.
    private struct SeeRequest: Codable {
        var picture: String?
        var entry: String?
    }

    // MARK: Breeding

    /// Children of pictures of the strip, as dreams that are to be asked for.
    private func children(_ request: BreedRequest) async throws -> [Child] {
        let parents = try request.parents.prefix(9).map { try desk.entry($0) }
        let portfolio = portfolio
        return try await Aside.run {
            let recipes = try parents.map { try CarriedRecipe(contentsOf: portfolio.path(of: $0)) }
            let count = min(max(request.count ?? 9, 1), 36)
            return try Breeding(of: recipes).children(count, seed: request.seed ?? .random(in: 0..<1 << 32)).map {
                child in
                var dream = parents[child.parent].request
                (dream.kind, dream.parameters, dream.seed) = (.draft, child.parameters, child.seed)
                (dream.parents, dream.refines, dream.tag) = (parents.map(\.id), nil, nil)
                return Child(
                    label: (child.facts.prefix(3) + ["seed \(child.seed)"]).joined(separator: " · "), request: dream)
            }
        }
    }

    private struct BreedRequest: Codable {
        var parents: [String]
        var count: Int?
        var seed: UInt64?
    }

    private struct Child: Codable {
        let label: String
        let request: DreamRequest
    }

    // MARK: All else

    private func rest(_ visitor: Visitor, _ parts: [String]) async throws -> HTTPResponse {
        let (shelf, engine) = (shelf, engine)
        switch (visitor.request.method, parts[0]) {
        case (.GET, "events"): return Answer.stream(desk.watch())
        case (.POST, "plan"):
            let request = try await visitor.json(DreamRequest.self)
            try request.check()
            return Answer.json(try await engine.plan(request))
        case (.POST, "check"):
            let request = try await visitor.json(DreamRequest.self)
            try request.check()
            return Answer.json(
                try await Aside.run {
                    ScriptChecking(try shelf.source(for: request), on: shelf, named: request.preset ?? "script")
                })
        case (.POST, "breed"):
            return Answer.json(try await children(try await visitor.json(BreedRequest.self)))
        case (.POST, "pack"):
            let request = try await visitor.json(DreamRequest.self)
            try request.check()
            let data = try await Aside.run {
                try PresetPack(checking: shelf.source(for: request), networks: shelf.networks).encoded()
            }
            return Answer.data(data, "application/zip")
        case (.GET, "words") where parts.count == 1:
            return Answer.json(try await Aside.run { try LanguageReference().cards })
        case (.GET, "words") where parts.count == 3 && parts[2] == "picture":
            return try wordPicture(parts[1])
        case (.GET, "session"): return Answer.data(portfolio.session ?? Data("{}".utf8), "application/json")
        case (.PUT, "session"):
            let data = try await visitor.body(most: Portfolio.largestSession)
            guard (try? JSONSerialization.jsonObject(with: data)) is [String: Any] else {
                throw StudioError(400, "a session is a JSON object")
            }
            portfolio.session = data
            return Answer.json(["kept": true])
        default: throw StudioError.missing("such address")
        }
    }

    private func wordPicture(_ name: String) throws -> HTTPResponse {
        guard name.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 }),
            let file = PageFiles.picture(at: "\(Folders.shipped)/Scripts/pictures/words/\(name).jpg")
        else { throw StudioError.missing("picture of this word") }
        return Answer.file(file)
    }
}

/// Work that takes its time, off the threads that answer.
enum Aside {
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async { continuation.resume(with: Result { try body() }) }
        }
    }

    static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async { continuation.resume(returning: body()) }
        }
    }
}
