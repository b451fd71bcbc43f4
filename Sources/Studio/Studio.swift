package import FlyingFox
import FlyingSocks
import Foundation
import Jobs

/// A page on this machine, in which one dreams with one's hands.
///
///     let studio = try Studio(
///         folder: "/home/me/Pictures/Reverie", port: Studio.freePort(), key: Studio.makeKey())
///     try await studio.run { address in print(address) }
///
/// What it makes are ordinary files in its folder, each with its recipe.
public struct Studio: Sendable {
    private let port: Int
    private let key: String
    private let page: PageFiles
    private let portfolio: Portfolio
    /// The names by which others of the network reach this machine; empty where only this machine does.
    private let names: [String]

    /// The port that is tried first when none is wanted.
    public static let usualPort = 4747

    /// - Parameters:
    ///   - key: what the address has to show: see `makeKey`.
    ///   - isShared: whether other machines of the network may come in, who have the key.
    /// - Throws: `StudioTrouble`.
    public init(folder: String, port: Int, key: String, isShared: Bool = false) throws {
        names = isShared ? LocalNetwork.names : []
        if isShared, names.isEmpty { throw StudioTrouble.noNetwork }
        page = try PageFiles()
        portfolio = try Portfolio(folder: folder)
        self.key = key
        self.port = port
    }

    /// Serves the page until the task is cancelled.
    /// - Parameter ready: hears of the address, with its key, once the page can be opened.
    /// - Throws: `StudioTrouble`.
    public func run(ready: @escaping @Sendable (_ address: String) -> Void) async throws {
        let routes = try routes()
        let server = HTTPServer(
            config: HTTPServer.Configuration(
                address: try .inet(ip4: names.isEmpty ? "127.0.0.1" : "0.0.0.0", port: UInt16(port)), timeout: 120,
                logger: .disabled),
            handler: routes)
        // Whoever opens the page does not wait for what can be known before.
        Task.detached { _ = routes.shelf.cards() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await server.run()
                } catch let SocketError.failed(_, number, message) {
                    throw number == EADDRINUSE
                        ? StudioTrouble.portInUse(port) : StudioTrouble.cannotListen(port: port, reason: message)
                }
            }
            group.addTask {
                try await server.waitUntilListening()
                ready("http://127.0.0.1:\(port)/?key=\(key)")
                while !Task.isCancelled {
                    try await Task.sleep(for: .seconds(3))
                    routes.desk.tell(EventStream.beat)
                }
            }
            do {
                try await group.next()
            } catch {
                group.cancelAll()
                throw error
            }
        }
    }

    /// Where others of the network open it, with its key.
    public var sharedAddresses: [String] { names.map { "http://\($0):\(port)/?key=\(key)" } }

    /// What it answers, without a socket.
    /// - Throws: what keeps it from dreaming.
    package func handler() throws -> any HTTPHandler { try routes() }

    private func routes() throws -> Routes {
        let desk = Desk(portfolio)
        let shelf = Shelf(portfolio: portfolio, networks: NetworkShelf(most: 2))
        return Routes(
            gate: Gate(key: key, port: port, names: names), page: page, shelf: shelf, desk: desk,
            engine: try DreamEngine(desk, shelf))
    }

    /// Opens an address in the user's browser, where there is a desktop.
    public static func open(_ address: String) {
        let environment = ProcessInfo.processInfo.environment
        guard environment["DISPLAY"] != nil || environment["WAYLAND_DISPLAY"] != nil else { return }
        let opener = Process()
        opener.executableURL = URL(fileURLWithPath: "/usr/bin/xdg-open")
        opener.arguments = [address]
        (opener.standardOutput, opener.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        try? opener.run()
    }

    /// A key that nobody guesses: 128 random bits.
    public static func makeKey() -> String { Gate.makeKey() }

    /// The usual port, or one that the system gives.
    /// - Throws: `StudioTrouble` where none is free.
    public static func freePort() throws -> Int {
        func isFree(_ port: Int) throws -> Int? {
            let socket = try Socket(domain: AF_INET)
            defer { try? socket.close() }
            try socket.setValue(true, for: .localAddressReuse)
            do {
                try socket.bind(to: .inet(ip4: "127.0.0.1", port: UInt16(port)))
            } catch {
                return nil
            }
            try socket.listen()
            guard case .ip4(_, let given) = try socket.sockname() else { return nil }
            return Int(given)
        }
        do {
            if let port = try isFree(usualPort) ?? isFree(0) { return port }
        } catch {}
        throw StudioTrouble.cannotListen(port: usualPort, reason: "no port is free")
    }
}
