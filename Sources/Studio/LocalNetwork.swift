import Foundation

/// By what other machines of the network reach this one.
enum LocalNetwork {
    /// Its IPv4 addresses, but for those that lead back to this machine alone.
    static var names: [String] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&first) == 0 else { return [] }
        defer { freeifaddrs(first) }
        var found: [String] = []
        var next = first
        while let one = next?.pointee {
            next = one.ifa_next
            // IFF_UP, and not IFF_LOOPBACK.
            guard one.ifa_flags & 0x9 == 0x1, let address = one.ifa_addr,
                address.pointee.sa_family == sa_family_t(AF_INET)
            else { continue }
            var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            guard
                getnameinfo(
                    address, socklen_t(MemoryLayout<sockaddr_in>.size), &name, socklen_t(name.count), nil, 0,
                    NI_NUMERICHOST) == 0
            else { continue }
            found.append(String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
        return found
    }
}
