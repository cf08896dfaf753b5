package import AWSRuntime
package import AWSServices

/// One parameter with all its versions, oldest first.
package struct StoredParameter: Hashable, Sendable {
    package var name: String
    package var arn: String
    /// The same for all versions.
    package var type: SSM.ParameterType
    package var tags: [String: String]
    package var versions: [Version]

    package struct Version: Hashable, Sendable {
        package var number: Int
        package var value: ParameterValue
        package var modified: Timestamp
        package var modifiedBy: String
        package var description: String?
        package var keyID: String?
        package var allowedPattern: String?
        package var tier: SSM.ParameterTier
        package var labels: [String]
    }

    /// There is always one.
    package var latest: Version? { versions.last }
}

/// A value that may be secret, so it never shows.
package struct ParameterValue: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package var text: String

    package init(_ text: String) {
        self.text = text
    }

    package var description: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The parameters of one account in one region. Pure: time comes from outside.
///
/// Refusals carry Systems Manager's own codes and texts.
package struct ParameterStore: Sendable {
    package let scope: CloudScope
    private var parameters: [String: StoredParameter] = [:]

    package init(scope: CloudScope) {
        self.scope = scope
    }

    /// By name.
    package var all: [StoredParameter] {
        parameters.values.sorted { $0.name < $1.name }
    }

    /// By name or ARN; nil when it is not there.
    package func find(_ id: String) -> StoredParameter? {
        parameters[name(of: id)]
    }

    /// The name that an ARN means; names mean themselves.
    private func name(of id: String) -> String {
        let prefix = "arn:aws:ssm:\(scope.region):\(scope.account):parameter"
        guard id.hasPrefix(prefix + "/") else { return id }
        let rest = String(id.dropFirst(prefix.count))
        // `parameter/name` is the ARN of `name` and of `/name`; a path says so itself.
        return parameters[rest] != nil || rest.dropFirst().contains("/") ? rest : String(rest.dropFirst())
    }

    /// A version with what was asked for: `name`, `name:3`, `name:label`.
    package struct Found: Hashable, Sendable {
        package var parameter: StoredParameter
        package var version: StoredParameter.Version
        /// `:3` or `:label`, as asked.
        package var selector: String?
    }

    /// - Throws: `ParameterNotFound`, or `ParameterVersionNotFound` when only the version is missing.
    package func get(_ id: String) throws -> Found {
        let (base, selector) = Self.split(id)
        guard let parameter = find(base), let latest = parameter.latest else { throw SSM.ParameterNotFound() }
        guard let selector else { return Found(parameter: parameter, version: latest) }
        let version = parameter.versions.first { String($0.number) == selector || $0.labels.contains(selector) }
        guard let version else {
            throw SSM.ParameterVersionNotFound(
                message: "Systems Manager could not find version \(selector) of \(parameter.name). "
                    + "Verify the version and try again.")
        }
        return Found(parameter: parameter, version: version, selector: ":\(selector)")
    }

    private static func split(_ id: String) -> (String, String?) {
        let slash = id.hasPrefix("arn:") ? (id.range(ofFirst: ":parameter") ?? id.startIndex) : id.startIndex
        guard let colon = id[slash...].dropFirst().lastIndex(of: ":") else { return (id, nil) }
        return (String(id[..<colon]), String(id[id.index(after: colon)...]))
    }

    // MARK: Writing

    /// What a new version is made of.
    package struct Draft: Sendable {
        package var name: String
        package var type: SSM.ParameterType?
        package var value: String
        package var overwrite: Bool
        package var description: String?
        package var keyID: String?
        package var allowedPattern: String?
        package var tier: SSM.ParameterTier?
        package var tags: [String: String]
        package var author: String
    }

    package mutating func put(_ draft: Draft, at now: Timestamp) throws -> StoredParameter.Version {
        try ParameterRules.checkName(draft.name)
        try ParameterRules.checkValue(draft)
        let existing = parameters[draft.name]
        if existing != nil, !draft.overwrite {
            throw SSM.ParameterAlreadyExists(
                message: "The parameter already exists. To overwrite this value, set the overwrite option in the "
                    + "request to true.")
        }
        if draft.overwrite, !draft.tags.isEmpty {
            throw ParameterRules.invalid(
                "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please "
                    + "remove overwrite flag. To update tags for an existing parameter, please use "
                    + "AddTagsToResource or RemoveTagsFromResource.")
        }
        guard let type = draft.type ?? existing?.type else {
            throw ParameterRules.invalid("A parameter type is required when you create a parameter.")
        }
        if let existing, existing.type != type {
            throw SSM.HierarchyTypeMismatchException(
                message: "The parameter already exists as \(existing.type). Parameter Store doesn't support changing "
                    + "a parameter type.")
        }
        return add(draft, type: type, to: existing, at: now)
    }

    private mutating func add(
        _ draft: Draft, type: SSM.ParameterType, to existing: StoredParameter?, at now: Timestamp
    ) -> StoredParameter.Version {
        let path = draft.name.hasPrefix("/") ? draft.name : "/\(draft.name)"
        var parameter =
            existing
            ?? StoredParameter(
                name: draft.name, arn: "arn:aws:ssm:\(scope.region):\(scope.account):parameter\(path)", type: type,
                tags: draft.tags, versions: [])
        let before = parameter.latest
        let version = StoredParameter.Version(
            number: (before?.number ?? 0) + 1, value: ParameterValue(draft.value), modified: now,
            modifiedBy: draft.author, description: draft.description ?? before?.description,
            keyID: type == .secureString ? draft.keyID ?? before?.keyID ?? "alias/aws/ssm" : nil,
            allowedPattern: draft.allowedPattern ?? before?.allowedPattern,
            tier: ParameterRules.tier(draft, before: before?.tier), labels: [])
        parameter.versions.append(version)
        // A hundred versions are kept; the oldest goes.
        if parameter.versions.count > 100 { parameter.versions.removeFirst() }
        parameters[draft.name] = parameter
        return version
    }

    /// False when it was not there.
    /// Puts a parameter back as it was.
    mutating func save(_ parameter: StoredParameter) { parameters[parameter.name] = parameter }

    package mutating func delete(_ id: String) -> Bool {
        parameters.removeValue(forKey: name(of: id)) != nil
    }

    /// Replaces the tags of a parameter; false when it is not there.
    package mutating func setTags(_ id: String, _ change: (inout [String: String]) -> Void) -> Bool {
        let name = name(of: id)
        guard var parameter = parameters[name] else { return false }
        change(&parameter.tags)
        parameters[name] = parameter
        return true
    }

    /// Moves labels to a version (nil is the latest).
    package mutating func label(
        _ id: String, version number: Int?, labels: [String]
    ) throws -> (version: Int, invalid: [String]) {
        guard var parameter = find(id), let latest = parameter.latest else { throw SSM.ParameterNotFound() }
        let wanted = number ?? latest.number
        guard let index = parameter.versions.firstIndex(where: { $0.number == wanted }) else {
            throw SSM.ParameterVersionNotFound(
                message: "Systems Manager could not find version \(wanted) of \(parameter.name). "
                    + "Verify the version and try again.")
        }
        let invalid = labels.filter { !ParameterRules.isLabel($0) }
        let valid = labels.filter(ParameterRules.isLabel)
        for other in parameter.versions.indices {
            parameter.versions[other].labels.removeAll { valid.contains($0) }
        }
        parameter.versions[index].labels = Set(parameter.versions[index].labels + valid).sorted()
        guard parameter.versions[index].labels.count <= 10 else {
            throw SSM.ParameterVersionLabelLimitExceeded(message: "A parameter version can have at most 10 labels.")
        }
        parameters[parameter.name] = parameter
        return (wanted, invalid)
    }
}

extension String {
    /// Where the text first stands.
    fileprivate func range(ofFirst text: String) -> Index? {
        indices.first { self[$0...].hasPrefix(text) }
    }
}
