import Files
import Pictures

/// The kinds of video that ffmpeg makes of frames, each with what it keeps of them.
enum FilmKind: String, CaseIterable {
    case mp4, webm, mov, mkv, gif, apng

    /// The kind that a name's ending asks for; nil where it is no video's.
    init?(ofName path: String) { self.init(rawValue: Paths.ending(of: path)) }

    /// The coder that makes it, as ffmpeg calls it.
    var coder: String {
        switch self {
        case .mp4: "libx264"
        case .webm: "libvpx-vp9"
        case .mov: "prores_ks"
        case .mkv: "ffv1"
        case .gif: "gif"
        case .apng: "apng"
        }
    }

    /// Whether it carries the recipe of its frames.
    var carriesRecipe: Bool { self == .gif || self == .apng }

    /// Whether transparency is kept; a GIF keeps all or nothing of a pixel.
    var keepsAlpha: Bool { self != .mp4 }

    /// Whether frames of 16 bits a sample are given as such.
    var keepsDepth: Bool { [.mov, .mkv, .apng].contains(self) }

    /// Whether its colours are halved across, or both ways, so that players want even sides.
    var wantsEvenSides: Bool { self == .mp4 || self == .mov }

    /// The fastest rate that viewers show: a GIF counts hundredths of a second, and what says one is shown for ten of them.
    var fastestRate: FrameRate? { self == .gif ? FrameRate(50, 1) : nil }

    /// How ffmpeg codes frames of a layout: at a quality that shows no blocks, in what players can play.
    func arguments(_ layout: VideoFrameLayout, _ quality: FilmQuality) -> [String] {
        let (small, best) = (quality == .small, quality == .best)
        return switch self {
        case .mp4:
            matrix(layout, "yuv420p") + ["-c:v", coder, "-crf", small ? "24" : best ? "8" : "16"]
                + ["-movflags", "+faststart", "-f", "mp4"]
        case .webm:
            // Frames that are shown to nobody cannot have alpha.
            matrix(layout, layout.keepsAlpha ? "yuva420p" : "yuv420p")
                + ["-c:v", coder, "-crf", small ? "36" : best ? "12" : "24", "-b:v", "0", "-row-mt", "1"]
                + (layout.keepsAlpha ? ["-auto-alt-ref", "0"] : []) + ["-f", "webm"]
        case .mov:
            layout.keepsAlpha
                ? matrix(layout, "yuva444p10le") + [
                    "-c:v", coder, "-profile:v", best ? "4444xq" : "4444", "-alpha_bits", "16", "-f", "mov",
                ]
                : matrix(layout, best ? "yuv444p10le" : "yuv422p10le") + [
                    "-c:v", coder, "-profile:v", small ? "lt" : best ? "4444" : "hq", "-f", "mov",
                ]
        case .mkv:
            [
                "-vf",
                "format=\(losslessFormat(layout)),setparams=range=pc:color_primaries=bt709:color_trc=iec61966-2-1",
                "-c:v", coder, "-level", "3", "-g", "1", "-slicecrc", "1", "-f", "matroska",
            ]
        case .gif: ["-f", "gif"]
        case .apng: ["-c:v", coder, "-pix_fmt", deepFormat(layout), "-plays", "0", "-f", "apng"]
        }
    }

    /// To Y′CbCr by the matrix that players assume of so many lines, which the file says too: BT.709 from 720 up, BT.601 below. The primaries
    /// and the curve are those of sRGB, which are BT.709's, whatever the matrix.
    private func matrix(_ layout: VideoFrameLayout, _ format: String) -> [String] {
        let (name, tag) = layout.height >= 720 ? ("bt709", "bt709") : ("bt601", "smpte170m")
        return [
            "-vf",
            "scale=out_color_matrix=\(name):out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int,format=\(format),"
                + "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=\(tag)",
            "-colorspace", tag, "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
        ]
    }

    private func losslessFormat(_ layout: VideoFrameLayout) -> String {
        guard layout.bits == 16 else { return layout.keepsAlpha ? "bgra" : "bgr0" }
        return layout.keepsAlpha ? "gbrap16le" : "gbrp16le"
    }

    private func deepFormat(_ layout: VideoFrameLayout) -> String {
        guard layout.bits == 16 else { return layout.keepsAlpha ? "rgba" : "rgb24" }
        return layout.keepsAlpha ? "rgba64be" : "rgb48be"
    }
}
