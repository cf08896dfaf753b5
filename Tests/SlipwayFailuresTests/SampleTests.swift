import Foundation
import SlipwayDomain
import SlipwayFailures
import TestSupport
import Testing

/// The public captures of the facts, read where they lie.
@Suite("Samples", .enabled(if: sharedMaterial("facts/ecs-failure-samples.json") != nil)) struct SampleTests {
    struct Sample {
        var id: String
        var kind: String
        var body: [String: Any]
    }

    static func samples() throws -> [Sample] {
        let url = try #require(sharedMaterial("facts/ecs-failure-samples.json"))
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        return try #require(json as? [[String: Any]]).compactMap { entry in
            guard let id = entry["id"] as? String, let kind = entry["kind"] as? String,
                let body = entry["sample"] as? [String: Any]
            else { return nil }
            return Sample(id: id, kind: kind, body: body)
        }
    }

    static func task(_ json: [String: Any]) -> TaskObservation {
        let containers = (json["containers"] as? [[String: Any]] ?? []).map {
            ContainerObservation(
                name: $0["name"] as? String ?? "app", lastStatus: $0["lastStatus"] as? String,
                exitCode: ($0["exitCode"] as? NSNumber)?.intValue, reason: $0["reason"] as? String)
        }
        return TaskObservation(
            arn: json["taskArn"] as? String ?? "arn:aws:ecs:eu-west-1:123456789012:task/c/0123",
            taskDefinition: json["taskDefinitionArn"] as? String ?? "td:1",
            lastStatus: json["lastStatus"] as? String ?? "STOPPED", desiredStatus: "STOPPED",
            stopCode: json["stopCode"] as? String, stoppedReason: json["stoppedReason"] as? String,
            containers: containers)
    }

    /// What a sample is recognised as; nothing for kinds that belong to stacks.
    static func recognise(_ sample: Sample) -> FailureID? {
        let taken = Moment(millisecondsSinceEpoch: 0)
        switch sample.kind {
        case "eventbridge.task-state-change":
            let detail = sample.body["detail"] as? [String: Any] ?? [:]
            return Classifier.classify(Observation(takenAt: taken, tasks: [task(detail)])).first?.failure
        case "describe-tasks":
            let tasks = (sample.body["tasks"] as? [[String: Any]] ?? []).map(task)
            return Classifier.classify(Observation(takenAt: taken, tasks: tasks)).first?.failure
        case "describe-services":
            return service(sample, at: taken)
        case "api-error":
            let error = sample.body["error"] as? [String: Any] ?? [:]
            let message = error["message"] as? String ?? ""
            return Classifier.classify(
                refusalBy: "ecs:CreateService", code: "InvalidParameterException", message: message
            ).failure
        default: return nil
        }
    }

    private static func service(_ sample: Sample, at taken: Moment) -> FailureID? {
        let services = sample.body["services"] as? [[String: Any]] ?? []
        let events = (services.first?["events"] as? [[String: Any]] ?? []).enumerated().map {
            ServiceEvent(id: "\($0.offset)", createdAt: taken, message: $0.element["message"] as? String ?? "")
        }
        // A health event only says why; that a task was stopped for it is told by the task.
        var tasks: [TaskObservation] = []
        if events.contains(where: { $0.message.contains("is unhealthy in") }) {
            tasks = [
                TaskObservation(
                    arn: "arn:aws:ecs:eu-west-1:123456789012:task/c/ca675154", taskDefinition: "td:1",
                    lastStatus: "DEACTIVATING", desiredStatus: "STOPPED", stopCode: "ServiceSchedulerInitiated",
                    stoppedReason: "Task failed ELB health checks in (target-group arn:aws:x)")
            ]
        }
        let observed = ServiceObservation(arn: "s", taskDefinition: "td:1", desiredCount: 1, events: events)
        let workload = Workload(
            settings: ServiceSettings(taskDefinition: "td:1", desiredCount: 1, gracePeriod: .seconds(60)))
        return Classifier.classify(Observation(takenAt: taken, service: observed, tasks: tasks), workload).first?
            .failure
    }

    @Test("each public capture of tasks, events and refusals is recognised as what it is")
    func recognised() throws {
        let samples = try Self.samples()
        #expect(samples.count >= 25)
        var recognised = 0
        for sample in samples where !sample.id.hasPrefix("cfn-") {
            guard let found = Self.recognise(sample) else {
                #expect(sample.kind == "stack-event", "\(sample.id) gives nothing")
                continue
            }
            let wanted = sample.id.components(separatedBy: "--")[0]
            #expect(found.name == wanted, "\(sample.id) was taken for \(found)")
            recognised += 1
        }
        #expect(recognised >= 18)
    }
}
