import SlipwayDomain

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A lifecycle policy of ECR: which images it would remove now.
///
/// All rules look at all images; an image that fits the tags of a rule is not removed by a rule of a lower priority
/// (ECR user guide, "How lifecycle policies work").
struct LifecyclePolicy: Decodable {
    struct Image: Hashable, Sendable {
        var digest: String
        var tags: [String]
        var pushedAt: Moment
    }

    private struct Rule: Decodable {
        struct Selection: Decodable {
            var tagStatus: String
            var tagPrefixList: [String]?
            var tagPatternList: [String]?
            var countType: String
            var countNumber: Int
        }

        struct Action: Decodable {
            var type: String
        }

        var rulePriority: Int
        var selection: Selection
        var action: Action?
    }

    private var rules: [Rule]

    /// Nothing for what is no policy.
    init?(_ text: String) {
        guard let policy = try? JSONDecoder().decode(LifecyclePolicy.self, from: Data(text.utf8)) else { return nil }
        self = policy
    }

    /// Digests of images that it would remove.
    func expired(_ images: [Image], at now: Moment) -> Set<String> {
        var expired: Set<String> = []
        var claimed: Set<String> = []
        for rule in rules.sorted(by: { $0.rulePriority < $1.rulePriority }) {
            let fitting = images.filter { Self.fits($0, rule.selection) }
            let found = Self.chosen(fitting, rule.selection, now).map(\.digest)
            if rule.action?.type ?? "expire" == "expire" { expired.formUnion(Set(found).subtracting(claimed)) }
            claimed.formUnion(fitting.map(\.digest))
        }
        return expired
    }

    private static func fits(_ image: Image, _ selection: Rule.Selection) -> Bool {
        switch selection.tagStatus {
        case "untagged": return image.tags.isEmpty
        case "tagged":
            let prefixes = selection.tagPrefixList ?? []
            let patterns = selection.tagPatternList ?? []
            if prefixes.isEmpty, patterns.isEmpty { return !image.tags.isEmpty }
            // Every pattern must fit one of the tags.
            return prefixes.allSatisfy { prefix in image.tags.contains { $0.hasPrefix(prefix) } }
                && patterns.allSatisfy { pattern in image.tags.contains { Wildcard.matches(pattern, $0) } }
        default: return true
        }
    }

    private static func chosen(_ images: [Image], _ selection: Rule.Selection, _ now: Moment) -> [Image] {
        switch selection.countType {
        case "imageCountMoreThan":
            let newestFirst = images.sorted { ($1.pushedAt, $1.digest) < ($0.pushedAt, $0.digest) }
            return Array(newestFirst.dropFirst(max(0, selection.countNumber)))
        case "sinceImagePushed":
            let limit = now.advanced(by: .seconds(-selection.countNumber * 86_400))
            return images.filter { $0.pushedAt < limit }
        // By when an image was pulled or archived: what runs is pulled, and archives are not run.
        default: return []
        }
    }
}
