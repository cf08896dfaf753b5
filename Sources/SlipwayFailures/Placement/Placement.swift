import SlipwayDomain

// Tasks that find no place. Most of it passes with time or somebody's help; the budget decides.
extension FailureMode {
    private static let alone = "ECS would have tried again for ever, without telling anybody but its event list"

    private static func place(
        _ id: FailureID, title: String, nature: FailureNature = .mayPass, fault: FaultPrimitive? = nil,
        explanation: String, texts: [[String]], cause: String, fix: String
    ) -> FailureMode {
        let read: @Sendable (Reason) -> Recognition? = { reason in
            guard texts.contains(where: { $0.allSatisfy { reason.has($0) } }) else { return nil }
            return Recognition(cause, fix: fix)
        }
        return FailureMode(
            id, title: title, nature: nature, fault: fault, explanation: explanation, withoutUs: alone,
            recognisers: [.event(read), .reason { reason, _ in read(reason) }, .call(read)])
    }

    static let capacityUnavailable = place(
        "capacity-fargate-unavailable", title: "AWS has no room right now", fault: .capacityUnavailable,
        explanation: "The zone has no free capacity of that kind. It comes back; other zones mostly have some.",
        texts: [["capacity is unavailable at this time"]], cause: "AWS has no capacity in the task's zones right now",
        fix: "wait, or add subnets of other zones in slipway.yml: network: { subnets: […] }")

    static let taskQuota = place(
        "capacity-task-quota", title: "the account's number of tasks is used up",
        explanation: "The account may run only so many tasks at a time.",
        texts: [["reached the limit on the number of tasks"]], cause: "the account runs as many tasks as it may",
        fix:
            "stop tasks that nobody needs, or ask for more: aws service-quotas list-service-quotas --service-code fargate"
    )

    static let processorQuota = place(
        "capacity-vcpu-quota", title: "the account's number of processors is used up",
        explanation: "Fargate limits an account's processors in use; new accounts get six.",
        texts: [["reached the limit on the number of vcpus"], ["number of vcpus you can run concurrently"]],
        cause: "the account uses as many Fargate processors as it may",
        fix: "ask for more: aws service-quotas request-service-quota-increase --service-code fargate …, or lower `cpu:`"
    )

    static let insufficientProcessor = place(
        "place-insufficient-cpu", title: "no instance has enough CPU left",
        explanation: "The cluster's instances are too full for another task.",
        texts: [["insufficient cpu units available"], ["resource:cpu"]],
        cause: "no instance of the cluster has enough CPU left", fix: "add an instance, or lower `cpu:` in slipway.yml")

    static let insufficientMemory = place(
        "place-insufficient-memory", title: "no instance has enough memory left",
        explanation: "The cluster's instances are too full for another task.",
        texts: [["insufficient memory available"], ["resource:memory"]],
        cause: "no instance of the cluster has enough memory left",
        fix: "add an instance, or lower `memory:` in slipway.yml")

    static let noInstances = place(
        "place-no-instances", title: "the cluster has no instances",
        explanation: "The service asks for EC2 instances and the cluster has none.",
        texts: [["no container instances were found"], ["no active instances"], ["empty capacity provider"]],
        cause: "the cluster has no instances to run tasks on", fix: "add instances to the cluster, or use Fargate")

    static let launchThrottled = place(
        "task-launch-throttled", title: "ECS pauses between attempts", fault: .launchThrottled,
        explanation:
            "Tasks failed to start several times, and ECS waits longer and longer before it tries again. It is a "
            + "consequence, never the cause.",
        texts: [["unable to consistently start tasks successfully"], ["operations are being throttled"]],
        cause: "ECS waits before it tries again, because earlier tasks failed to start",
        fix: "mend what made them fail; a new task definition ends the pause at once")

    static let callThrottled = place(
        "api-throttled", title: "AWS refuses calls for now", fault: .apiThrottled,
        explanation: "More calls are made than AWS answers in a second. It passes.",
        texts: [["rate exceeded"], ["throttlingexception"], ["too many requests"]],
        cause: "more calls are made than AWS answers in a second", fix: "wait; nothing else is needed")

    static let spotInterrupted = FailureMode(
        "capacity-spot-interrupted", title: "AWS took the spot capacity back", nature: .mayPass,
        explanation: "Spot capacity is lent; AWS took it back with two minutes' notice.",
        withoutUs: "ECS would have started the task elsewhere",
        recognisers: [
            .reason { reason, signals in
                guard
                    reason.has("spot", "interrupted") || signals.task.stopCode == "SpotInterruption"
                        || reason.has("spotinterruption")
                else { return nil }
                return Recognition(
                    "AWS took the task's spot capacity back", fix: "keep part of the tasks on FARGATE in the strategy")
            }
        ])
}
