import Foundation
import Wording

/// The pages of an atlas as HTML: each whole in itself but for its pictures, which lie beside it. No scripts, nothing from elsewhere.
struct AtlasMarkup {
    let facts: AtlasFacts

    /// Every page by the name of its file.
    var files: [String: String] {
        var files = ["index.html": index]
        for layer in layers { files[AtlasMarkup.file(layer.node, nil)] = page(ofLayer: layer) }
        for page in facts.pages where page.channel != nil {
            files[AtlasMarkup.file(page.node, page.channel)] = self.page(of: page)
        }
        return files
    }

    /// The name of a page: nobody else's words are in it.
    static func file(_ node: Int, _ channel: Int?) -> String {
        "layer-\(node)" + (channel.map { "-channel-\($0)" } ?? "") + ".html"
    }

    /// A layer that something is known of, and its own page, where it has dreamt.
    private struct Layer {
        let node: Int
        let label: String
        let own: AtlasFacts.Page?
        let channels: [AtlasFacts.Page]
        let grid: AtlasFacts.Grid?
    }

    private var layers: [Layer] {
        let nodes = Set(facts.pages.map(\.node) + facts.grids.map(\.node)).sorted()
        return nodes.map { node in
            let pages = facts.pages.filter { $0.node == node }
            let grid = facts.grids.first { $0.node == node }
            return Layer(
                node: node, label: pages.first?.label ?? grid?.label ?? "", own: pages.first { $0.channel == nil },
                channels: pages.filter { $0.channel != nil }, grid: grid)
        }
    }

    // MARK: - Pages

    private var index: String {
        let cards = layers.map { layer in
            let picture = layer.own?.dream ?? layer.channels.compactMap(\.dream).first ?? layer.grid?.cells.first?.file
            let facts = [
                layer.channels.isEmpty ? nil : Phrases.count(layer.channels.count, "channel page"),
                layer.grid == nil ? nil : "an activation atlas",
            ]
            return card(
                AtlasMarkup.file(layer.node, nil), picture, layer.label,
                facts.compactMap(\.self).joined(separator: ", "))
        }
        return document(
            facts.title,
            """
            <header><p class="quiet">Reverie atlas</p><h1>\(escaped(facts.title))</h1>
            <p class="quiet">\(layers.count == 1 ? "A layer" : "\(layers.count) layers") of \(escaped(facts.network)), and what \
            they dream of.</p></header>
            <ul class="cards">\(cards.joined(separator: "\n"))</ul>
            """)
    }

    private func page(ofLayer layer: Layer) -> String {
        let channels = layer.channels.map { page in
            card(
                AtlasMarkup.file(page.node, page.channel), page.dream ?? page.onPhoto, "\(page.channel ?? 0)",
                page.name ?? page.classes.first?.name ?? "")
        }
        let number = layers.firstIndex { $0.node == layer.node } ?? 0
        let facts = [
            (layer.own ?? layer.channels.first)?.channels.map { Phrases.count($0, "channel") },
            (layer.own ?? layer.channels.first)?.depth.map {
                "at \(Int(($0 * 100).rounded())) % of the network's depth"
            },
        ]
        return document(
            layer.label,
            """
            \(trail([("index.html", self.facts.title)]))
            <header><h1>\(escaped(layer.label))</h1>
            <p class="quiet">\(facts.compactMap(\.self).joined(separator: ", "))</p></header>
            \(layer.own.map(body) ?? "")
            \(layer.grid.map(markup) ?? "")
            \(channels.isEmpty ? "" : "<section><h2>Channels</h2><ul class=\"cards\">\(channels.joined(separator: "\n"))</ul></section>")
            \(steps(layers.map { (AtlasMarkup.file($0.node, nil), $0.label) }, at: number))
            """)
    }

    private func page(of page: AtlasFacts.Page) -> String {
        let others = facts.pages.filter { $0.node == page.node && $0.channel != nil }
        let number = others.firstIndex { $0.channel == page.channel } ?? 0
        let title = "\(page.label):\(page.channel ?? 0)"
        return document(
            title,
            """
            \(trail([("index.html", facts.title), (AtlasMarkup.file(page.node, nil), page.label)]))
            <header><h1>\(escaped(title))</h1>\(page.name.map { "<p class=\"name\">\(escaped($0))</p>" } ?? "")
            <p class="quiet">Channel \(page.channel ?? 0)\(page.channels.map { " of \($0)" } ?? "")</p></header>
            \(body(page))
            \(steps(others.map { (AtlasMarkup.file($0.node, $0.channel), "\($0.label):\($0.channel ?? 0)") }, at: number))
            """)
    }

    /// What a page shows of a layer or a channel.
    private func body(_ page: AtlasFacts.Page) -> String {
        let dreams = [(page.dream, "from noise"), (page.onPhoto, "on a photo")].compactMap { file, text in
            file.map { "<figure>\(image($0, text))<figcaption>\(text)</figcaption></figure>" }
        }
        let classes = page.classes.map {
            "<tr><td>\(escaped($0.name))</td><td><i style=\"width:\(Int(($0.share * 100).rounded()))%\"></i></td>"
                + "<td>\(Int(($0.share * 100).rounded())) %</td></tr>"
        }
        let pictures = page.pictures.map { seen in
            "<figure>\(image(seen.file, seen.name))<figcaption>\(escaped(seen.name))"
                + "<span>\(String(format: "%.1f", seen.score)) σ\(seen.sees.map { " · " + escaped($0) } ?? "")</span></figcaption></figure>"
        }
        func section(_ title: String, _ about: String, _ body: String, isEmpty: Bool) -> String {
            isEmpty ? "" : "<section><h2>\(title)</h2><p class=\"quiet\">\(about)</p>\(body)</section>"
        }
        return section(
            "Dreams", "What excites it most, as it is drawn.", "<div class=\"dreams\">\(dreams.joined())</div>",
            isEmpty: dreams.isEmpty)
            + section(
                "Classes", "What the network sees in the dream from noise.", "<table>\(classes.joined())</table>",
                isEmpty: classes.isEmpty)
            + section(
                "Pictures", "Of those that were given, these excite it most: deviations above the mean of all.",
                "<div class=\"pictures\">\(pictures.joined())</div>", isEmpty: pictures.isEmpty)
    }

    private func markup(_ grid: AtlasFacts.Grid) -> String {
        let cells = grid.cells.compactMap { cell in
            cell.file.map {
                "<img src=\"\(escaped($0))\" alt=\"\(Phrases.count(cell.count, "activation"))\" "
                    + "title=\"\(Phrases.count(cell.count, "activation"))\" loading=\"lazy\" "
                    + "style=\"grid-area:\(cell.row + 1)/\(cell.column + 1)\">"
            }
        }
        return """
            <section><h2>Activation atlas</h2>
            <p class="quiet">\(Phrases.count(grid.activations, "activation")) of \(Phrases.count(grid.pictures, "picture")), averaged where they \
            are alike, each mean dreamt. What is alike lies together; empty places had too few.</p>
            <div class="grid" style="--side:\(grid.side)">\(cells.joined(separator: "\n"))</div></section>
            """
    }

    // MARK: - Parts

    private func card(_ file: String, _ picture: String?, _ title: String, _ about: String) -> String {
        "<li><a href=\"\(escaped(file))\">\(picture.map { image($0, "") } ?? "<span class=\"none\"></span>")"
            + "<b>\(escaped(title))</b>\(about.isEmpty ? "" : "<span>\(escaped(about))</span>")</a></li>"
    }

    private func image(_ file: String, _ text: String) -> String {
        "<img src=\"\(escaped(file))\" alt=\"\(escaped(text))\" loading=\"lazy\">"
    }

    private func trail(_ places: [(file: String, title: String)]) -> String {
        "<nav class=\"trail\">"
            + places.map { "<a href=\"\(escaped($0.file))\">\(escaped($0.title))</a>" }.joined(separator: " / ")
            + "</nav>"
    }

    /// To the page before, and to the one behind.
    private func steps(_ pages: [(file: String, title: String)], at number: Int) -> String {
        func link(_ index: Int, _ relation: String, _ text: (String) -> String) -> String {
            guard pages.indices.contains(index) else { return "<span></span>" }
            return
                "<a rel=\"\(relation)\" href=\"\(escaped(pages[index].file))\">\(text(escaped(pages[index].title)))</a>"
        }
        return
            "<nav class=\"steps\">\(link(number - 1, "prev") { "← \($0)" })\(link(number + 1, "next") { "\($0) →" })</nav>"
    }

    private func document(_ title: String, _ body: String) -> String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="generator" content="Reverie"><title>\(escaped(title))</title>
        <style>\(AtlasMarkup.style)</style></head>
        <body><main>
        \(body)
        </main></body></html>

        """
    }

    /// Text that stands for itself, in an attribute too.
    private func escaped(_ text: String) -> String {
        var safe = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            case "'": safe += "&#39;"
            case _ where character.value < 32 || character.value == 127: safe += " "
            default: safe.unicodeScalars.append(character)
            }
        }
        return safe
    }

    /// The studio's greys and its accent, as the reader's system has it light or dark.
    private static let style = """
        :root{color-scheme:light dark;--paper:#f7f6f4;--stage:#e9e7e3;--ink:#1d1c1a;--quiet:#6a6762;--line:#dedbd5;--accent:#b3501f;\
        --sans:"Inter","Adwaita Sans","SF Pro Text","Segoe UI",Cantarell,"Noto Sans",system-ui,sans-serif;\
        --serif:"Newsreader","Iowan Old Style",Palatino,"Source Serif 4","Noto Serif",Georgia,serif}
        @media(prefers-color-scheme:dark){:root{--paper:#191817;--stage:#0f0f0e;--ink:#eeece8;--quiet:#a19d96;--line:#32302d;--accent:#f2a65a}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:400 15px/1.5 var(--sans);-webkit-font-smoothing:antialiased}
        main{max-width:1120px;margin:0 auto;padding:40px 28px 64px}
        h1{font:500 34px/1.15 var(--serif);letter-spacing:-.015em;margin:0;overflow-wrap:anywhere}
        h2{font:500 21px/1.2 var(--serif);letter-spacing:-.01em;margin:0}
        p{margin:4px 0 0}.quiet{color:var(--quiet)}.name{font:500 20px/1.3 var(--serif);color:var(--accent)}
        header{margin:0 0 32px}section{margin:44px 0 0}section>.quiet{margin-bottom:16px;max-width:70ch}
        a{color:inherit;text-decoration-color:var(--line);text-underline-offset:3px}a:hover{color:var(--accent)}
        :focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:4px}
        .trail{color:var(--quiet);font-size:13px;margin-bottom:14px}.trail a{text-decoration:none}
        img{display:block;max-width:100%;border-radius:4px;background:var(--stage)}
        .cards{list-style:none;margin:16px 0 0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(132px,1fr));gap:22px 16px}
        .cards a{display:block;text-decoration:none}.cards img,.cards .none{width:100%;aspect-ratio:1;object-fit:cover;display:block}
        .cards .none{background:var(--stage);border-radius:4px}
        .cards b{display:block;font-weight:500;margin-top:7px;overflow-wrap:anywhere;line-height:1.3}
        .cards b+span{display:block;color:var(--quiet);font-size:13px;line-height:1.35}
        figure{margin:0}figcaption{color:var(--quiet);font-size:13px;margin-top:7px;overflow-wrap:anywhere}
        figcaption span{display:block;color:var(--ink);font-variant-numeric:tabular-nums}
        .dreams{display:flex;flex-wrap:wrap;gap:20px;align-items:flex-start}
        .dreams img{height:320px;width:auto;max-width:min(100%,520px);object-fit:contain}
        .pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(150px,1fr));gap:22px 16px}
        .pictures img{width:100%;aspect-ratio:1;object-fit:cover}
        table{border-collapse:collapse;width:min(100%,520px)}td{padding:5px 0;border-bottom:1px solid var(--line)}
        td:nth-child(2){width:38%;padding:0 14px}td:last-child{text-align:right;font-variant-numeric:tabular-nums;width:52px}
        td i{display:block;height:4px;border-radius:2px;background:var(--accent);min-width:2px}
        .grid{display:grid;grid-template-columns:repeat(var(--side),1fr);grid-auto-rows:1fr;gap:2px;background:var(--stage);padding:2px;border-radius:6px}
        .grid img{width:100%;aspect-ratio:1;border-radius:2px}
        .steps{display:flex;justify-content:space-between;gap:20px;margin-top:56px;padding-top:16px;border-top:1px solid var(--line);color:var(--quiet)}
        .steps a{text-decoration:none}
        @media(max-width:560px){main{padding:24px 16px 48px}.dreams img{height:auto;width:100%}h1{font-size:27px}}
        """
}
