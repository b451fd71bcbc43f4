import Foundation
import TestSupport

/// Small files without a fault, which tests add to, or spoil.
struct SamplePictures {
    /// In colours, 6 × 4.
    let png: Data
    /// The same colours, 48 × 32, baseline.
    let jpeg: Data
    /// Grey, 6 × 4.
    let grey: Data
    /// Grey, 48 × 32.
    let greyJPEG: Data

    init() throws {
        png = try Fixtures.data("Pictures/rgb.png")
        jpeg = try Fixtures.data("Pictures/rgb.jpg")
        grey = try Fixtures.data("Pictures/grey.png")
        greyJPEG = try Fixtures.data("Pictures/grey.jpg")
    }
}
