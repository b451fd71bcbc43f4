import FlyingFox
import Foundation
import Wording

/// A request, in the words of this room.
struct Visitor: Sendable {
    let request: HTTPRequest

    /// Of the path, each as it was typed but for percents.
    var parts: [String] {
        request.path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
    }

    func query(_ name: String) -> String? { request.query.first { $0.name == name }?.value }

    /// What the gate sees.
    var visit: Gate.Visit {
        Gate.Visit(
            host: request.headers[.host], origin: request.headers[HTTPHeader("Origin")],
            site: request.headers[HTTPHeader("Sec-Fetch-Site")], cookie: request.headers[.cookie],
            key: query("key"), isPage: request.method == .GET && request.path == "/")
    }

    /// The body, if it is no longer than `most`.
    ///
    /// One that is too long is read to its end and forgotten, so that the browser hears why; a gigabyte is not waited for.
    /// - Throws: `StudioError`.
    func body(most: Int) async throws -> Data {
        var data = Data()
        var count = 0
        for try await piece in request.bodySequence {
            count += piece.count
            guard count <= Visitor.mostForgotten else { break }
            if count <= most { data.append(piece) } else { data = Data() }
        }
        guard count <= most else {
            throw StudioError(413, "that is more than \(Phrases.bytes(most)), which is the most that is taken here")
        }
        return data
    }

    private static let mostForgotten = 1 << 30

    /// The body as JSON of a type.
    /// - Throws: `StudioError`.
    func json<Value: Decodable>(_ type: Value.Type, most: Int = 2 << 20) async throws -> Value {
        let data = try await body(most: most)
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw StudioError(400, "the request cannot be read: \(error.sentence)")
        } catch {
            throw StudioError(400, "the request is no JSON")
        }
    }
}

/// Answers, each with what keeps a browser from doing more with it than it should.
enum Answer {
    static func json(_ value: some Encodable, status: Int = 200) -> HTTPResponse {
        data(value.jsonData, "application/json; charset=utf-8", status: status)
    }

    static func file(_ file: PageFiles.File, isKept: Bool = false) -> HTTPResponse {
        data(file.data, file.type, isKept: isKept)
    }

    /// - Parameter isKept: whether the address says which edition it is, so that it never changes.
    static func data(_ data: Data, _ type: String, status: Int = 200, isKept: Bool = false) -> HTTPResponse {
        HTTPResponse(
            statusCode: HTTPStatusCode(status, phrase: phrase(status)), headers: headers(type, isKept: isKept),
            body: data)
    }

    /// A file that is too large to be held.
    static func stored(_ path: String, _ type: String) throws -> HTTPResponse {
        HTTPResponse(
            statusCode: .ok, headers: headers(type),
            body: try HTTPBodySequence(file: URL(fileURLWithPath: path), suggestedBufferSize: 1 << 16))
    }

    static func stream(_ pieces: AsyncStream<Data>) -> HTTPResponse {
        HTTPResponse(
            statusCode: .ok, headers: headers("text/event-stream; charset=utf-8"),
            body: HTTPBodySequence(from: EventStream(pieces: pieces)))
    }

    static func failure(_ error: any Error) -> HTTPResponse {
        struct Failure: Codable {
            let error: String
        }
        let status = (error as? StudioError)?.status ?? 422
        return json(Failure(error: Phrases.harmless("\(error)", limit: 2000)), status: status)
    }

    /// Nothing from outside, nothing inline, no frames around or within.
    static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; \
        connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    private static func headers(_ type: String, isKept: Bool = false) -> HTTPHeaders {
        var headers = HTTPHeaders()
        headers[.contentType] = type
        headers[.cacheControl] = isKept ? "private, max-age=31536000, immutable" : "no-store"
        headers[HTTPHeader("Content-Security-Policy")] = policy
        headers[HTTPHeader("X-Content-Type-Options")] = "nosniff"
        headers[HTTPHeader("X-Frame-Options")] = "DENY"
        headers[HTTPHeader("Referrer-Policy")] = "no-referrer"
        headers[HTTPHeader("Cross-Origin-Resource-Policy")] = "same-origin"
        headers[HTTPHeader("Cross-Origin-Opener-Policy")] = "same-origin"
        return headers
    }

    private static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 400: "Bad Request"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 409: "Conflict"
        case 413: "Payload Too Large"
        case 429: "Too Many Requests"
        default: "Unprocessable Content"
        }
    }
}
