import Files
import Foundation
package import Networks
import Pictures
import Tensors
import Wording

/// Looks what a network sees in photos under each way of preprocessing: a user knows what is in them, and the right way is surer of
/// it, and changes its mind less when a photo is mirrored.
///
/// The photos are the user's, or those that presets come with. A network without classes is asked whether the first layers that know
/// what they were like in training, are; most exports have folded that away.
package struct PreprocessingCheck {
    /// What one way makes of the photos.
    private struct Finding {
        let kind: PreprocessingKind
        /// By photo: the class, and its share.
        var seen: [(name: String, share: Float)] = []
        /// The mean share of the classes that a photo and its mirror image share.
        var sureness: Float = 0
    }

    private let findings: [Finding]
    private let photos: [String]

    /// Runs the network on each photo, and on its mirror image, in each common way and in its own.
    /// - Parameters:
    ///   - paths: the photos; those that cannot be read are left out.
    ///   - classes: the names of the classes; numbers stand for them where there are none.
    package init(of guess: ManifestGuess, photos paths: [String], classes: [String]) throws {
        let photos = paths.compactMap { path -> (name: String, picture: Picture)? in
            (try? Picture.read(contentsOf: path)).map { (Paths.name(of: path), $0) }
        }
        self.photos = photos.map(\.name)
        guard !photos.isEmpty, let network = try? Recognition(guess.graph, manifest: guess.manifest) else {
            findings = []
            return
        }
        let squares = photos.map { network.square(of: $0.picture) }
        findings = try PreprocessingKind.allCases.filter { $0.isCommon || $0 == guess.kind }.map { kind in
            let way = kind == guess.kind ? guess.manifest.preprocessing : kind.preprocessing
            var finding = Finding(kind: kind)
            for square in squares {
                let shares = try [square, square.mirrored].map { try network.shares(ofLevels: $0, way) }
                let both = zip(shares[0], shares[1]).map { min($0, $1) }
                guard let best = both.indices.max(by: { both[$0] < both[$1] }) else { continue }
                let name =
                    best < classes.count
                    ? classes[best].split(separator: ",").first.map(String.init) ?? "" : "class \(best)"
                finding.seen.append((name, both[best]))
                finding.sureness += both[best] / Float(squares.count)
            }
            return finding
        }
    }

    /// What was found.
    package func lines(chosen: PreprocessingKind) -> [String] {
        guard let own = findings.first(where: { $0.kind == chosen }),
            let best = findings.max(by: { $0.sureness < $1.sureness })
        else {
            return [
                "check: none; "
                    + (photos.isEmpty
                        ? "there are no photos here (\(SettingName.photo) gives some)" : "it knows no classes")
            ]
        }
        let rows = findings.sorted { $0.sureness > $1.sureness }.map { finding in
            let seen = zip(photos, finding.seen).map { photo, seen in
                "\(Phrases.harmless(seen.name)) \(Int((100 * seen.share).rounded())) % in \(Phrases.harmless(photo))"
            }
            return "  \(finding.kind.rawValue): \(seen.joined(separator: ", "))"
        }
        let least = findings.map(\.sureness).min() ?? 0
        let verdict =
            best.sureness <= least * 1.1
            ? "they look alike to it, which tells nothing"
            : own.sureness >= best.sureness * 0.8
                ? "that agrees with \(chosen.rawValue)"
                : "\(best.kind.rawValue) is surer; if it is right, too, take it: \(SettingName.preprocessing.set(to: best.kind.rawValue)) \(SettingName.replaces)"
        return ["check: what it sees in photos, and in their mirror images, under each preprocessing; \(verdict)"]
            + rows
    }
}

extension Tensor {
    /// Left and right exchanged.
    fileprivate var mirrored: Tensor {
        let width = shape.width
        return Tensor(
            shape: shape, values: values.indices.map { values[$0 / width * width + width - 1 - $0 % width] })
    }
}
