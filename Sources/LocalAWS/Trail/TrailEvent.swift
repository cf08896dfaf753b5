import AWSRuntime
import AWSServices
import FoundationEssentials

/// A call as CloudTrail writes it, without what the model calls sensitive.
enum TrailEvent {
    static func event(of call: TrailStore.Call) -> CloudTrail.Event {
        let user = String(call.identity.arn.split(separator: "/").last ?? "")
        return CloudTrail.Event(
            eventId: call.eventID, eventName: call.operation, readOnly: "false",
            accessKeyId: call.identity.accessKeyID, eventTime: call.moment, eventSource: source(call.service),
            username: user, resources: [], cloudTrailEvent: text(.object(record(call, user: user))))
    }

    /// `ecs.amazonaws.com`.
    private static func source(_ service: ServiceDescription) -> String {
        "\(service.endpointPrefix.split(separator: ".").last ?? "").amazonaws.com"
    }

    private static func record(_ call: TrailStore.Call, user: String) -> [String: JSONValue] {
        let kind = call.identity.arn.contains(":assumed-role/") ? "AssumedRole" : "IAMUser"
        var record: [String: JSONValue] = [
            "eventVersion": .string("1.11"), "eventTime": .string(isoText(call.moment)),
            "eventSource": .string(source(call.service)), "eventName": .string(call.operation),
            "awsRegion": .string(call.scope.region), "sourceIPAddress": .string(call.sourceAddress),
            "userAgent": .string(call.userAgent), "requestID": .string(call.requestID),
            "eventID": .string(call.eventID), "readOnly": .boolean(false), "eventType": .string("AwsApiCall"),
            "managementEvent": .boolean(true), "recipientAccountId": .string(call.scope.account),
            "eventCategory": .string("Management"), "responseElements": .null,
            "userIdentity": .object([
                "type": .string(kind), "principalId": .string(call.identity.userID),
                "arn": .string(call.identity.arn), "accountId": .string(call.identity.account),
                "accessKeyId": .string(call.identity.accessKeyID), "userName": .string(user),
            ]),
        ]
        record["requestParameters"] = call.input.map { json($0.value, $0.shape) } ?? .null
        if let error = call.error {
            record["errorCode"] = .string(error.code)
            record["errorMessage"] = error.message.map(JSONValue.string) ?? .null
        }
        return record
    }

    private static func isoText(_ moment: Timestamp) -> String {
        Date(timeIntervalSince1970: Double(moment.millisecondsSinceEpoch / 1000)).formatted(.iso8601)
    }

    private static func text(_ json: JSONValue) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // It is made of plain values, none of which JSON cannot say.
        guard let data = try? encoder.encode(json) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// The input in CloudTrail's manner: names begin small, and what is sensitive is not shown.
    private static func json(_ value: AWSValue, _ shape: Shape) -> JSONValue {
        if shape.isSensitive { return .string("HIDDEN_DUE_TO_SECURITY_REASONS") }
        switch (value, shape.kind) {
        case (.string(let text), _): return .string(text)
        case (.boolean(let flag), _): return .boolean(flag)
        case (.integer(let number), _): return .integer(number)
        case (.double(let number), _): return number.isFinite ? .double(number) : .string("\(number)")
        case (.timestamp(let moment), _): return .string(isoText(moment))
        case (.list(let values), .list(let traits)):
            let element = traits.element()
            return .array(values.map { json($0, element) })
        case (.map(let entries), .map(let traits)):
            let element = traits.value()
            return .object(entries.mapValues { json($0, element) })
        case (.structure(let members), .structure(let traits)):
            var result: [String: JSONValue] = [:]
            for member in traits.members {
                guard let value = members[member.name], value != .null else { continue }
                result[member.name.prefix(1).lowercased() + member.name.dropFirst()] = json(value, member.target())
            }
            return .object(result)
        case (.document(let document), _): return document
        default: return .null
        }
    }
}
