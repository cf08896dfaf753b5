import SlipwayDomain

extension FailureMode {
    static let taskQuota = PlacementWords.mode(
        "capacity-task-quota", title: "the account's number of tasks is used up",
        explanation: "The account may run only so many tasks at a time.",
        texts: [["reached the limit on the number of tasks"]], cause: "the account runs as many tasks as it may",
        fix:
            "stop tasks that nobody needs, or ask for more: aws service-quotas list-service-quotas --service-code fargate"
    )
}
