import SlipwayDomain

/// What the failures of starting a container share.
enum StartWords {
    static let guide = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
    static let initialisation = guide + "resource-initialization-error.html"
    static let codes = guide + "stopped-task-error-codes.html"

    /// Where ECS says why a container or its task did not start.
    static let places: Set<Place> = [.reason, .event, .stack]

    /// What Docker's refusal looks like.
    static func daemon(_ words: String) -> String {
        "CannotStartContainerError: Error response from daemon: \(words)"
    }

    /// What Fargate's refusal looks like where the program cannot be run.
    static func runtime(_ words: String) -> String {
        daemon(
            "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: "
                + "\(words): unknown")
    }

    /// Whether a text is about running the container's program, and not about mounts, sockets or folders around it.
    static func isAboutProgram(_ reason: Reason) -> Bool {
        reason.hasAny("exec: ", "stat ", "starting container process", "unable to start container process")
            && !reason.hasAny("mounting", "mount.nfs", "efs utils", "logging driver", "chdir", "exec format error")
    }

    /// A line that the runtime itself writes into the container's log when it cannot run the program: `exec /start.sh: …`.
    static func isRuntimesLine(_ reason: Reason) -> Bool {
        reason.text.hasPrefix("exec ") && reason.text.firstRange(of: ": ") != nil
    }

    /// The program that a text names.
    static func program(_ reason: Reason) -> String? {
        reason.value(after: "exec: \"", until: ["\""]) ?? reason.value(after: "stat ", until: [":"])
            ?? (isRuntimesLine(reason) ? reason.value(after: "exec ", until: [":"]) : nil)
    }

    /// "the container app", where the reason stood in one of a task.
    static func container(_ reason: Reason) -> Words {
        let field = Reason(source: "", field: "", text: reason.field)
        return field.value(after: "containers[", until: ["]"]).map {
            Words("the container \($0)", ko: "'\($0)' 컨테이너")
        } ?? Words("the container", ko: "컨테이너")
    }

    /// Of a host whose Docker hangs nothing can be mended from here.
    static let replaceHost = Words(
        "take the instance out: aws ecs update-container-instances-state --cluster CLUSTER --container-instances ID "
            + "--status DRAINING, and replace it",
        ko: "인스턴스를 빼고 교체하십시오: aws ecs update-container-instances-state --cluster CLUSTER "
            + "--container-instances ID --status DRAINING")
}
