/// What a network's name says of how it was trained to see pictures, by whole words: `mnasnet` is no `nasnet`.
///
/// The most words decide, so that what a family's later weights were trained with is told from the family; of as many, the first in the
/// list. The families are those of timm 1.0 and torchvision 0.29 whose mean and deviation are not ImageNet's, and what is ImageNet's all
/// the same among them. `Scripts/checks/network-names` holds them against timm's list, by whole names: `tf_mixnet_s.in1k`.
package struct FamilyOfNetworks {
    /// Words that follow each other in the name.
    let words: [String]
    let kind: PreprocessingKind
    let reads: String

    static let all: [FamilyOfNetworks] =
        named(["caffe", "bvlc"], .caffe, "reads blue first, 0–255")
        + named(
            ["dpn68", "dpn68b", "dpn92", "dpn98", "dpn107", "dpn131"], .dpn,
            "was trained by MXNet, with a mean of its own")
        + named(["dinov3 sat493m", "qkvb sat493m"], .satellite, "was trained on pictures from satellites")
        + named(
            [
                "inception next", "coatnet bn", "maxvit tiny tf 224", "maxvit small tf 224", "maxvit base tf 224",
                "maxvit large tf 224", "gluon", "ecaresnet50d", "ecaresnet101d", "ecaresnetlight", "hardcorenas",
                "dino",
                "dinov2", "dinov3", "ijepa", "mae", "tiny vit", "sapiens2", "lingbot", "naver", "rope 224", "rope ape",
                "rope mixed", "intern300m", "resnet50 bamboo", "dpn68b ra in1k",
            ], .imagenet, "reads ImageNet's mean and deviation")
        + named(["radio", "aimv2", "mci3", "mci4", "eva large", "bamboo"], .clip, "reads CLIP's mean and deviation")
        + named(
            [
                "tresnet", "mobilevit", "mobilevitv2", "miil", "mclip", "mclip2", "tipsv2", "gemma4", "mobilenetv5",
            ], .unit, "reads 0–1")
        + named(
            [
                "clip", "openai", "laion2b", "laion400m", "datacomp", "eva02", "vitamin", "clip 224 apple mclip2",
                "betwixt patch16 rope reg4",
            ], .clip,
            "reads CLIP's mean and deviation")
        + named(
            [
                "inception", "googlenet inception", "inceptionv1", "inceptionv2", "inceptionv3", "inceptionv4",
                "inceptionresnetv2", "xception", "xception41", "xception41p", "xception65", "xception65p", "xception71",
                "nasnet", "nasnetlarge", "nasnetmobile", "nasnetalarge", "pnasnet", "pnasnet5large", "mobilenetv1",
                "mobilenet v1", "mobilenet 1", "resnetv2", "resnet v2", "tf mobilenetv3", "tf efficientnetv2 s",
                "tf efficientnetv2 m", "tf efficientnetv2 l", "tf efficientnetv2 xl", "tf efficientnetv2 b3 in21k",
                "tf efficientnet es", "tf efficientnet em", "tf efficientnet el", "tf efficientnet cc",
                "tf efficientnet lite0", "tf efficientnet lite1", "tf efficientnet lite2", "tf efficientnet lite3",
                "tf efficientnet lite4", "ap in1k", "b1 pruned", "b2 pruned", "b3 pruned", "regnetz b16", "regnetz c16",
                "regnetz d8", "regnetz d32", "regnetz e8", "haloregnetz", "coatnet", "coatnext", "maxvit", "maxxvit",
                "maxxvitv2", "mixer", "gmlp", "tnt", "beit", "siglip", "flexivit", "naflexvit", "qwen3", "deepseek",
                "vit", "ra4", "e3600", "e3000", "maxvit base tf 224 in21k", "maxvit large tf 224 in21k",
                "vit large patch14 clip 224 laion2b", "vit large patch14 clip 336 laion2b", "test convnext",
                "test convnext2", "test convnext3", "test efficientnet evos", "test efficientnet gn", "test nfnet",
                "test resnet", "test vit2", "test vit3",
            ], .inception, "reads −1…1")

    /// What a name's words say; nil when they say nothing.
    /// - Parameter isPyTorchs: whether PyTorch wrote the model: timm's EfficientNet-Lites are normalized as all of its own.
    package static func of(_ name: String, isPyTorchs: Bool) -> (PreprocessingKind, String)? {
        let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let families = all.filter { words.hasRun($0.words) }
        let most = families.map(\.words.count).max()
        if let family = families.first(where: { $0.words.count == most }) {
            return (
                family.kind, "its name says '\(family.words.joined(separator: " "))', and that family \(family.reads)"
            )
        }
        guard let lite = words.first(where: { $0.hasPrefix("lite") && $0.dropFirst(4).allSatisfy(\.isNumber) }),
            words.contains(where: { $0.hasPrefix("efficientnet") })
        else { return nil }
        return isPyTorchs && name.contains("_")
            ? (
                .imagenet,
                "its name says '\(lite)', and PyTorch wrote it: timm's EfficientNet-Lites read ImageNet's mean and deviation"
            )
            : (.lite, "its name says '\(lite)', as EfficientNet-Lite's does")
    }

    private static func named(_ names: [String], _ kind: PreprocessingKind, _ reads: String) -> [FamilyOfNetworks] {
        names.map { FamilyOfNetworks(words: $0.split(separator: " ").map(String.init), kind: kind, reads: reads) }
    }
}

extension [String] {
    /// Whether these follow each other in it.
    fileprivate func hasRun(_ words: [String]) -> Bool {
        indices.contains { self[$0...].starts(with: words) }
    }
}
