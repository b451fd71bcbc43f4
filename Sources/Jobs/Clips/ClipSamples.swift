/// How the samples of a video's pictures become red, green and blue: by what the file says of them, and where it says nothing, as players do.
struct ClipSamples {
    /// Whether they are given with 16 bits; 8 otherwise.
    let isDeep: Bool
    /// Whether there is a plane of opacity.
    let hasAlpha: Bool
    /// The decoder that gives it, where the usual one does not.
    let decoder: String?
    /// Whether what reads it needs zimg's filter, which not every ffmpeg has.
    let needsZscale: Bool
    /// What the user should know: "is …".
    let remarks: [String]
    private let steps: [String]
    private let matrix: String

    init(_ stream: ClipStream, _ first: ClipFacts.Frame) {
        let format = stream.pixFmt ?? ""
        isDeep = format.hasSuffix("le") || format.hasSuffix("be")
        let coded = stream.tags?.contains { $0.key.lowercased() == "alpha_mode" && $0.value == "1" } ?? false
        hasAlpha =
            coded
            || ["yuva", "gbrap", "rgba", "bgra", "argb", "abgr", "ya8", "ya16", "pal8"].contains {
                format.hasPrefix($0)
            }
        // The plane of opacity is another stream within, which ffmpeg's own decoder leaves out.
        decoder = coded ? ["vp8": "libvpx", "vp9": "libvpx-vp9"][stream.codecName ?? ""] : nil
        var (steps, remarks): ([String], [String]) = ([], [])
        if let order = stream.fieldOrder, ["tt", "bb", "tb", "bt"].contains(order) {
            steps.append("bwdif=mode=send_frame:deint=interlaced")
            remarks.append("is interlaced: each picture is made of both its fields")
        }
        // Players take what says nothing by its lines: BT.709 from 720 up, BT.601 below.
        let isSaid = !["", "unknown", "reserved"].contains(stream.colorSpace ?? "")
        matrix = isSaid ? "auto" : first.height >= 720 ? "bt709" : "bt601"
        let isBright = ["smpte2084", "arib-std-b67"].contains(stream.colorTransfer ?? "")
        let isWide = ["bt2020", "smpte431", "smpte432"].contains(stream.colorPrimaries ?? "")
        needsZscale = isBright || isWide
        if isBright {
            // Diffuse white is 203 cd/m² (ITU-R BT.2408). Lights above it are pressed into the top of the range, and the rest stays as it is.
            steps += [
                "zscale=t=linear:npl=203", "format=gbrpf32le", "zscale=p=bt709", "tonemap=mobius:desat=0",
                "zscale=t=iec61966-2-1:m=gbr:r=pc", "format=gbrp16le",
            ]
            remarks.append("is HDR: its lights are brought into the range of sRGB")
        } else if isWide {
            steps += ["zscale=tin=bt709:t=bt709:p=bt709:m=gbr:r=pc", "format=gbrp16le"]
            remarks.append("has colours that sRGB does not have: they are brought to the nearest")
        }
        (self.steps, self.remarks) = (steps, remarks)
    }

    /// What ffmpeg calls a sample's layout.
    var pixelFormat: String {
        (hasAlpha ? "rgba" : "rgb") + (isDeep ? (hasAlpha ? "64le" : "48le") : hasAlpha ? "" : "24")
    }

    /// Samples of a pixel.
    var channels: Int { hasAlpha ? 4 : 3 }

    /// The chain of filters that makes upright pictures of a size of them.
    func filters(width: Int, height: Int) -> String {
        // Whatever came before gives red, green and blue, or says its matrix.
        let reading = needsZscale ? "" : ":in_color_matrix=\(matrix)"
        let flags = "bicubic+accurate_rnd+full_chroma_int+full_chroma_inp"
        return
            (steps + [
                "scale=\(width):\(height)\(reading):out_range=pc:flags=\(flags)", "setsar=1", "format=\(pixelFormat)",
            ]).joined(separator: ",")
    }
}
