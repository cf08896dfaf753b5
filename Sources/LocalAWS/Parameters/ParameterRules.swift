import AWSRuntime
import AWSServices

/// What Parameter Store accepts as names, values and labels.
///
/// Source: Systems Manager API reference, `PutParameter` and `LabelParameterVersion`.
enum ParameterRules {
    static func invalid(_ message: String) -> AWSServiceError {
        AWSServiceError(code: "ValidationException", message: message)
    }

    static func checkName(_ name: String) throws {
        let segments = name.split(separator: "/", omittingEmptySubsequences: false)
        let first = segments.first { !$0.isEmpty }?.lowercased() ?? ""
        if first.hasPrefix("aws") {
            throw invalid("Parameter name: can't be prefixed with \"aws\" (case-insensitive).")
        }
        let isClean = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-/".contains($0)) }
        guard !name.isEmpty, !first.hasPrefix("ssm"), isClean, !name.hasSuffix("/"), !name.contains("//") else {
            throw invalid(
                "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can "
                    + "consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, "
                    + "numbers and the following 3 symbols .-_")
        }
        guard !name.contains("/") || name.hasPrefix("/") else {
            throw invalid("Parameter name must be a fully qualified name.")
        }
        guard segments.count <= 16 else {
            throw SSM.HierarchyLevelLimitExceededException(
                message: "Hierarchy depth should not exceed 15 levels: \(name)")
        }
    }

    static let standardBytes = 4096
    static let advancedBytes = 8192

    static func checkValue(_ draft: ParameterStore.Draft) throws {
        let bytes = draft.value.utf8.count
        if draft.tier == nil || draft.tier == .standard, bytes > standardBytes {
            throw invalid(
                "Standard tier parameters support a maximum parameter value of \(standardBytes) characters. To create "
                    + "a larger parameter value, upgrade the parameter to use the advanced-parameter tier.")
        }
        guard bytes <= advancedBytes else {
            throw invalid(
                "Advanced tier parameters support a maximum parameter value of \(advancedBytes) characters.")
        }
        if let pattern = draft.allowedPattern { try match(draft.value, pattern) }
    }

    private static func match(_ value: String, _ pattern: String) throws {
        let expression: Regex<AnyRegexOutput>
        do {
            expression = try Regex(pattern)
        } catch {
            throw SSM.InvalidAllowedPatternException(
                message: "The allowed pattern is not a valid regular expression: \(pattern)")
        }
        guard value.wholeMatch(of: expression) != nil else {
            throw SSM.ParameterPatternMismatchException(
                message: "Parameter value, cannot be validated against allowedPattern: \(pattern)")
        }
    }

    /// Intelligent tiering takes the cheaper one that fits; an advanced parameter never goes back.
    static func tier(_ draft: ParameterStore.Draft, before: SSM.ParameterTier?) -> SSM.ParameterTier {
        if before == .advanced || draft.tier == .advanced { return .advanced }
        return draft.tier == .intelligentTiering && draft.value.utf8.count > standardBytes ? .advanced : .standard
    }

    static func isLabel(_ label: String) -> Bool {
        let first = label.first
        return (1...100).contains(label.utf8.count) && first?.isNumber == false
            && !label.lowercased().hasPrefix("aws") && !label.lowercased().hasPrefix("ssm")
            && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_.-".contains($0)) }
    }
}
