/// The ways of turning pictures into numbers that networks are trained with, by name.
public enum PreprocessingKind: String, CaseIterable, Sendable {
    /// Red first, 0…1, less ImageNet's mean, by its deviation: torchvision, and most of timm.
    case imagenet
    /// Blue first, 0…255, less ImageNet's mean: Caffe, and what was converted from it.
    case caffe
    /// Red first, −1…1: Inception and MobileNet of TensorFlow.
    case inception
    /// Red first, (v − 127) ÷ 128: EfficientNet-Lite.
    case lite
    /// Red first, 0…1.
    case unit
    /// Red first, 0…1, less the mean of CLIP's pictures, by their deviation.
    case clip
    /// Red first, less (124, 117, 104), × 0.0167: MXNet's Dual Path Networks.
    case dpn
    /// Red first, 0…1, less the mean of pictures from satellites, by their deviation: DINOv3's of SAT-493M.
    case satellite
    /// Red first, 0…255, as it is: for networks that bring it into their own range themselves.
    case raw

    /// Whether networks of many makers are trained so: what is worth trying where nothing tells.
    public var isCommon: Bool { self != .dpn && self != .satellite }

    /// What it does.
    public var preprocessing: Manifest.Preprocessing {
        switch self {
        case .imagenet:
            .init(channelOrder: .rgb, range: 1, mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])
        case .caffe: .init(channelOrder: .bgr, range: 255, mean: [104, 117, 123], deviation: [1, 1, 1])
        case .inception:
            .init(channelOrder: .rgb, range: 255, mean: [127.5, 127.5, 127.5], deviation: [127.5, 127.5, 127.5])
        case .lite: .init(channelOrder: .rgb, range: 255, mean: [127, 127, 127], deviation: [128, 128, 128])
        case .unit: .init(channelOrder: .rgb, range: 1, mean: [0, 0, 0], deviation: [1, 1, 1])
        case .clip:
            .init(
                channelOrder: .rgb, range: 1, mean: [0.48145466, 0.4578275, 0.40821073],
                deviation: [0.26862954, 0.26130258, 0.27577711])
        case .dpn:
            .init(
                channelOrder: .rgb, range: 255, mean: [124, 117, 104], deviation: [1 / 0.0167, 1 / 0.0167, 1 / 0.0167])
        case .satellite:
            .init(channelOrder: .rgb, range: 1, mean: [0.43, 0.411, 0.296], deviation: [0.213, 0.156, 0.143])
        case .raw: .init(channelOrder: .rgb, range: 255, mean: [0, 0, 0], deviation: [1, 1, 1])
        }
    }
}
