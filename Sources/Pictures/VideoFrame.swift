public import Foundation
import Tensors

/// How a picture becomes the bytes of a video's frame, as ffmpeg's `rawvideo` takes and gives them: row after row, without gaps.
public struct VideoFrameLayout: Hashable, Sendable {
    /// The size of the frames, in pixels; one more than a picture's own repeats its last column or row, for formats that want even sides.
    public var width: Int
    /// The same, down.
    public var height: Int
    /// Bits a sample, 8 or 16.
    public var bits = 8
    /// Whether there is an alpha channel; without it the picture is laid on `paper`.
    public var keepsAlpha = false
    /// sRGB-encoded, 0…1.
    public var paper: SIMD3<Float> = [1, 1, 1]

    /// Frames of 8 bits without transparency.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// What ffmpeg calls it.
    public var pixelFormat: String {
        switch (bits == 16, keepsAlpha) {
        case (false, false): "rgb24"
        case (false, true): "rgba"
        case (true, false): "rgb48le"
        case (true, true): "rgba64le"
        }
    }
}

extension Picture {
    /// The picture's bytes as a frame, no smaller than the picture: `[height][width][3 or 4]`, little-endian.
    public func videoFrame(_ layout: VideoFrameLayout) -> Data {
        let white: Float = layout.bits == 16 ? 65535 : 255
        let curves = profile.flatMap { WorkingCurves($0) }
        // Without an alpha plane there are three samples a pixel, and the fourth is opaque.
        let (given, wanted) = (layout.keepsAlpha && alpha != nil ? 4 : 3, layout.keepsAlpha ? 4 : 3)
        let size = layout.bits / 8
        var line = [UInt16](repeating: 0, count: width * given)
        var bytes = Data(count: layout.width * layout.height * wanted * size)
        bytes.withUnsafeMutableBytes { (bytes: UnsafeMutableRawBufferPointer) in
            var next = 0
            for y in 0..<layout.height {
                if y < height {
                    line.withUnsafeMutableBufferPointer { line in
                        guard let first = line.baseAddress else { return }
                        fill(
                            first, rows: y..<y + 1, outOf: white, withAlpha: layout.keepsAlpha, on: layout.paper, curves
                        )
                    }
                }
                for x in 0..<layout.width {
                    let pixel = min(x, width - 1) * given
                    for c in 0..<wanted {
                        let sample = c < given ? line[pixel + c] : .max
                        bytes[next] = UInt8(truncatingIfNeeded: sample)
                        if size == 2 { bytes[next + 1] = UInt8(truncatingIfNeeded: sample >> 8) }
                        next += size
                    }
                }
            }
        }
        return bytes
    }
    /// A picture from a frame's bytes, `[height][width][3 or 4]`, little-endian; one that is opaque everywhere has no plane of opacity.
    /// - Parameter bits: a sample's, 8 or 16.
    public init(videoFrame data: Data, height: Int, width: Int, bits: Int, hasAlpha: Bool) {
        let (area, channels) = (height * width, hasAlpha ? 4 : 3)
        precondition(data.count >= area * channels * bits / 8, "a frame has a sample for each pixel and channel")
        func plane(_ channel: Int, _ output: inout MutableSpan<Float>, from first: Int) {
            data.withUnsafeBytes { bytes in
                if bits == 16 {
                    for pixel in 0..<area {
                        let place = 2 * (pixel * channels + channel)
                        output[first + pixel] = Float(Int(bytes[place]) | Int(bytes[place + 1]) << 8) / 65535
                    }
                } else {
                    for pixel in 0..<area { output[first + pixel] = Float(bytes[pixel * channels + channel]) / 255 }
                }
            }
        }
        let colours = Tensor(Shape(channels: 3, height: height, width: width)) { output in
            for channel in 0..<3 { plane(channel, &output, from: channel * area) }
        }
        self.init(colours: colours)
        metadata.depth = bits
        guard hasAlpha else { return }
        let alpha = Tensor(Shape(channels: 1, height: height, width: width)) { plane(3, &$0, from: 0) }
        if alpha.values.contains(where: { $0 < 1 }) { self.alpha = alpha }
    }
}
