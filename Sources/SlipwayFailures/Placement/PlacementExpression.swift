import SlipwayDomain

/// One term of the cluster query language, as far as placement constraints mostly use it:
/// `attribute:NAME == VALUE`, `!=`, `exists`, `!exists`, `in [A, B]`, `not_in [A, B]`.
struct PlacementExpression {
    private enum Test {
        case exists
        case isOneOf([String])
    }
    private let attribute: String
    private let test: Test
    private let isNegated: Bool

    /// - Returns: nothing for what is more than one such term: it is not judged.
    init?(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 2).map(String.init)
        guard words.count >= 2, words[0].hasPrefix("attribute:"),
            ![" and ", " or ", "("].contains(where: { text.contains($0) })
        else { return nil }
        attribute = String(words[0].dropFirst("attribute:".count))
        let value = words.count == 3 ? words[2] : ""
        let list = value.split { "[], ".contains($0) }.map(String.init)
        switch words[1] {
        case "exists": (test, isNegated) = (.exists, false)
        case "!exists", "not_exists": (test, isNegated) = (.exists, true)
        case "==", "equals": (test, isNegated) = (.isOneOf([value]), false)
        case "!=", "not_equals": (test, isNegated) = (.isOneOf([value]), true)
        case "in": (test, isNegated) = (.isOneOf(list), false)
        case "not_in", "!in": (test, isNegated) = (.isOneOf(list), true)
        default: return nil
        }
    }

    func holds(for instance: InstanceFact) -> Bool {
        let found =
            switch test {
            case .exists: instance.has(attribute)
            case .isOneOf(let values): values.contains { instance.attributes.contains("\(attribute)=\($0)") }
            }
        return found != isNegated
    }
}
