import SlipwayConsole
import SlipwayDomain
import SlipwayEvidence
import Testing

@testable import SlipwayCommands

@Suite("What a diagnosis says") struct DiagnosisTests {
    static let now = Moment(millisecondsSinceEpoch: 1_790_000_000_000)

    static func offline(_ text: String) -> String {
        var diagnosis = Diagnosis(subject: "file", offline: EvidenceFile(reading: text, now: now))
        diagnosis.findings = diagnosis.findings.map { $0.withoutSecrets(Redactor()) }
        return DiagnosisReport(diagnosis: diagnosis).lines(.plain).joined(separator: "\n")
    }

    @Test("what cannot be read is not called fine, and what it takes is said")
    func nothing() {
        let said = Self.offline("{}")
        #expect(said.hasPrefix("? file: nothing in it that Slipway can read"))
        #expect(said.contains("aws ecs describe-tasks"))
        #expect(!said.contains("✔"))
    }

    @Test("of a task that ECS has forgotten it is said where to look")
    func forgotten() {
        let arn = "arn:aws:ecs:eu-west-1:111122223333:task/prod/0123"
        let said = Self.offline(#"{"tasks":[],"failures":[{"arn":"\#(arn)","reason":"MISSING"}]}"#)
        #expect(said.hasPrefix("?"))
        #expect(said.contains("no longer knows the task 0123"))
        #expect(said.contains("--cluster prod"))
    }

    @Test(
        "what looks like a secret in the evidence is not shown",
        arguments: [
            "token=abcdefgh12345678", "key AKIAIOSFODNN7EXAMPLE", "password: hunter2hunter2",
            "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghij",
            "MIIEpAIBAAKCAQEA75vIrxXK4GvqMhGYqkPmVLsUfTqTSOFB3xd8",
        ])
    func secrets(line: String) {
        let secret = line.split(separator: " ").last.map { $0.split(separator: "=").last ?? $0 } ?? ""
        for text in [line, "boom\n\(line)"] {
            let said = Self.offline(text)
            #expect(said.contains("[secret?]"), "\(said)")
            #expect(!said.contains(secret))
        }
    }

    static func diagnosis(running: Int) -> Diagnosis {
        let tasks = [(1, 900), (2, 300)].map { number, seconds in
            TaskObservation(
                arn: "arn:aws:ecs:r:a:task/c/\(number)", taskDefinition: "arn:aws:ecs:r:a:task-definition/web:5",
                lastStatus: "STOPPED", desiredStatus: "STOPPED", stopCode: "EssentialContainerExited",
                stoppedReason: "Essential container in task exited",
                containers: [ContainerObservation(name: "app", exitCode: 3)],
                stoppedAt: now.advanced(by: .seconds(-seconds)))
        }
        let service = ServiceObservation(
            arn: "s", taskDefinition: "arn:aws:ecs:r:a:task-definition/web:4", desiredCount: 2, runningCount: running,
            deployments: [
                DeploymentObservation(
                    id: "ecs-svc/1", status: .primary, taskDefinition: "web:4", desiredCount: 2,
                    rolloutState: .completed)
            ])
        return Diagnosis(
            subject: "shop/web",
            signals: Signals(observation: Observation(takenAt: now, service: service, tasks: tasks)), looked: [])
    }

    @Test(
        "a service that is steady now is said to be, before what went wrong; each failure has its release and time"
    )
    func steady() {
        let lines = DiagnosisReport(diagnosis: Self.diagnosis(running: 2)).lines(.plain)
        #expect(lines.first == "✔ the service is healthy now: 2/2 tasks run web:4")
        #expect(lines.dropFirst().first == "· 5 min ago web:5 failed:")
        #expect(lines.contains { $0.contains("web:5, 5 min ago, 2 tasks") })
        let broken = DiagnosisReport(diagnosis: Self.diagnosis(running: 1)).lines(.plain)
        #expect(broken.first?.hasPrefix("✘") == true)
    }

    @Test("draining is no failure, and looks like none")
    func draining() {
        let begun = "(service web, taskSet ecs-svc/1) has begun draining connections on 1 tasks."
        let said = Self.offline(
            #"{"services":[{"serviceArn":"s","serviceName":"web","events":[{"message":"\#(begun)"}]}]}"#)
        #expect(said.hasPrefix("·"), "\(said)")
    }
}
