import SlipwayDomain

/// What the application's own failures share.
enum ApplicationWords {
    static let stoppedTasks = "https://repost.aws/knowledge-center/ecs-task-stopped"
    static let circuitBreaker =
        "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html"

    /// What a failure mode of a line of the log found: the cause says how the container ended, where it has.
    static func said(
        _ scene: Scene, _ meaning: Words, fix: Words, confidence: Confidence = .likely, subject: String = ""
    ) -> Recognition {
        Recognition(cause(scene.exit, meaning), fix: fix, confidence: confidence, subject: subject)
    }

    /// What an exit code says. All of them share a fingerprint for each container and code.
    static func ended(
        _ exit: ExitSignals, _ meaning: Words, fix: Words, confidence: Confidence = .certain
    ) -> Recognition {
        Recognition(
            cause(exit, meaning), fix: fix, confidence: confidence, subject: "\(exit.container.name):\(exit.code)",
            family: "app-exit", evidence: exit.evidence)
    }

    private static func cause(_ exit: ExitSignals?, _ meaning: Words) -> Words {
        guard let exit else { return meaning }
        let name = exit.container.name
        return Words("\(name) ended with exit code \(exit.code)", ko: "\(name) 컨테이너 종료 코드 \(exit.code)") + exit.after
            + Words(same: ": ") + meaning
    }

    /// Whether the line itself says that it is no error: it speaks of information, tracing or debugging.
    static func isCalm(_ line: Reason) -> Bool {
        if line.hasAny(
            "level=info", "level=debug", "level=trace", "\"level\":\"info\"", "\"level\":\"debug\"",
            "\"level\":\"trace\"", "\"level\":30", "\"level\":20", "\"level\":10", "\"severity\":\"info\"",
            "\"severity\":\"debug\"", "[info]", "[debug]", "[trace]", "[notice]")
        {
            return true
        }
        let head = line.text.prefix(120)
        let words = head.split { $0 == " " || $0 == "\t" || $0 == "|" || $0 == "[" || $0 == "]" || $0 == ":" }
        return words.prefix(8).contains { ["INFO", "DEBUG", "TRACE", "NOTICE"].contains($0) }
            || head.hasPrefix("info: ") || head.hasPrefix("debug: ") || head.hasPrefix("info - ")
    }

    /// Whether the line itself says that it only warns.
    static func isWarning(_ line: Reason) -> Bool {
        line.hasAny("level=warn", "\"level\":\"warn", "\"level\":40", "[warn", "\"severity\":\"warn")
            || line.text.prefix(120).split { $0 == " " || $0 == "\t" || $0 == ":" }.prefix(8)
                .contains { ["WARN", "WARNING"].contains($0) }
            || line.text.hasPrefix("warn: ")
    }

    /// The lines of the same container around a line: those before it (nearest first) and those after it.
    static func neighbours(of line: Reason, _ scene: Scene) -> (before: [String], after: [String]) {
        let lines = scene.exit?.lines ?? scene.task?.lines(of: line.field) ?? []
        guard let index = lines.lastIndex(where: { $0.hasPrefix(line.text) }) else { return ([], []) }
        return (lines[..<index].suffix(12).reversed(), Array(lines[(index + 1)...].prefix(12)))
    }

    /// Whether a line is what a shell says of a command: `sh: 1: x: not found`, `/entry.sh: line 3: x: …`.
    static func isShell(_ line: Reason) -> Bool {
        let head = line.text.prefix { $0 != ":" }
        guard head.count < line.text.count, !head.contains(" ") else { return false }
        return StartCommand.isShell(String(head)) || head.hasSuffix(".sh") || head.hasSuffix("entrypoint")
            || ["env", "exec", "nohup", "xargs"].contains(StartCommand.baseName(String(head)))
            || line.text.dropFirst(head.count).hasPrefix(": line ")
    }

    /// The command that a shell's complaint is about: what stands before its last colon.
    static func command(_ line: Reason) -> String? {
        let parts = line.text.split(separator: ":").map { $0.drop { $0 == " " } }
        guard parts.count >= 2, let name = parts.dropLast().last, !name.isEmpty, name.count < 100 else { return nil }
        let isPlace = name.hasPrefix("line ") || name.allSatisfy { $0.isNumber }
        return isPlace || StartCommand.isShell(String(name)) ? nil : String(name)
    }
}

/// What one of an ended container's last lines adds to its exit code.
struct ExitDetail: Sendable {
    var phrases: [String]
    var meaning: Words
    var fix: Words?

    init(_ phrases: [String], _ meaning: Words, fix: Words? = nil) {
        self.phrases = phrases
        self.meaning = meaning
        self.fix = fix
    }
}

extension FailureMode {
    /// A mode that shows by its exit code alone, and only where no line says more.
    init(
        exit code: Int, _ id: FailureID, title: Words, meaning: Words, fix: Words, details: [ExitDetail] = [],
        sureness: Sureness = .documented, confidence: Confidence = .likely, recipes: [String] = [],
        faults: [FaultPrimitive], explanation: Words, remedy: Words, lookAlikes: [LookAlike] = [],
        foresee: (@Sendable (ServicePlan, Facts) -> [Foresight])? = nil, lines: [Recogniser] = []
    ) {
        self.init(
            id, .application, title: title, nature: .application, sureness: sureness, breaker: .blind,
            givesUp: .never, reproduction: .container, recipes: recipes, faults: faults, specificity: .fallback,
            explanation: explanation, remedy: remedy, lookAlikes: lookAlikes,
            links: [ApplicationWords.stoppedTasks, ApplicationWords.circuitBreaker], foresee: foresee,
            recognisers: lines + [
                .exit { exit, _ in
                    guard exit.code == code else { return nil }
                    let detail = details.first { exit.line(withAny: $0.phrases) != nil }
                    return ApplicationWords.ended(
                        exit, detail?.meaning ?? meaning, fix: detail?.fix ?? fix, confidence: confidence)
                }
            ])
    }
}

extension ExitSignals {
    /// The last line that holds any of the texts (lower case).
    func line(withAny parts: [String]) -> String? {
        lines.last { line in
            let lower = line.prefix(8192).lowercased()
            return parts.contains { lower.contains($0) }
        }
    }
}
