import FlyingFox
import Foundation
import Networks
import Studio
import Testing

/// What tests of the studio without a browser have in common: a studio in a folder of its own, and requests as its page makes them.
struct Desktop {
    private let handler: any HTTPHandler

    init(_ folder: String) throws { handler = try Studio(folder: folder, port: 1, key: "k").handler() }

    /// What it answers, headers and all.
    func answer(
        _ method: HTTPMethod, _ path: String, _ body: Data = Data(), headers: [HTTPHeader: String]? = nil
    ) async throws -> HTTPResponse {
        let parts = path.split(separator: "?", maxSplits: 1)
        let query = (parts.count > 1 ? parts[1].split(separator: "&") : []).map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1)
            return HTTPRequest.QueryItem(name: String(sides[0]), value: sides.count > 1 ? String(sides[1]) : "")
        }
        let request = HTTPRequest(
            method: method, version: .http11, path: String(parts[0]), query: query,
            headers: headers ?? [.host: "127.0.0.1:1", .cookie: "reverie-1=k"], body: body)
        return try await handler.handleRequest(request)
    }

    func ask(
        _ method: HTTPMethod, _ path: String, _ body: Data = Data(), headers: [HTTPHeader: String]? = nil
    ) async throws -> (status: Int, text: String) {
        let response = try await answer(method, path, body, headers: headers)
        return (response.statusCode.code, String(decoding: try await response.bodyData, as: UTF8.self))
    }

    func read<Value: Decodable>(_ path: String) async throws -> Value {
        let answer = try await ask(.GET, path)
        #expect(answer.status == 200, "\(answer.text)")
        return try JSONDecoder().decode(Value.self, from: Data(answer.text.utf8))
    }

    func entries() async throws -> [Entry] { try await read("/api/history") }

    /// Waits until something holds of a dream, and gives its card.
    @discardableResult
    func until(_ id: String, _ holds: (Card) -> Bool) async throws -> Card {
        for _ in 0..<6000 {
            let card: Card = try await read("/api/jobs/\(id)")
            if holds(card) { return card }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("it takes too long")
        return try await read("/api/jobs/\(id)")
    }

    func end(of id: String) async throws -> Card { try await until(id) { $0.isOver } }

    /// Asks for a dream.
    func post(_ json: String) async throws -> Card {
        let answer = try await ask(.POST, "/api/jobs", Data(json.utf8))
        #expect(answer.status == 202, "\(answer.text)")
        return try JSONDecoder().decode(Card.self, from: Data(answer.text.utf8))
    }
}

func withDesktop(_ body: (Desktop, String) async throws -> Void) async throws {
    let folder = NSTemporaryDirectory() + "/studio-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(try Desktop(folder), folder)
}

/// A dream, as the studio tells of it.
struct Card: Codable {
    var id, phase, title: String
    var message: String?
    var line: Int?
    var entry: String?
    var preview: Int
    var canGoOn: Bool

    var isOver: Bool { ["finished", "stopped", "failed"].contains(phase) }
}

/// A picture of the strip.
struct Entry: Codable {
    struct Request: Codable {
        var picture: String?
    }

    var id, kind: String
    var file: String?
    var request: Request
    var isFavourite, isInterrupted: Bool
    var edition, width, height: Int
}

extension Data {
    /// As the studio names what was brought.
    var sha256Prefix: Substring { sha256.prefix(32) }
}
