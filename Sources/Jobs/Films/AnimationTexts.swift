import Files
import Foundation
import Pictures
import Recipes

/// Writes into a GIF or an APNG, near its beginning, that Reverie made it and by which recipe: ffmpeg keeps no text in either. What is known
/// as ours may be replaced without being asked for.
enum AnimationTexts {
    /// Signs a file, whole or not at all; what is neither is left as it is.
    /// - Parameter frame: a picture that carries the recipe, where there is one.
    static func write(into path: String, recipeOf frame: String) throws {
        guard let film = Files.map(path) else { return }
        let recipe = Files.map(frame).flatMap {
            try? PictureText.read(CarriedRecipe.keyword, from: $0, most: CarriedRecipe.longestJSON, path: frame)
        }
        guard let told = told(film, recipe: recipe) else { return }
        try AtomicFile.write(told, to: path)
    }

    /// The bytes with these texts; nil for what is no GIF and no PNG.
    static func told(_ data: Data, recipe: String?) -> Data? {
        let signature = Data(OutputFile.signature.utf8)
        let recipe = recipe.map { Data($0.utf8) }
        if let place = GIFComments.place(in: data) {
            let heading = Data(CarriedRecipe.commentHeading.utf8)
            let texts = [signature] + (recipe.map { [heading + $0] } ?? [])
            return data.prefix(place) + Data(texts.map(GIFComments.bytes).joined()) + data.dropFirst(place)
        }
        // Behind the header chunk of a PNG.
        let header = 8 + 25
        guard data.starts(with: [0x89, 0x50, 0x4E, 0x47]), data.count > header else { return nil }
        var chunks = chunk("tEXt", Data("Software\0".utf8) + signature)
        // The keyword, whether it is compressed and how, its language, the keyword in that.
        if let recipe { chunks += chunk("iTXt", Data("\(CarriedRecipe.keyword)\0\0\0\0\0".utf8) + recipe) }
        return data.prefix(header) + chunks + data.dropFirst(header)
    }

    /// A chunk of a PNG, with its checksum.
    private static func chunk(_ type: String, _ content: Data) -> Data {
        let body = Data(type.utf8) + content
        return bigEndian(UInt32(content.count)) + body + bigEndian(checksum(body))
    }

    private static func bigEndian(_ value: UInt32) -> Data {
        withUnsafeBytes(of: value.bigEndian) { Data($0) }
    }

    /// CRC-32 as PNG has it (annex D of its specification).
    private static func checksum(_ data: Data) -> UInt32 {
        var sum: UInt32 = .max
        for byte in data {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = (sum >> 1) ^ (sum & 1 == 0 ? 0 : 0xEDB8_8320) }
        }
        return ~sum
    }
}
