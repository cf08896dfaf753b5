package import SlipwayDomain

/// A failure mode as a page of the reference, in both languages.
package struct FailurePage: Sendable {
    package var mode: FailureMode

    package init(_ mode: FailureMode) {
        self.mode = mode
    }

    package var markdown: String {
        let parts = [
            "# \(mode.id)", section(.english), "---", section(.korean),
            mode.links.isEmpty ? nil : "---\n\n" + mode.links.map { "* <\($0)>" }.joined(separator: "\n"),
        ]
        return Self.note + parts.compactMap(\.self).joined(separator: "\n\n") + "\n"
    }

    private static let note = "<!-- Made by `make catalogue` from the catalogue; not written by hand. -->\n"

    private func section(_ language: Language) -> String {
        var paragraphs = [
            "## " + mode.title.text(in: language), mode.explanation.text(in: language),
            "**\(label(Self.mend, language))** " + mode.remedy.text(in: language),
        ]
        if mode.sureness == .reported { paragraphs.append("> " + Self.reported.text(in: language)) }
        paragraphs.append(facts.map { "* \($0.text(in: language))" }.joined(separator: "\n"))
        if !mode.lookAlikes.isEmpty {
            let others = mode.lookAlikes.map {
                "* [\($0.failure)](\($0.failure).md): \($0.difference.text(in: language))"
            }
            paragraphs.append("**\(label(Self.alike, language))**\n\n" + others.joined(separator: "\n"))
        }
        return paragraphs.joined(separator: "\n\n")
    }

    /// What stands in a list below the text.
    package var facts: [Words] {
        var rows = [
            Words("phase: ", ko: "단계: ") + mode.phase.title,
            Words("decided: ", ko: "판정: ") + mode.nature.words,
            Words("without Slipway: ", ko: "Slipway가 없으면: ") + mode.withoutUs,
            Words("circuit breaker: ", ko: "서킷 브레이커: ") + mode.breaker.words,
            Words("in LocalAWS: ", ko: "LocalAWS에서: ") + reproduced,
        ]
        if mode.foresee != nil {
            let recipes = mode.recipes.joined(separator: ", ")
            rows.insert(
                Words("foreseen by `slipway check` (\(recipes))", ko: "`slipway check`가 미리 찾음 (\(recipes))"), at: 1)
        }
        return rows
    }

    private var reproduced: Words {
        let command = Words(same: "`slipway local fault add \(mode.id)`")
        switch mode.reproduction {
        case _ where mode.faults.isEmpty: return Words("cannot be brought about", ko: "재현할 수 없음")
        case .container: return command + Words(", with a real container", ko: " (실제 컨테이너로)")
        case .modelled: return command + Words(", by AWS's own answers", ko: " (AWS의 응답을 흉내 내어)")
        case .cloudOnly: return Words("only on AWS", ko: "AWS에서만 일어남")
        }
    }

    private func label(_ words: Words, _ language: Language) -> String { words.text(in: language) }

    private static let mend = Words("To mend it:", ko: "조치:")
    private static let alike = Words("Looks much the same:", ko: "비슷해 보이는 것:")
    private static let reported = Words(
        "This rests on reports, not on AWS's documentation: Slipway calls it likely, never certain.",
        ko: "AWS 문서가 아니라 보고된 사례에 근거합니다. Slipway는 이를 '유력'으로만 판단합니다.")
}

/// The list of all failure modes, with a link to each page.
package enum FailureIndex {
    package static var markdown: String {
        var text = """
            <!-- Made by `make catalogue` from the catalogue; not written by hand. -->
            # Ways in which a deployment fails

            \(Catalogue.all.count) failure modes, as `slipway check`, `deploy`, `diagnose` and `explain` know them. Each page is in \
            English and Korean.

            """
        for phase in FailurePhase.allCases {
            let modes = Catalogue.all.filter { $0.phase == phase }
            guard !modes.isEmpty else { continue }
            text += "\n## \(phase.title.en) · \(phase.title.ko)\n\n| id | | |\n|---|---|---|\n"
            for mode in modes { text += "| [\(mode.id)](\(mode.id).md) | \(mode.title.en) | \(mode.title.ko) |\n" }
        }
        return text
    }
}

extension FailureNature {
    package var words: Words {
        switch self {
        case .cannotHeal: Words("at the first task that shows it", ko: "처음 나타난 태스크에서 바로")
        case .application: Words("at the second task with the same failure", ko: "같은 실패가 두 번째 나타날 때")
        case .mayPass: Words("when the budget ends, for it may pass", ko: "저절로 풀릴 수 있으므로 예산 시간이 끝날 때")
        case .verdict: Words("at once; it is a verdict, and the cause is looked for", ko: "즉시. 다만 결과일 뿐이므로 원인을 따로 찾음")
        }
    }
}

extension Breaker {
    var words: Words {
        switch self {
        case .countsStart: Words("counts it, for the task never runs", ko: "태스크가 실행되지 못하므로 셈")
        case .countsCheck: Words("counts it, for ECS stops the task", ko: "ECS가 태스크를 중지하므로 셈")
        case .blind: Words("does not see it", ko: "보지 못함")
        case .refused: Words("never comes to it: the call is refused", ko: "호출이 거부되므로 해당 없음")
        case .indirect: Words("sees only what follows from it", ko: "그 결과만 봄")
        }
    }
}
