import AWSRuntime
import AWSServices
import FoundationEssentials

/// A CloudFormation template, as far as LocalAWS reads it. Only JSON: that is what CDK writes.
struct StackTemplate: Sendable {
    struct Parameter: Hashable, Sendable {
        var name: String
        var standard: String?
        var isSecret: Bool
        var description: String?
    }

    struct Resource: Hashable, Sendable {
        var type: String
        var properties: JSONValue
        /// Logical ids that it names: by `Ref`, `Fn::GetAtt`, `Fn::Sub` or `DependsOn`.
        var needs: Set<String>
    }

    struct Output: Hashable, Sendable {
        var value: JSONValue
        var export: JSONValue?
        var description: String?
    }

    var description: String?
    /// By name.
    var parameters: [Parameter] = []
    var resources: [String: Resource] = [:]
    var outputs: [String: Output] = [:]
    /// What `Fn::ImportValue` asks for.
    var imports: [JSONValue] = []

    /// - Throws: `ValidationError` in CloudFormation's words.
    init(_ text: String) throws(AWSServiceError) {
        guard text.first(where: { !$0.isWhitespace }) == "{" else {
            throw NotImplementedHere.error("LocalAWS reads only JSON templates")
        }
        let json: JSONValue
        do {
            json = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        } catch {
            throw Self.invalid("Template format error: JSON not well-formed.")
        }
        guard case .object(let members) = json, case .object(let resources)? = members["Resources"], !resources.isEmpty
        else { throw Self.invalid("Template format error: At least one Resources member must be defined.") }
        if case .string(let text)? = members["Description"] { description = text }
        if case .object(let parameters)? = members["Parameters"] {
            self.parameters = parameters.sorted { $0.key < $1.key }.map(Self.parameter)
        }
        let names = Set(resources.keys)
        for (name, body) in resources { self.resources[name] = try Self.resource(name, body, names) }
        if case .object(let outputs)? = members["Outputs"] {
            for (name, body) in outputs { self.outputs[name] = Self.output(body) }
        }
        imports = Self.imports(in: json)
        try checkReferences()
        if let circle = Self.circle(self.resources) {
            throw Self.invalid("Circular dependency between resources: [\(circle.joined(separator: ", "))]")
        }
    }

    static func invalid(_ message: String) -> AWSServiceError {
        AWSServiceError(code: "ValidationError", message: message)
    }

    private static func parameter(_ name: String, _ body: JSONValue) -> Parameter {
        guard case .object(let members) = body else { return Parameter(name: name, isSecret: false) }
        var standard: String?
        switch members["Default"] {
        case .string(let text)?: standard = text
        case .integer(let number)?: standard = "\(number)"
        case .boolean(let flag)?: standard = flag ? "true" : "false"
        default: standard = nil
        }
        var description: String?
        if case .string(let text)? = members["Description"] { description = text }
        let isSecret = members["NoEcho"] == .boolean(true) || members["NoEcho"] == .string("true")
        return Parameter(name: name, standard: standard, isSecret: isSecret, description: description)
    }

    private static func resource(
        _ name: String, _ body: JSONValue, _ names: Set<String>
    ) throws(AWSServiceError) -> Resource {
        guard case .object(let members) = body, case .string(let type)? = members["Type"] else {
            throw invalid(
                "Template format error: [/Resources/\(name)] Every Resources object must contain a Type member.")
        }
        let properties = members["Properties"] ?? .object([:])
        var needs = references(in: properties).intersection(names)
        switch members["DependsOn"] {
        case .string(let text)?: needs.insert(text)
        case .array(let items)?:
            for case .string(let text) in items { needs.insert(text) }
        default: break
        }
        return Resource(type: type, properties: properties, needs: needs)
    }

    private static func output(_ body: JSONValue) -> Output {
        guard case .object(let members) = body else { return Output(value: .null) }
        var description: String?
        if case .string(let text)? = members["Description"] { description = text }
        var export: JSONValue?
        if case .object(let named)? = members["Export"] { export = named["Name"] }
        return Output(value: members["Value"] ?? .null, export: export, description: description)
    }

    // MARK: References

    /// Every name that a value refers to, parameters and pseudo parameters too.
    static func references(in json: JSONValue) -> Set<String> {
        switch json {
        case .array(let items): return items.reduce(into: []) { $0.formUnion(references(in: $1)) }
        case .object(let members):
            var found: Set<String> = []
            for (key, value) in members {
                switch (key, value) {
                case ("Ref", .string(let name)): found.insert(name)
                case ("Fn::GetAtt", .array(let parts)):
                    if case .string(let name)? = parts.first { found.insert(name) }
                case ("Fn::GetAtt", .string(let text)): found.insert(String(text.prefix { $0 != "." }))
                case ("Fn::Sub", .string(let text)): found.formUnion(names(in: text))
                case ("Fn::Sub", .array(let parts)):
                    var local: Set<String> = []
                    if parts.count == 2, case .object(let own) = parts[1] {
                        local = Set(own.keys)
                        found.formUnion(references(in: parts[1]))
                    }
                    if case .string(let text)? = parts.first { found.formUnion(names(in: text).subtracting(local)) }
                default: found.formUnion(references(in: value))
                }
            }
            return found
        default: return []
        }
    }

    /// `${Name}` and `${Name.Attribute}`, not `${!Literal}`.
    private static func names(in text: String) -> Set<String> {
        Set(
            text.split(separator: "${").dropFirst(text.hasPrefix("${") ? 0 : 1).compactMap { part in
                let name = part.prefix { $0 != "}" && $0 != "." }
                return name.hasPrefix("!") || !part.contains("}") ? nil : String(name)
            })
    }

    private static func imports(in json: JSONValue) -> [JSONValue] {
        switch json {
        case .array(let items): items.flatMap(imports)
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { key, value in
                key == "Fn::ImportValue" ? [value] : imports(in: value)
            }
        default: []
        }
    }

    private func checkReferences() throws(AWSServiceError) {
        let known = Set(resources.keys).union(parameters.map(\.name))
        for (name, resource) in resources.sorted(by: { $0.key < $1.key }) {
            let asked = Self.references(in: resource.properties).union(resource.needs)
            let missing = asked.filter { !$0.hasPrefix("AWS::") && !known.contains($0) }.sorted()
            guard missing.isEmpty else {
                throw Self.invalid(
                    "Template format error: Unresolved resource dependencies "
                        + "[\(missing.joined(separator: ", "))] in the Resources block of the template")
            }
            if resource.needs.contains(name) {
                throw Self.invalid("Circular dependency between resources: [\(name)]")
            }
        }
    }

    /// Resources none of which can come first; nil when there are none.
    private static func circle(_ resources: [String: Resource]) -> [String]? {
        var left = resources
        while let next = left.filter({ $0.value.needs.allSatisfy { left[$0] == nil } }).keys.min() {
            left[next] = nil
        }
        return left.isEmpty ? nil : left.keys.sorted()
    }

    /// Logical ids, each after those that it needs.
    var order: [String] {
        var left = resources
        var order: [String] = []
        while let next = left.filter({ $0.value.needs.allSatisfy { left[$0] == nil } }).keys.min() {
            order.append(next)
            left[next] = nil
        }
        return order
    }

    /// What a stack with it must have been allowed to do.
    var capabilities: [CloudFormation.Capability] {
        let identity = resources.values.filter { $0.type.hasPrefix("AWS::IAM::") }
        guard !identity.isEmpty else { return [] }
        let names = ["RoleName", "UserName", "GroupName", "ManagedPolicyName", "InstanceProfileName"]
        let isNamed = identity.contains { resource in
            if case .object(let properties) = resource.properties {
                names.contains { properties[$0] != nil }
            } else {
                false
            }
        }
        return [isNamed ? .capabilityNamedIam : .capabilityIam]
    }
}
