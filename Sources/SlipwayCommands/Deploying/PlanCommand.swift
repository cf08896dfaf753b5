import ArgumentParser
import SlipwayAWS
import SlipwayConsole
import SlipwayDeploy
import SlipwayDomain

struct PlanCommand: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what a deployment would change, without changing anything.",
        discussion: """
            Compares the manifest with the live service and its task definition, AWS's defaults taken into account: an \
            unchanged service shows nothing. An image that is built or assembled shows as such, because its digest is \
            known only afterwards.

            Examples:
              slipway plan
              slipway plan --diff
              slipway plan --output json
            """)

    @OptionGroup var global: GlobalOptions

    @Option(help: ArgumentHelp("Compare with this image instead of the manifest's.", valueName: "reference"))
    var image: String?

    @Flag(
        help: "As a diff of task definition and service, value by value, instead of sentences; nothing when unchanged.")
    var diff = false

    func run(_ context: CommandContext) async throws -> Int32 {
        try await ServiceWork.with(context, global, image: image) { work in
            let (reference, isBuilt) = try await work.expectedImage()
            var found = try await work.conductor.comparison(work.plan, image: reference)
            if isBuilt { found.buildImage(of: work.plan.container) }
            context.console.report(
                ChangesReport(
                    service: work.plan.service, changes: found.changes,
                    diff: diff ? DiffReport(service: work.plan.service, old: found.old, new: found.new) : nil))
            return 0
        }
    }
}

extension ServiceWork {
    /// The image as far as it is known without building it.
    func expectedImage() async throws -> (reference: ImageReference, isBuilt: Bool) {
        let (repository, image) = await session.target.imageFacts(for: plan)
        switch plan.image {
        case .reference(let reference):
            guard let digest = image?.value?.digest else { return (reference, false) }
            let name = repository?.value?.uri ?? reference.name
            let named = try ImageReference(parsing: name)
            return (named.pinned(to: digest), false)
        case .build, .executable:
            return (ImageReference(repository: plan.image.repository ?? plan.service.name), true)
        }
    }
}

extension Comparison {
    private static let built = "built anew by the deployment"

    /// Without the image's name, which nobody knows before it is built.
    mutating func buildImage(of container: String) {
        changes.removeAll { $0.field == "image" }
        changes.append(Change(subject: "task definition", field: "image", old: nil, new: Self.built))
        let path = "taskDefinition.containerDefinitions[\(container)].image"
        if let index = new.firstIndex(where: { $0.path == path }) { new[index].value = Self.built }
    }
}

/// Both sides as a unified diff of values by their paths; nothing where they are the same.
struct DiffReport {
    var service: Service
    var old: [DiffLine]
    var new: [DiffLine]

    func lines(_ style: Style) -> [String] {
        let differences = DiffLine.difference(old, new)
        guard !differences.isEmpty else { return [] }
        return ["--- live \(service)", "+++ slipway.yml \(service)"]
            + differences.flatMap { path, old, new in
                [
                    old.map { style.paint("-\(path): \($0.withoutControls)", .red) },
                    new.map { style.paint("+\(path): \($0.withoutControls)", .green) },
                ].compactMap(\.self)
            }
    }
}

/// What would change.
struct ChangesReport: Report {
    static let type = "result"
    var service: Service
    var changes: [Change]
    /// Instead of sentences.
    var diff: DiffReport?

    func lines(_ style: Style) -> [String] {
        if let diff { return diff.lines(style) }
        guard !changes.isEmpty else { return ["\(style.ok) \(service): nothing would change"] }
        return sentences(style)
    }

    private func sentences(_ style: Style) -> [String] {
        ["\(service):"] + changes.map { "  \(style.paint("~", .yellow)) \($0.sentence.withoutControls)" }
    }

    private enum Key: String, CodingKey { case status, exitCode, service, changes }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(changes.isEmpty ? "unchanged" : "changes", forKey: .status)
        try container.encode(0, forKey: .exitCode)
        try container.encode(service.name, forKey: .service)
        try container.encode(changes, forKey: .changes)
    }
}
