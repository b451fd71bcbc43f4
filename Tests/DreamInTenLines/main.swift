import Jobs

var job = RenderJob(preset: .named("classic"))
job.parameters["octaves"] = "1"
job.size.longEdge = 96
job.output = JobOutput("dream.png")
let running = try JobRunner().submit(job)
for await case .progress(let progress) in running.events() {
    print("\(Int(progress.fraction * 100)) %")
}
print(try await running.result().summary)
