import ArgumentParser
import SlipwayConsole
import SlipwayDomain
import SlipwayFailures

struct Explain: SlipwayCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Explain a failure by its id, or list and search them all.",
        discussion: """
            Every failure that Slipway foresees or recognises has an id, which `check`, `deploy` and `diagnose` print with it. \
            The same texts are pages under Documentation/failures.

            Examples:
              slipway explain secret-json-key-missing
              slipway explain                      all of them, phase by phase
              slipway explain --search "health check"
              slipway explain --language ko image-tag-not-found
            """)

    @OptionGroup var global: GlobalOptions

    @Argument(
        help: ArgumentHelp("A failure's id.", valueName: "id"),
        completion: .list(Catalogue.all.map(\.id.name)))
    var id: String?

    @Option(help: ArgumentHelp("Only failures whose id or texts hold all of these words.", valueName: "words"))
    var search: String?

    func validate() throws {
        if id != nil, search != nil { throw ValidationError("an id and --search exclude each other") }
    }

    func run(_ context: CommandContext) async throws -> Int32 {
        guard let id else {
            let found = Self.matching(search)
            guard !found.isEmpty else {
                throw Problem(
                    "explain.nothing", "no failure speaks of \(search ?? "that")", next: "slipway explain",
                    exitCode: .usage)
            }
            context.console.report(FailureList(modes: found))
            return 0
        }
        guard let mode = Catalogue.mode(FailureID(id)) else {
            let names = Catalogue.all.map(\.id.name)
            let near = Nearness.nearest(to: id, among: names) ?? Self.beginningMuchAlike(id, among: names)
            throw Problem(
                "explain.unknown", "there is no failure \(id)",
                next: near.map { "slipway explain \($0)" } ?? "slipway explain --search \(id)", exitCode: .usage)
        }
        context.console.report(FailureExplanation(mode: mode))
        return 0
    }

    /// The name that has the longest beginning in common, if that is long enough to mean anything.
    private static func beginningMuchAlike(_ id: String, among names: [String]) -> String? {
        func common(_ name: String) -> Int { zip(id, name).prefix { $0 == $1 }.count }
        guard let best = names.max(by: { common($0) < common($1) }), common(best) >= 5 else { return nil }
        return best
    }

    static func matching(_ search: String?) -> [FailureMode] {
        let words = (search ?? "").lowercased().split(separator: " ")
        return Catalogue.all.filter { mode in
            let text = [
                mode.id.name, mode.title.en, mode.title.ko, mode.explanation.en, mode.explanation.ko, mode.remedy.en,
                mode.remedy.ko,
            ].joined(separator: " ").lowercased()
            return words.allSatisfy { text.contains($0) }
        }
    }
}

/// One failure mode, whole.
struct FailureExplanation: Report {
    static let type = "result"
    var mode: FailureMode

    func lines(_ style: Style) -> [String] {
        let width = min(style.width, 100)
        var lines = ["\(style.paint(style.say(mode.title), .bold))  \(style.paint(mode.id.name, .dim))", ""]
        lines += style.say(mode.explanation).wrapped(to: width)
        lines.append("")
        lines += style.say(mode.remedy).wrapped(to: width)
        lines.append("")
        lines += FailurePage(mode).facts.map { "  \(style.say($0))" }
        if !mode.lookAlikes.isEmpty {
            lines += ["", style.say(Words("Looks much the same:", ko: "비슷해 보이는 것:"))]
            lines += mode.lookAlikes.map { "  \($0.failure)  \(style.paint(style.say($0.difference), .dim))" }
        }
        lines += mode.links.isEmpty ? [] : [""] + mode.links.map { style.paint($0, .cyan) }
        return lines
    }

    private enum Key: String, CodingKey {
        case status, exitCode, id, phase, title, explanation, remedy, nature, foreseen, recipes, lookAlikes, links
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("done", forKey: .status)
        try container.encode(0, forKey: .exitCode)
        try container.encode(mode.id.name, forKey: .id)
        try container.encode(mode.phase.rawValue, forKey: .phase)
        try container.encode(mode.title, forKey: .title)
        try container.encode(mode.explanation, forKey: .explanation)
        try container.encode(mode.remedy, forKey: .remedy)
        try container.encode(mode.nature.rawValue, forKey: .nature)
        try container.encode(mode.foresee != nil, forKey: .foreseen)
        try container.encode(mode.recipes, forKey: .recipes)
        try container.encode(mode.lookAlikes.map(\.failure.name), forKey: .lookAlikes)
        try container.encode(mode.links, forKey: .links)
    }
}

/// Many failure modes, a line each.
struct FailureList: Report {
    static let type = "result"
    var modes: [FailureMode]

    func lines(_ style: Style) -> [String] {
        let width = modes.map(\.id.name.columns).max() ?? 0
        return FailurePhase.allCases.flatMap { phase -> [String] in
            let own = modes.filter { $0.phase == phase }
            guard !own.isEmpty else { return [] }
            return ["", style.paint(style.say(phase.title), .bold)]
                + own.map { "  \($0.id.name.padded(to: width))  \(style.say($0.title))" }
        }.dropFirst().map(\.self)
    }

    private enum Key: String, CodingKey { case status, exitCode, failures }
    private struct Row: Encodable {
        var id: String
        var phase: String
        var title: Words
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode("done", forKey: .status)
        try container.encode(0, forKey: .exitCode)
        try container.encode(
            modes.map { Row(id: $0.id.name, phase: $0.phase.rawValue, title: $0.title) }, forKey: .failures)
    }
}
