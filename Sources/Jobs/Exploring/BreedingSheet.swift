import Files
package import Pictures
package import Wording

/// Children on a sheet, each with what it is made of below it.
package struct BreedingSheet {
    /// How they lie.
    package let layout: ContactSheet
    /// A job each.
    package let cells: [SheetCell]

    /// - Parameters:
    ///   - names: of the parents, for people.
    ///   - picture: what those are dreamt on whose parent dreamt on one.
    ///   - side: the longer one of a cell, in pixels.
    package init(
        of children: [Breeding.Child], named names: [String], on picture: PictureInput?,
        pictures: [String: PictureInput],
        cell side: Int
    ) {
        cells = children.enumerated().map { index, child in
            var job = child.job
            job.picture = child.isDreamtOnPicture ? picture : nil
            job.pictures = pictures
            job.size.atMost = side
            return SheetCell(place: index, label: "\(index + 1)", job: job)
        }
        let columns = children.count <= 3 ? children.count : Int(Double(children.count).squareRoot().rounded(.up))
        layout = ContactSheet(
            title: "children of \(names.joined(separator: ", "))",
            blocks: [
                .init(
                    captions: children.enumerated().map { ["\($0 + 1)  seed \($1.seed)"] + $1.facts.prefix(4) },
                    columns: columns)
            ], cellWidth: side, cellHeight: side)
    }
}

extension Breeding.Child {
    /// What it has that its preset's defaults have not: `strength 1.4`.
    package var facts: [String] { parameters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" } }

    /// What makes it of its parent.
    package var settings: [(SettingName, value: String?)] {
        job.parameters.sorted { $0.key < $1.key }.map { (.parameter, "\($0.key)=\($0.value)") }
            + [(SettingName("seed"), "\(seed)")]
    }
}
