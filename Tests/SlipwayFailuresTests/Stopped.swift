import SlipwayDomain
import SlipwayFailures

/// Tasks that stopped, and what the classifier makes of them.
enum Stopped {
    static let now = Moment(millisecondsSinceEpoch: 1_790_000_000_000)
    static let definition = "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:2"

    static func task(
        _ reason: String?, id: String = "a", code: String? = "TaskFailedToStart",
        containers: [ContainerObservation] = [], _ change: (inout TaskObservation) -> Void = { _ in }
    ) -> TaskObservation {
        var task = TaskObservation(
            arn: "arn:aws:ecs:eu-west-1:111122223333:task/shop/\(id)", taskDefinition: definition,
            startedBy: "ecs-svc/2", lastStatus: "STOPPED", desiredStatus: "STOPPED", stopCode: code,
            stoppedReason: reason, containers: containers)
        change(&task)
        return task
    }

    static func findings(
        _ tasks: [TaskObservation], logs: [LogTail] = [], _ change: (inout Workload) -> Void = { _ in }
    ) -> [Finding] {
        var workload = Workload()
        change(&workload)
        return Classifier.classify(Observation(takenAt: now, tasks: tasks, logs: logs), workload)
    }
}
