import SlipwayDomain

/// What the failures after a deployment share.
enum AfterwardsWords {
    static let page = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html"

    /// ECS replaces what was stopped; nothing gives up.
    static let replaced = GivesUp.other(
        Words("ECS would have started another task in its place", ko: "ECS가 대신 다른 태스크를 시작했을 것입니다"))

    /// Whether ECS stopped a task to work on its host.
    static func isMaintenance(_ text: String) -> Bool {
        let lower = text.lowercased()
        return lower.contains("performing maintenance") || lower.contains("scheduled maintenance")
            || ["retiring", "retirement", "retired"].contains { lower.contains($0) }
    }
}
