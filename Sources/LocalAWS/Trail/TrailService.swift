import AWSRuntime
import AWSServices

/// CloudTrail: who changed what here lately.
package struct TrailService: Sendable {
    private let store: TrailStore

    package init(store: TrailStore) {
        self.store = store
    }

    package func given() -> GivenTable {
        var table = GivenTable()
        table.on(CloudTrail.LookupEvents.self) { store.take($1.events ?? [], in: $2) }
        return table
    }

    package func operations() -> OperationTable {
        var table = OperationTable(service: CloudTrail.service)
        table.on(CloudTrail.LookupEvents.self, refusing: ["EventCategory"]) { input, context in
            if let start = input.startTime, let end = input.endTime,
                start.millisecondsSinceEpoch > end.millisecondsSinceEpoch
            {
                throw CloudTrail.InvalidTimeRangeException(message: "The start time is after the end time.")
            }
            let found = store.events(in: context.scope).filter { event in
                let moment = event.eventTime?.millisecondsSinceEpoch ?? 0
                return (input.startTime.map { $0.millisecondsSinceEpoch <= moment } ?? true)
                    && (input.endTime.map { moment <= $0.millisecondsSinceEpoch } ?? true)
                    // The service takes one attribute; more would all have to match.
                    && (input.lookupAttributes ?? []).allSatisfy { Self.matches(event, $0) }
            }
            do {
                let page = try Paging.pageInOrder(
                    found, after: input.nextToken, limit: min(50, input.maxResults ?? 50), key: { $0.eventId ?? "" })
                return .init(events: page.items, nextToken: page.next)
            } catch {
                throw CloudTrail.InvalidNextTokenException(message: "The next token is not valid.")
            }
        }
        return table
    }

    private static func matches(_ event: CloudTrail.Event, _ attribute: CloudTrail.LookupAttribute) -> Bool {
        let value = attribute.attributeValue
        return switch attribute.attributeKey {
        case .eventId: event.eventId == value
        case .eventName: event.eventName == value
        case .eventSource: event.eventSource == value
        case .username: event.username == value
        case .readOnly: event.readOnly == value
        case .accessKeyId: event.accessKeyId == value
        case .resourceName: event.resources?.contains { $0.resourceName == value } ?? false
        case .resourceType: event.resources?.contains { $0.resourceType == value } ?? false
        case .unknown: false
        }
    }
}
