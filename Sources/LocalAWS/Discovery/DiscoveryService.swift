import AWSRuntime
import AWSServices

/// Cloud Map, as far as the checks ask: services and instances that were given.
package struct DiscoveryService: Sendable {
    private let services = GivenThings<CloudMap.ServiceSummary> { $0.id ?? "" }
    /// By service.
    private let instances = ScopedStores<[String: [CloudMap.InstanceSummary]]> { _ in [:] }

    package init() {}

    package func given() -> GivenTable {
        var table = GivenTable()
        table.on(CloudMap.ListServices.self) { services.take($1.services, in: $2) }
        table.on(CloudMap.ListInstances.self) { input, answer, scope in
            guard let service = input?.serviceId else {
                throw GivenTable.Problem("servicediscovery:ListInstances needs with.ServiceId")
            }
            instances.with(scope) { $0[service] = answer.instances ?? [] }
        }
        return table
    }

    package func operations() -> OperationTable {
        var table = OperationTable(service: CloudMap.service, validationErrorCode: "InvalidInput")
        let badToken = CloudMap.InvalidInput(message: "The token is not valid.")
        table.on(CloudMap.ListServices.self, refusing: ["Filters"]) { input, context in
            let page = try services.page(
                services.all(in: context.scope), after: input.nextToken, limit: input.maxResults, badToken: badToken)
            return .init(services: page.items, nextToken: page.next)
        }
        table.on(CloudMap.ListInstances.self) { input, context in
            guard services.find(input.serviceId, in: context.scope) != nil else {
                throw CloudMap.ServiceNotFound(message: "Service not found: \(input.serviceId)")
            }
            let found = instances.with(context.scope) { $0[input.serviceId] ?? [] }
            do {
                let page = try Paging.page(
                    found.sorted { ($0.id ?? "") < ($1.id ?? "") }, after: input.nextToken,
                    limit: input.maxResults ?? 100, key: { $0.id ?? "" })
                return .init(instances: Array(page.items), nextToken: page.next)
            } catch {
                throw badToken
            }
        }
        return table
    }
}
