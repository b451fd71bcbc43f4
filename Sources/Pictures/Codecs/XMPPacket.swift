import CodecBridge
import Foundation

/// Texts as a packet of XMP (ISO 16684-1), for the kinds of files that have no texts of their own.
///
///     XMPPacket.bytes(of: [("Software", "Reverie 1.0.0"), ("Reverie recipe", json)])
///
/// `Software` is what XMP calls the creator's tool; other keywords are properties of our namespace: `reverie:recipe`.
enum XMPPacket {
    private static let own = "https://reverie.example/ns/1.0/"
    private static let basic = "http://ns.adobe.com/xap/1.0/"

    /// The packet.
    static func bytes(of texts: [(keyword: String, text: String)]) -> [UInt8] {
        var packet =
            "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
            + "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
            + "<rdf:Description rdf:about=\"\" xmlns:xmp=\"\(basic)\" xmlns:reverie=\"\(own)\">\n"
        for (keyword, text) in texts {
            let (space, name) = property(keyword)
            let element = (space == basic ? "xmp:" : "reverie:") + name
            packet += "<\(element)>\(escaped(text))</\(element)>\n"
        }
        return Array((packet + "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>").utf8)
    }

    /// The namespace and the name.
    private static func property(_ keyword: String) -> (space: String, name: String) {
        if keyword == "Software" { return (basic, "CreatorTool") }
        let words = keyword.split(separator: " ").drop { $0 == "Reverie" }.map { $0.lowercased() }
        return (own, words.isEmpty ? "text" : words.joined(separator: "-"))
    }

    /// What XML has no place for becomes U+FFFD.
    private static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            // A parser would make a line's end of it.
            case "\r": escaped.append(contentsOf: "&#13;".unicodeScalars)
            case "\u{FFFE}", "\u{FFFF}": escaped.append("\u{FFFD}")
            default: escaped.append(scalar.value < 32 && scalar != "\t" && scalar != "\n" ? "\u{FFFD}" : scalar)
            }
        }
        return String(escaped)
    }

    /// How a file's packet is read: the bytes, how many they are, the longest packet, the packet, and why there is none.
    typealias Reading = (
        UnsafePointer<UInt8>?, Int, Int, UnsafeMutablePointer<codec_bytes>?, UnsafeMutablePointer<CChar>?
    ) -> codec_status

    /// The text of a keyword in a file's packet.
    static func readText(
        _ keyword: String, of read: Reading, _ bytes: UnsafePointer<UInt8>?, _ size: Int, most: Int,
        _ text: inout codec_bytes, _ message: inout [CChar]
    ) -> codec_status {
        var packet = codec_bytes()
        // A character may take six bytes as an entity, and others' properties stand beside ours.
        let status = read(bytes, size, 6 * most + (1 << 20), &packet, &message)
        defer { free(packet.data) }
        guard status == codec_ok, packet.data != nil else { return status }
        let (space, name) = property(keyword)
        return codec_read_xmp_text(packet.data, packet.size, "\(space) \(name)", most, &text, &message)
    }
}
