import AWSRuntime
import AWSServices
import Crypto
import FoundationEssentials

/// Parameter Store of Systems Manager: stores by account and region, and the operations on them.
package actor ParametersService {
    private let time: any CloudTime
    private var stores: [CloudScope: ParameterStore] = [:]

    package init(time: any CloudTime) {
        self.time = time
    }

    /// Takes parameters of all scopes away, and says how to put them back.
    func takeAway(_ isMeant: @Sendable (String) -> Bool) -> [AccountFaults.Undo] {
        stores.keys.sorted { ($0.account, $0.region) < ($1.account, $1.region) }.flatMap { scope in
            (stores[scope]?.all ?? []).filter { isMeant($0.name) }.map { parameter in
                _ = stores[scope]?.delete(parameter.name)
                return { [weak self] in await self?.store(scope) { store, _ in store.save(parameter) } }
            }
        }
    }

    func store<R>(_ scope: CloudScope, _ body: (inout ParameterStore, Timestamp) throws -> R) rethrows -> R {
        var store = stores[scope] ?? ParameterStore(scope: scope)
        defer { stores[scope] = store }
        return try body(&store, time.now())
    }

    /// The decrypted value as the ECS agent reads it; nil when there is no such parameter or version.
    func text(of id: String, scope: CloudScope) -> String? {
        do {
            return try store(scope) { store, _ in try store.get(id).version.value.text }
        } catch {
            // Only "not there" can come; the agent lists such names as invalid instead of failing.
            return nil
        }
    }

    package nonisolated func operations() -> OperationTable {
        var table = OperationTable(service: SSM.service)
        addWrites(to: &table)
        addReads(to: &table)
        addLists(to: &table)
        addTags(to: &table)
        return table
    }

    private nonisolated func addWrites(to table: inout OperationTable) {
        table.on(SSM.PutParameter.self, refusing: ["Policies"]) { input, context in
            guard input.dataType == nil || input.dataType == "text" else {
                throw NotImplementedHere.error("LocalAWS implements only the DataType text of ssm:PutParameter")
            }
            if let type = input.type, case .unknown(let name) = type {
                throw SSM.UnsupportedParameterType(message: "The parameter type \(name) is not supported.")
            }
            let draft = ParameterStore.Draft(
                name: input.name, type: input.type, value: input.value, overwrite: input.overwrite ?? false,
                description: input.description, keyID: input.keyId, allowedPattern: input.allowedPattern,
                tier: input.tier, tags: Self.tags(input.tags),
                author: "arn:aws:iam::\(context.account):user/\(context.accessKeyID)")
            let version = try await self.store(context.scope) { try $0.put(draft, at: $1) }
            return .init(version: version.number, tier: version.tier)
        }
        table.on(SSM.DeleteParameter.self) { input, context in
            guard await self.store(context.scope, { store, _ in store.delete(input.name) }) else {
                throw SSM.ParameterNotFound()
            }
            return .init()
        }
        table.on(SSM.DeleteParameters.self) { input, context in
            await self.store(context.scope) { store, _ in
                var deleted: [String] = []
                var invalid: [String] = []
                for name in input.names {
                    if store.delete(name) { deleted.append(name) } else { invalid.append(name) }
                }
                return .init(deletedParameters: deleted, invalidParameters: invalid)
            }
        }
        table.on(SSM.LabelParameterVersion.self) { input, context in
            let result = try await self.store(context.scope) { store, _ in
                try store.label(input.name, version: input.parameterVersion, labels: input.labels)
            }
            return .init(invalidLabels: result.invalid, parameterVersion: result.version)
        }
    }

    private nonisolated func addReads(to table: inout OperationTable) {
        table.on(SSM.GetParameter.self) { input, context in
            let found = try await self.store(context.scope) { store, _ in try store.get(input.name) }
            return .init(parameter: Self.wire(found, decrypted: input.withDecryption))
        }
        table.on(SSM.GetParameters.self) { input, context in
            await self.store(context.scope) { store, _ in
                var found: [SSM.Parameter] = []
                var invalid: [String] = []
                for name in input.names {
                    do {
                        found.append(Self.wire(try store.get(name), decrypted: input.withDecryption))
                    } catch {
                        // Both kinds of "not there" are listed, not thrown.
                        invalid.append(name)
                    }
                }
                return .init(parameters: found, invalidParameters: invalid)
            }
        }
        table.on(SSM.GetParameterHistory.self) { input, context in
            let parameter = await self.store(context.scope) { store, _ in store.find(input.name) }
            guard let parameter else { throw SSM.ParameterNotFound() }
            let page = try Self.page(parameter.versions, input.nextToken, input.maxResults ?? 50) {
                $0.number.sortingKey
            }
            return .init(
                parameters: page.items.map { Self.history($0, of: parameter, decrypted: input.withDecryption) },
                nextToken: page.next)
        }
    }

    private nonisolated func addLists(to table: inout OperationTable) {
        table.on(SSM.GetParametersByPath.self) { input, context in
            guard input.path.hasPrefix("/") else {
                throw ParameterRules.invalid(
                    "The parameter doesn't meet the parameter name requirements. The parameter name must begin with "
                        + "a forward slash \"/\".")
            }
            let filters = try (input.parameterFilters ?? []).map {
                try ParameterFilter($0, operation: SSM.GetParametersByPath.name)
            }
            let matching = await self.store(context.scope) { store, _ in store.all }.filter { parameter in
                ParameterFilter.lies(parameter.name, under: input.path, recursive: input.recursive == true)
                    && filters.allSatisfy { $0.matches(parameter) }
            }
            let page = try Self.page(matching, input.nextToken, input.maxResults ?? 10, key: \.name)
            return .init(
                parameters: page.items.compactMap { parameter in
                    parameter.latest.map {
                        Self.wire(.init(parameter: parameter, version: $0), decrypted: input.withDecryption)
                    }
                }, nextToken: page.next)
        }
        table.on(SSM.DescribeParameters.self, refusing: ["Filters", "Shared"]) { input, context in
            let filters = try (input.parameterFilters ?? []).map {
                try ParameterFilter($0, operation: SSM.DescribeParameters.name)
            }
            let matching = await self.store(context.scope) { store, _ in store.all }
                .filter { parameter in filters.allSatisfy { $0.matches(parameter) } }
            let page = try Self.page(matching, input.nextToken, input.maxResults ?? 10, key: \.name)
            return .init(parameters: page.items.compactMap(Self.metadata), nextToken: page.next)
        }
    }

    private nonisolated func addTags(to table: inout OperationTable) {
        table.on(SSM.AddTagsToResource.self) { input, context in
            try Self.checkType(input.resourceType, operation: "AddTagsToResource")
            let tags = Self.tags(input.tags)
            let found = await self.store(context.scope) { store, _ in
                store.setTags(input.resourceId) { $0.merge(tags) { _, new in new } }
            }
            guard found else { throw Self.unknownResource(input.resourceId) }
            return .init()
        }
        table.on(SSM.RemoveTagsFromResource.self) { input, context in
            try Self.checkType(input.resourceType, operation: "RemoveTagsFromResource")
            let found = await self.store(context.scope) { store, _ in
                store.setTags(input.resourceId) { tags in
                    for key in input.tagKeys { tags[key] = nil }
                }
            }
            guard found else { throw Self.unknownResource(input.resourceId) }
            return .init()
        }
        table.on(SSM.ListTagsForResource.self) { input, context in
            try Self.checkType(input.resourceType, operation: "ListTagsForResource")
            let parameter = await self.store(context.scope) { store, _ in store.find(input.resourceId) }
            guard let parameter else { throw Self.unknownResource(input.resourceId) }
            return .init(
                tagList: parameter.tags.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: $0.value) })
        }
    }

    private static func checkType(_ type: SSM.ResourceTypeForTagging, operation: String) throws {
        guard type == .parameter else {
            throw NotImplementedHere.error("LocalAWS implements ssm:\(operation) only for parameters, not \(type)")
        }
    }

    private static func unknownResource(_ id: String) -> SSM.InvalidResourceId {
        SSM.InvalidResourceId(
            message: "The resource ID \"\(id)\" is not valid. Verify that it exists and try again.")
    }
}

/// Between the store's values and the wire's.
extension ParametersService {
    static func tags(_ tags: [SSM.Tag]?) -> [String: String] {
        Dictionary((tags ?? []).map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last })
    }

    static func page<Item>(
        _ items: [Item], _ token: String?, _ limit: Int, key: (Item) -> String
    ) throws -> (items: ArraySlice<Item>, next: String?) {
        do {
            return try Paging.page(items, after: token, limit: limit, key: key)
        } catch {
            throw SSM.InvalidNextToken(message: "The specified token is not valid.")
        }
    }

    /// Encrypted values come as base64 that gives nothing away and is the same each time.
    static func shown(_ value: ParameterValue, _ type: SSM.ParameterType, decrypted: Bool?) -> String {
        guard type == .secureString, decrypted != true else { return value.text }
        let sealed = Array("LocalAWS".utf8) + Array(SHA256.hash(data: Array(value.text.utf8)))
        return Data(sealed).base64EncodedString()
    }

    static func wire(_ found: ParameterStore.Found, decrypted: Bool?) -> SSM.Parameter {
        SSM.Parameter(
            name: found.parameter.name, type: found.parameter.type,
            value: shown(found.version.value, found.parameter.type, decrypted: decrypted),
            version: found.version.number, selector: found.selector, lastModifiedDate: found.version.modified,
            arn: found.parameter.arn, dataType: "text")
    }

    static func history(
        _ version: StoredParameter.Version, of parameter: StoredParameter, decrypted: Bool?
    ) -> SSM.ParameterHistory {
        SSM.ParameterHistory(
            name: parameter.name, type: parameter.type, keyId: version.keyID, lastModifiedDate: version.modified,
            lastModifiedUser: version.modifiedBy, description: version.description,
            value: shown(version.value, parameter.type, decrypted: decrypted), allowedPattern: version.allowedPattern,
            version: version.number, labels: version.labels, tier: version.tier, policies: [], dataType: "text")
    }

    static func metadata(_ parameter: StoredParameter) -> SSM.ParameterMetadata? {
        parameter.latest.map { version in
            SSM.ParameterMetadata(
                name: parameter.name, arn: parameter.arn, type: parameter.type, keyId: version.keyID,
                lastModifiedDate: version.modified, lastModifiedUser: version.modifiedBy,
                description: version.description, allowedPattern: version.allowedPattern, version: version.number,
                tier: version.tier, policies: [], dataType: "text")
        }
    }
}

extension Int {
    /// A key that sorts like the number.
    fileprivate var sortingKey: String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, 12 - digits.count)) + digits
    }
}
