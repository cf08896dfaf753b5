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

    @Flag(help: "As a unified diff instead of sentences.")
    var diff = false

    func run(_ context: CommandContext) async throws -> Int32 {
        try await ServiceWork.with(context, global, image: image) { work in
            let (reference, isBuilt) = try await work.expectedImage()
            var changes = try await work.conductor.changes(work.plan, image: reference)
            if isBuilt {
                changes.removeAll { $0.field == "image" }
                changes.append(
                    Change(subject: "task definition", field: "image", old: nil, new: "built anew by the deployment"))
            }
            context.console.report(ChangesReport(service: work.plan.service, changes: changes, isDiff: diff))
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

/// What would change.
struct ChangesReport: Report {
    static let type = "result"
    var service: Service
    var changes: [Change]
    var isDiff: Bool

    func lines(_ style: Style) -> [String] {
        guard !changes.isEmpty else { return ["\(style.ok) \(service): nothing would change"] }
        return isDiff ? diff(style) : sentences(style)
    }

    private func sentences(_ style: Style) -> [String] {
        ["\(service):"] + changes.map { "  \(style.paint("~", .yellow)) \($0.sentence.withoutControls)" }
    }

    private func diff(_ style: Style) -> [String] {
        var lines = ["--- live \(service)", "+++ slipway.yml"]
        for change in changes {
            let prefix = "\(change.subject).\(change.field): "
            if let old = change.old { lines.append(style.paint("-\(prefix)\(old.withoutControls)", .red)) }
            if let new = change.new { lines.append(style.paint("+\(prefix)\(new.withoutControls)", .green)) }
        }
        return lines
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
