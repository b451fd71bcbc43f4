import Dreams
import Files
import Networks
import Pictures
import Recipes
import Wording

/// What a farm is to do, as one would ask a single machine for it.
package enum FarmCrop {
    /// One job, which is split where it is a film whose frames do not all follow from each other.
    case one(RenderJob)
    /// Many jobs, each of which writes a file.
    case many(count: Int, job: (Int) throws -> RenderJob)
    /// A preset with other values again and again, on a sheet.
    case sweep(RenderJob, varying: [String], cell: Int, output: JobOutput)
    /// What a network dreams of, on a sheet; `change` is what is wanted otherwise.
    case atlas(AtlasWish, cell: Int, output: JobOutput, change: (inout RenderJob) -> Void)
    /// Labelled pictures, which go to a folder.
    case dataset(DatasetJob, folder: String, memory: Int?)
}

/// Which layers and channels an atlas is to show, as typed.
package struct AtlasWish {
    let network: String
    let layer, channels, like: String?
    let most: Int

    /// A wish from its parts.
    package init(network: String, layer: String?, channels: String?, like: String?, most: Int) {
        (self.network, self.layer, self.channels, self.like, self.most) = (network, layer, channels, like, most)
    }
}

/// The shards that a crop becomes, each made when it is asked for.
struct FarmShards {
    let count: Int
    let shard: (Int) throws -> FarmShard
    let harvest: FarmHarvest
    var unsplit: String?
}

extension FarmCrop {
    /// Splits what splits.
    /// - Parameters:
    ///   - tasks: in how many it is going to be done.
    ///   - sending: makes what is on this machine, or below this folder, known to all machines.
    /// - Throws: what is wrong with it: everything that can be known before the first step.
    func shards(for tasks: Int, with resources: JobResources, _ sending: inout FarmSending) throws -> FarmShards {
        switch self {
        case .one(let job): return try FarmCrop.split(job, for: tasks, with: resources, &sending)
        case .many(let count, let job):
            // What is wrong with the preset or its parameters is wrong with all of them; what is wrong with a picture is that one's.
            var first = try job(0)
            (first.picture, first.size) = (nil, CanvasSize(width: 64, height: 64))
            try sending.see(try ResolvedJob(first, with: resources), of: first)
            let send = try sending.sender()
            return FarmShards(
                count: count,
                shard: { index in
                    let job = try job(index)
                    return FarmShard(label: job.picture?.name ?? "\(index + 1)", job: try send(job))
                }, harvest: .files(noun: "picture"))
        case .sweep(let job, let texts, let side, let output):
            let sheet = try SweepSheet(job, varying: texts, cell: side, with: resources)
            return try FarmCrop.cells(sheet.cells, on: sheet.layout, with: resources, &sending) { send in
                FarmSheet(
                    layout: .sweep(try send(job), varying: texts), side: side, output: try FarmSending.sent(output))
            }
        case .dataset(let job, let folder, let memory):
            return try FarmCrop.items(of: job, in: folder, memory: memory, with: resources, &sending)
        case .atlas(let wish, let side, let output, let change):
            let network = try resources.networks.network(wish.network)
            let page = try AtlasPage(
                of: network, layer: wish.layer, channels: wish.channels, like: wish.like, most: wish.most, side: side)
            let cells = page.cells(of: network, named: wish.network, side: side, change)
            let called = try sending.send(network: wish.network, with: resources)
            return try FarmCrop.cells(cells, on: page.sheet(side: side), with: resources, &sending) { _ in
                let layout = FarmSheet.Layout.atlas(
                    network: called, layer: wish.layer, channels: wish.channels,
                    like: wish.like.map(FarmSending.absolute), most: wish.most)
                return FarmSheet(layout: layout, side: side, output: try FarmSending.sent(output))
            }
        }
    }

    /// The cells of a sheet, all of which are looked at.
    private static func cells(
        _ cells: [SheetCell], on layout: ContactSheet, with resources: JobResources, _ sending: inout FarmSending,
        sheet: ((RenderJob) throws -> RenderJob) throws -> FarmSheet
    ) throws -> FarmShards {
        var sizes: [Extent] = []
        for cell in cells {
            let resolved = try cell.named { try ResolvedJob(cell.job, with: resources) }
            try sending.see(resolved, of: cell.job)
            sizes.append(resolved.size)
        }
        let send = try sending.sender()
        return FarmShards(
            count: cells.count,
            shard: { index in
                let beside = SheetRun.heldBeside(layout, width: sizes[index].width, height: sizes[index].height)
                return FarmShard(label: cells[index].label, job: try send(cells[index].job), beside: beside)
            }, harvest: .sheet(try sheet(send)))
    }

    /// The items of a data set.
    private static func items(
        of wish: DatasetJob, in folder: String, memory: Int?, with resources: JobResources, _ sending: inout FarmSending
    ) throws -> FarmShards {
        var job = wish
        (job.pictures, job.usual) = (wish.pictures.map(FarmSending.absolute), wish.usual.map(FarmSending.absolute))
        let folder = FarmSending.absolute(folder)
        let plan = try DatasetPlan(job, in: folder, with: resources, bounds: RenderBounds(memory: memory))
        var names = DatasetNames(
            network: try sending.send(network: job.network, with: resources),
            student: try job.student.map { try sending.send(network: $0, with: resources) })
        if let first = plan.firstRender {
            try sending.see(try ResolvedJob(first, with: resources), of: first)
            names.preset = try sending.sender()(first).preset
        }
        let dataset = FarmDataset(job: job, names: names, folder: folder, memory: memory)
        return FarmShards(
            count: plan.items.count,
            shard: { FarmShard(label: plan.label(of: $0), item: $0) }, harvest: .dataset(dataset))
    }

    /// A picture, or a film and its parts.
    private static func split(
        _ job: RenderJob, for tasks: Int, with resources: JobResources, _ sending: inout FarmSending
    ) throws -> FarmShards {
        let resolved = try ResolvedJob(job, with: resources)
        try sending.see(resolved, of: job)
        let sent = try sending.sender()(job)
        func whole(_ noun: String, _ why: String) -> FarmShards {
            let label = job.picture?.name ?? resolved.recipe.title
            return FarmShards(
                count: 1, shard: { _ in FarmShard(label: label, job: sent) }, harvest: .files(noun: noun),
                unsplit: "this is one job: \(why)")
        }
        guard let film = resolved.recipe.film, resolved.isFilm else {
            return whole("picture", "the steps of a picture follow from each other")
        }
        let count = resolved.frames?.count ?? film.count
        var parts: [FilmPart] = []
        var name = "frames"
        switch try resolved.renderer().partings(over: resolved.frames, at: resolved.size) {
        case .nowhere(let why): return whole("film", why)
        case .everywhere:
            // Each begins with what comes before all frames, so that there are not too many; and enough for tasks that are not equally quick.
            let length = max(1, (count + 4 * tasks - 1) / (4 * tasks))
            parts = stride(from: 0, to: count, by: length).map {
                FilmPart(first: $0 + 1, last: min($0 + length, count))
            }
        case .shots(let starts):
            name = "the shot of frames"
            parts = zip(starts, starts.dropFirst() + [count]).map { FilmPart(first: $0 + 1, last: $1) }
        }
        var assembly = sent
        assembly.part = .nothing
        return FarmShards(
            count: parts.count,
            shard: { index in
                var shard = FarmShard(label: "\(name) \(parts[index].first) to \(parts[index].last)", job: sent)
                shard.job?.part = parts[index]
                return shard
            }, harvest: .film(assembly))
    }
}
