import AWSRuntime
import AWSServices

/// The filters of `DescribeParameters` and `GetParametersByPath`. What is not implemented is refused by name.
struct ParameterFilter {
    private enum Test {
        case name(Comparison)
        case path(recursive: Bool)
        case field(@Sendable (StoredParameter) -> String?, Comparison)
        case label
        case tag(key: String)
    }

    private enum Comparison { case equals, beginsWith, contains }

    private let test: Test
    private let values: [String]

    init(_ filter: SSM.ParameterStringFilter, operation: String) throws {
        self.values = filter.values ?? []
        let isSearch = operation == SSM.DescribeParameters.name
        switch filter.key {
        case "Name" where isSearch:
            test = .name(try Self.comparison(filter, allowed: ["Equals", "BeginsWith", "Contains"]))
        case "Path" where isSearch:
            guard filter.option == nil || filter.option == "Recursive" || filter.option == "OneLevel" else {
                throw SSM.InvalidFilterOption(message: "The option \(filter.option ?? "") is not valid for Path.")
            }
            test = .path(recursive: filter.option == "Recursive")
        case "Type": test = .field({ $0.typeText }, try Self.comparison(filter, allowed: ["Equals", "BeginsWith"]))
        case "KeyId": test = .field({ $0.keyText }, try Self.comparison(filter, allowed: ["Equals", "BeginsWith"]))
        case "Tier" where isSearch:
            test = .field({ $0.tierText }, try Self.comparison(filter, allowed: ["Equals", "BeginsWith"]))
        case "DataType" where isSearch:
            test = .field({ $0.dataTypeText }, try Self.comparison(filter, allowed: ["Equals", "BeginsWith"]))
        case "Label": test = .label
        case let key where key.hasPrefix("tag:") && isSearch: test = .tag(key: String(key.dropFirst(4)))
        default:
            throw SSM.InvalidFilterKey(
                message: "The following filter key is not valid: \(filter.key). It is not implemented by LocalAWS "
                    + "for \(operation), or is none.")
        }
    }

    private static func comparison(
        _ filter: SSM.ParameterStringFilter, allowed: [String]
    ) throws -> Comparison {
        let option = filter.option ?? "Equals"
        guard allowed.contains(option) else {
            throw SSM.InvalidFilterOption(
                message: "The following filter option is not valid: \(option). Valid options include: "
                    + "[\(allowed.joined(separator: ", "))]")
        }
        return option == "Equals" ? .equals : option == "BeginsWith" ? .beginsWith : .contains
    }

    func matches(_ parameter: StoredParameter) -> Bool {
        switch test {
        case .name(let comparison):
            let plain = parameter.name.hasPrefix("/") ? String(parameter.name.dropFirst()) : parameter.name
            return Self.compare(parameter.name, values, comparison) || Self.compare(plain, values, comparison)
        case .path(let recursive):
            return values.contains { Self.lies(parameter.name, under: $0, recursive: recursive) }
        case .field(let field, let comparison):
            return field(parameter).map { Self.compare($0, values, comparison) } ?? false
        case .label: return parameter.versions.contains { !$0.labels.filter(values.contains).isEmpty }
        case .tag(let key):
            guard let value = parameter.tags[key] else { return false }
            return values.isEmpty || values.contains(value)
        }
    }

    private static func compare(_ text: String, _ values: [String], _ comparison: Comparison) -> Bool {
        values.contains { value in
            switch comparison {
            case .equals: text == value
            case .beginsWith: text.hasPrefix(value)
            case .contains: text.contains(value)
            }
        }
    }

    /// Whether a name stands below a path: at any depth, or right below it.
    static func lies(_ name: String, under path: String, recursive: Bool) -> Bool {
        let full = name.hasPrefix("/") ? name : "/\(name)"
        let prefix = path.hasSuffix("/") ? path : "\(path)/"
        guard full.hasPrefix(prefix), full.count > prefix.count else { return false }
        return recursive || !full.dropFirst(prefix.count).contains("/")
    }
}

extension StoredParameter {
    fileprivate var typeText: String? { type.rawValue }
    fileprivate var keyText: String? { latest?.keyID }
    fileprivate var tierText: String? { latest?.tier.rawValue }
    fileprivate var dataTypeText: String? { "text" }
}
