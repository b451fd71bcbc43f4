/// Who may come in: requests of the page that was opened with the key, and no other page, name or machine.
///
///     gate.verdict(on: visit)    // nil: come in
///
/// The server listens on this machine only, unless it is shared; that keeps other machines out, but no page that this machine's browser shows. Such a page can
/// send requests here, and can have its own name resolved to this machine (DNS rebinding). It cannot know the key, cannot read the cookie,
/// which its requests do not carry (SameSite=Strict), and cannot hide what it is (`Host`, `Origin`, `Sec-Fetch-Site`).
package struct Gate: Sendable {
    /// What the gate sees of a request.
    package struct Visit: Sendable {
        package var host: String?
        package var origin: String?
        /// `Sec-Fetch-Site`, where the browser tells.
        package var site: String?
        package var cookie: String?
        /// `?key=`
        package var key: String?
        /// Whether it asks for the page itself, which the user may have come to from anywhere.
        package var isPage = false

        /// A request from what its headers say.
        package init(
            host: String?, origin: String? = nil, site: String? = nil, cookie: String? = nil, key: String? = nil,
            isPage: Bool = false
        ) {
            (self.host, self.origin, self.site) = (host, origin, site)
            (self.cookie, self.key, self.isPage) = (cookie, key, isPage)
        }
    }

    /// 128 random bits, hexadecimal.
    package let key: String
    /// Where it listens.
    let port: Int
    /// What it is called, as `Host` says it.
    private let hosts: Set<String>

    /// A gate with a key.
    /// - Parameter names: by which others of the network reach this machine, where they may.
    package init(key: String, port: Int, names: [String] = []) {
        (self.key, self.port) = (key, port)
        hosts = Set((["127.0.0.1", "localhost"] + names).map { "\($0.lowercased()):\(port)" })
    }

    /// The cookie of this studio: cookies do not tell ports apart.
    var cookieName: String { "reverie-\(port)" }

    /// What the browser is told once the key has been seen.
    var cookie: String { "\(cookieName)=\(key); Path=/; HttpOnly; SameSite=Strict" }

    /// Why a request is refused; nil where it may come in.
    package func verdict(on visit: Visit) -> String? {
        guard let host = visit.host, hosts.contains(host.lowercased()) else {
            return "the studio answers to the addresses only that 'reverie studio' has printed"
        }
        if let origin = visit.origin, origin.lowercased() != "http://" + host.lowercased() {
            return "another page may not speak to the studio"
        }
        let hasKey = visit.key.map(isKey) ?? false
        if let site = visit.site, !["same-origin", "none"].contains(site), !(visit.isPage && hasKey) {
            return "another page may not speak to the studio"
        }
        guard hasKey || cookieKey(visit.cookie).map(isKey) ?? false else {
            return "the key is missing; open the address that 'reverie studio' has printed"
        }
        return nil
    }

    private func cookieKey(_ header: String?) -> String? {
        let pairs = (header ?? "").split(separator: ";").map { $0.drop { $0 == " " } }
        return pairs.first { $0.hasPrefix(cookieName + "=") }.map { String($0.dropFirst(cookieName.count + 1)) }
    }

    /// Looks at every byte, however early they differ.
    private func isKey(_ text: String) -> Bool {
        let (left, right) = (Array(key.utf8), Array(text.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// A key that nobody guesses.
    package static func makeKey() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<16).map { _ in
            let byte = String(UInt8.random(in: .min ... .max, using: &generator), radix: 16)
            return byte.count == 1 ? "0" + byte : byte
        }.joined()
    }
}
