import SlipwayDomain
import SlipwayFailures
import Testing

@Suite("Recognising placement") struct PlacementTests {
    static func findings(event: String, _ workload: Workload = Workload()) -> [Finding] {
        let service = ServiceObservation(
            arn: "s", taskDefinition: "web:2", desiredCount: 1,
            events: [ServiceEvent(id: "1", createdAt: Foreseen.now, message: event)])
        return Classifier.classify(Observation(takenAt: Foreseen.now, service: service), workload)
    }

    @Test("names the closest instance and what a task asks for")
    func particulars() throws {
        let workload = Workload(
            service: Service(region: "eu-west-1", cluster: "shop", name: "web"),
            taskDefinition: Foreseen.definition { $0.cpu = 1024 })
        let found = try #require(
            Self.findings(
                event: "(service web) was unable to place a task because no container instance met all of its "
                    + "requirements. The closest matching (container-instance 2344) has insufficient CPU units available.",
                workload
            ).first)
        #expect(found.cause.en.contains("a task asks for 1024 CPU units"))
        #expect(found.cause.en.contains("the closest is 2344"))
        #expect(found.fix.en.contains("--cluster shop --container-instances 2344"))
        #expect(found.nature == .mayPass)
    }

    @Test(
        "a short reason of ECS is one only where it stands as such",
        arguments: [
            "(service web) has started 1 tasks with the agent on ATTRIBUTE a.",
            "(service web) moved to another location: done.", "the agent: fine",
        ])
    func words(event: String) {
        #expect(Self.findings(event: event) == [])
    }

    @Test("ECS's pause is told, and never before what stopped the tasks")
    func pause() {
        let service = ServiceObservation(
            arn: "s", taskDefinition: "web:2", desiredCount: 1,
            events: [
                ServiceEvent(
                    id: "1", createdAt: Foreseen.now,
                    message: "(service web) is unable to consistently start tasks successfully.")
            ])
        let task = TaskObservation(
            arn: "arn:aws:ecs:eu-west-1:111122223333:task/shop/a", taskDefinition: "web:2", lastStatus: "STOPPED",
            desiredStatus: "STOPPED", stopCode: "TaskFailedToStart", stoppedReason: "TaskFailedToStart: RESOURCE:GPU")
        let found = Classifier.classify(Observation(takenAt: Foreseen.now, service: service, tasks: [task]))
        #expect(found.map(\.failure) == ["place-gpu-missing", "task-launch-throttled"])
    }

    @Test("Fargate without room on Spot is told with a strategy that keeps a base")
    func spot() throws {
        let workload = Workload(
            settings: ServiceSettings(
                taskDefinition: "web:2", desiredCount: 1,
                capacityProviders: [CapacityShare(provider: "FARGATE_SPOT", weight: 1)]))
        let event = "(service web) was unable to place a task. Reason: Capacity is unavailable at this time."
        let found = try #require(Self.findings(event: event, workload).first)
        #expect(found.cause.en.contains("Spot"))
        #expect(found.fix.en.contains("capacityProvider=FARGATE,base=1"))
    }

    @Test("a task waits in vain for an instance only after a while, and only of a group")
    func waiting() {
        func found(after seconds: Int, provider: String) -> [Finding] {
            let task = TaskObservation(
                arn: "arn:aws:ecs:eu-west-1:111122223333:task/shop/a", taskDefinition: "web:2",
                lastStatus: "PROVISIONING", desiredStatus: "RUNNING", createdAt: Foreseen.now)
            let workload = Workload(
                settings: ServiceSettings(
                    taskDefinition: "web:2", desiredCount: 1,
                    capacityProviders: [CapacityShare(provider: provider, weight: 1)]))
            let taken = Foreseen.now.advanced(by: .seconds(seconds))
            return Classifier.classify(Observation(takenAt: taken, tasks: [task]), workload)
        }
        #expect(found(after: 60, provider: "shop") == [])
        #expect(found(after: 600, provider: "FARGATE") == [])
        let late = found(after: 600, provider: "shop")
        #expect(late.map(\.failure) == ["capacity-provider-cannot-scale"])
        #expect(late.first?.severity == .warn)
    }
}
