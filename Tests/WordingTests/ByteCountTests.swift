import Testing
import Wording

@Suite struct ByteCountTests {
    @Test(arguments: [
        ("2GiB", 2 << 30), ("512MiB", 512 << 20), ("1.5G", 3 << 29), ("800000000", 800_000_000), ("64k", 64 << 10),
        ("1 TiB", 1 << 40), ("2GB", 2_000_000_000), ("3b", 3),
    ])
    func sizesAreRead(_ text: String, _ bytes: Int) {
        #expect(ByteCount(text)?.bytes == bytes)
    }

    @Test(arguments: ["", "GiB", "much", "-1G", "1..5G", "2GiBs", "2X", "1e9", "99999999999T"])
    func nonsenseIsNot(_ text: String) {
        #expect(ByteCount(text) == nil)
    }
}
