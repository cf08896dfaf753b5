import Foundation
import SlipwayConsole
import SlipwayDomain
import SlipwayEvidence
import SlipwayFailures
import TestSupport
import Testing

/// Evidence as nobody means it: cut off, in other languages, far too long, of a later AWS, or made to attack a terminal.
/// It is never understood wrongly enough to crash, what is found of it stays small, and nothing of it reaches a terminal
/// as a command.
@Suite("Robustness", .timeLimit(.minutes(2))) struct RobustnessTests {
    /// One piece of evidence of each failure mode, the first of its file.
    static let pieces: [Sample] = Sample.own.filter { $0.name.hasSuffix("[0]") }

    /// AWS's texts end at some thousand characters; a finding of several of them stays below this.
    static let longest = 300_000

    /// Reads a text as `diagnose` does and prints what is found in both languages.
    static func survive(_ text: String, _ what: @autoclosure () -> String) {
        let signals = EvidenceFile(reading: text, now: Sample.now).signals
        let findings = Classifier.classify(signals)
        for finding in findings {
            expectHarmless(finding, what())
        }
    }

    static func expectHarmless(_ finding: Finding, _ what: @autoclosure () -> String) {
        let size =
            [finding.title, finding.cause, finding.fix].reduce(0) { $0 + $1.en.utf8.count + $1.ko.utf8.count }
            + finding.evidence.reduce(0) { $0 + $1.text.utf8.count + $1.field.utf8.count }
        #expect(size < longest, "\(finding.failure) says \(size) bytes of \(what())")
        for language in Language.allCases {
            let style = Style(isColoured: false, language: language)
            let printed = FindingReport(finding).lines(style) + Explanation(finding).lines(style)
            let controls = printed.flatMap(\.unicodeScalars).filter { scalar in
                scalar.value != 0x0A && (scalar.properties.generalCategory == .control || scalar.isDirection)
            }
            #expect(controls.isEmpty, "\(finding.failure) prints \(controls.prefix(3)) of \(what())")
        }
    }

    @Test("evidence that was cut off somewhere is read as far as it goes", arguments: 0..<10)
    func truncated(part: Int) {
        for (index, sample) in Self.pieces.enumerated() where index % 10 == part {
            let bytes = Array(sample.text.utf8)
            for end in stride(from: 0, to: bytes.count, by: 10) {
                Self.survive(String(decoding: bytes[..<end], as: UTF8.self), "\(sample.name) up to \(end)")
            }
        }
    }

    @Test("texts in other languages, and made to attack a terminal, in every field", arguments: 1...4)
    func foreign(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for sample in Self.pieces {
            let value = Hostile.value(of: sample.text)
            let changed = Hostile.change(value, &generator) { text, generator in
                switch generator.below(4) {
                case 0: text + generator.pick(Hostile.endings)
                case 1: generator.pick(Hostile.endings) + text
                case 2: generator.pick(Hostile.languages)
                default: Hostile.split(text, generator.pick(Hostile.endings), &generator)
                }
            }
            Self.survive(Hostile.text(of: changed), "\(sample.name) with seed \(seed)")
        }
    }

    @Test("states, codes and kinds that nobody knows yet", arguments: 1...4)
    func unknownEnums(seed: UInt64) {
        var generator = SeededGenerator(seed: seed &* 7919)
        let words: [Any] = [
            "FROBNICATED", "", "null", -1, 0, 9_223_372_036_854_775_807, 1e308, -1e308, true, NSNull(), [], [:],
        ]
        for sample in Self.pieces {
            let value = Hostile.value(of: sample.text)
            let changed = Hostile.replace(value, &generator) { generator in generator.pick(words) }
            Self.survive(Hostile.text(of: changed), "\(sample.name) with seed \(seed)")
        }
    }

    @Test("noise is nothing that anybody can make sense of", arguments: 1...20)
    func noise(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let bytes = (0..<2000).map { _ in UInt8(generator.below(256)) }
        Self.survive(String(decoding: bytes, as: UTF8.self), "noise \(seed)")
        let alphabet = Array("{}[]\":,\\ \n\t-e0123456789truefalsnu")
        Self.survive(String((0..<2000).map { _ in generator.pick(alphabet) }), "brackets \(seed)")
    }

    @Test("reasons, events and lines of ten megabytes", arguments: Hostile.long.map(\.name))
    func long(name: String) throws {
        let text = try #require(Hostile.long.first { $0.name == name }?.text)
        #expect(text.utf8.count >= 10_000_000)
        let task = TaskObservation(
            arn: "arn:aws:ecs:r:a:task/c/1", taskDefinition: "td:1", lastStatus: "STOPPED", desiredStatus: "STOPPED",
            stopCode: "TaskFailedToStart", stoppedReason: text,
            containers: [ContainerObservation(name: "app", exitCode: 1, reason: text)])
        let crash = TaskObservation(
            arn: "arn:aws:ecs:r:a:task/c/2", taskDefinition: "td:1", lastStatus: "STOPPED", desiredStatus: "STOPPED",
            stopCode: "EssentialContainerExited", containers: [ContainerObservation(name: "app", exitCode: 1)])
        let service = ServiceObservation(
            arn: "s", taskDefinition: "td:1", desiredCount: 1,
            events: [ServiceEvent(id: "1", createdAt: Sample.now, message: text)])
        let signals = Signals(
            observation: Observation(
                takenAt: Sample.now, service: service, tasks: [task, crash],
                logs: [LogTail(task: crash.arn, container: "app", lines: [text, text])]),
            refusals: [CallRefusal(operation: "ecs:UpdateService", code: "ClientException", message: text)],
            stackEvents: [
                StackEventObservation(
                    stack: "shop", logicalID: "Service", type: "AWS::ECS::Service", status: "CREATE_FAILED",
                    reason: text)
            ], texts: [text])
        let findings = Classifier.classify(signals)
        #expect(!findings.isEmpty)
        for finding in findings { Self.expectHarmless(finding, name) }
    }

    @Test("a file of many brackets that are never closed is read in time that grows with its length")
    func openBrackets() {
        Self.survive(String(repeating: "{\n", count: 50_000), "open braces")
        Self.survive(String(repeating: "[\n{\"a\":", count: 20_000), "open lists")
        Self.survive(String(repeating: "{\"tasks\":[", count: 20_000), "nesting")
    }
}

extension Unicode.Scalar {
    /// Turns the direction of what follows: text that says one thing and shows another.
    fileprivate var isDirection: Bool { (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value) }
}

/// Makes evidence that somebody would send who means harm, or who lives elsewhere.
enum Hostile {
    static let endings = [
        "\u{1B}[2J\u{1B}[H", "\u{1B}]0;owned\u{07}", "\u{9B}31m", "\u{202E}dekcah", "\r\n\u{08}\u{08}", "\u{0}",
        "\u{7F}",
        "\u{1B}]8;;https://evil.example\u{1B}\\click\u{1B}]8;;\u{1B}\\", "\u{2066}\u{2069}", "\u{85}",
        "\n::error::owned",
        String(repeating: "a\u{0301}\u{0302}\u{0303}", count: 40), "\u{FEFF}", "\u{FFFD}",
    ]
    static let languages = [
        "태스크를 시작할 수 없습니다: 이미지를 찾을 수 없음", "タスクは開始できませんでした", "任务无法启动：找不到镜像", "Aufgabe fehlgeschlagen: Straße ÄÖÜ ẞ",
        "فشلت المهمة بسبب نقص الذاكرة", "המשימה נכשלה", "Η εργασία ΑΠΈΤΥΧΕ ΣΣς", "İstanbul ıİ görev başarısız",
        "การทำงานล้มเหลว",
        "कार्य विफल", "🧨🇰🇷👩‍👩‍👧‍👦", "tâche échouée : l’image n’existe pas", "Ошибка: НЕ НАЙДЕНО", "ﬀﬁﬂ ǆ ß",
    ]

    struct Long: Sendable {
        var name: String
        var text: String
    }

    static let long: [Long] = {
        func repeated(_ name: String, _ part: String) -> Long {
            Long(name: name, text: String(repeating: part, count: 10_000_000 / part.utf8.count + 1))
        }
        return [
            repeated("letters", "a"), repeated("phrases", "connect ECONNREFUSED 10.0.0.5:5432 JWT_SECRET is required "),
            repeated("quotes", "\u{2019}"), repeated("lines", "did not contain json key x\n"),
            repeated("arns", "arn:aws:secretsmanager:"), repeated("brackets", "([{<'\""),
            Long(name: "one character", text: "a" + String(repeating: "\u{0301}", count: 5_000_001)),
            repeated("flags", "🇰🇷"), repeated("spaces", " \t"),
        ]
    }()

    // MARK: JSON

    static func value(of text: String) -> Any {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) ?? text
    }

    static func text(of value: Any) -> String {
        if let text = value as? String { return text }
        guard JSONSerialization.isValidJSONObject(value),
            let data = try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys])
        else { return "\(value)" }
        return String(decoding: data, as: UTF8.self)
    }

    /// Changes each text of a value.
    static func change(
        _ value: Any, _ generator: inout SeededGenerator, _ body: (String, inout SeededGenerator) -> String
    ) -> Any {
        switch value {
        case let text as String: return body(text, &generator)
        case let list as [Any]: return list.map { change($0, &generator, body) }
        case let object as [String: Any]:
            var changed: [String: Any] = [:]
            for key in object.keys.sorted() { changed[key] = object[key].map { change($0, &generator, body) } }
            return changed
        default: return value
        }
    }

    /// Replaces one value of five with another.
    static func replace(
        _ value: Any, _ generator: inout SeededGenerator, _ body: (inout SeededGenerator) -> Any
    ) -> Any {
        if let list = value as? [Any] { return list.map { replace($0, &generator, body) } }
        guard let object = value as? [String: Any] else {
            return generator.chance(percent: 20) ? body(&generator) : value
        }
        var changed: [String: Any] = [:]
        for key in object.keys.sorted() { changed[key] = object[key].map { replace($0, &generator, body) } }
        return changed
    }

    static func split(_ text: String, _ part: String, _ generator: inout SeededGenerator) -> String {
        let scalars = Array(text.unicodeScalars)
        let place = scalars.isEmpty ? 0 : generator.below(scalars.count)
        var changed = String.UnicodeScalarView(scalars[..<place])
        changed.append(contentsOf: part.unicodeScalars)
        changed.append(contentsOf: scalars[place...])
        return String(changed)
    }
}
