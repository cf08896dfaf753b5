import SlipwayDomain

/// Gathers what a text holds. Shapes are told by their members, not by where they stand, so that whole answers, single
/// items of them and mixtures are read alike.
struct EvidenceCollection {
    private let now: Moment
    private var tasks: [TaskObservation] = []
    private var services: [ServiceObservation] = []
    private var deployments: [ServiceDeploymentObservation] = []
    private var logs: [LogTail] = []
    private var refusals: [CallRefusal] = []
    private var stackEvents: [StackEventObservation] = []
    private var texts: [String] = []
    private var targets: [(address: String, TargetObservation)] = []
    private var network = NetworkCollection()
    private var workload = Workload()
    private var moment: Moment?
    /// ARNs of tasks that ECS was asked about and no longer knows.
    private(set) var forgotten: [String] = []
    /// More than this nobody reads, and it would only cost time.
    private static let depth = 24

    init(now: Moment) {
        self.now = now
    }

    // MARK: Taking in

    mutating func collect(_ value: JSON, depth: Int = 0) {
        guard depth < Self.depth else { return }
        for item in value.list { collect(item, depth: depth + 1) }
        guard case .object = value else { return }
        if let now = value["now"]?.moment { moment = now }
        take(failures: value["failures"]?.list ?? [])
        if take(value) { return }
        for (_, member) in value.members { collect(member, depth: depth + 1) }
    }

    /// Whether the object was understood, so that its members need not be looked at.
    private mutating func take(_ value: JSON) -> Bool {
        if let detail = value["detail"], value["detail-type"] != nil {
            take(event: value, detail)
            return true
        }
        if value["serviceDeploymentArn"] != nil, value["status"] != nil {
            deployments.append(ServiceDeploymentObservation(value))
            return true
        }
        // Lines name their task as well: they come before tasks.
        if let lines = value["lines"]?.list, value["container"] != nil {
            logs.append(
                LogTail(
                    task: value["taskArn"]?.text ?? "", container: value["container"]?.text ?? "app",
                    lines: lines.compactMap(\.text)))
            return true
        }
        if value["taskArn"] != nil || value["stoppedReason"] != nil || isTask(value) {
            tasks.append(TaskObservation(value, number: tasks.count))
            return true
        }
        if value["taskDefinitionArn", "family"] != nil, value["containerDefinitions"] != nil {
            workload.taskDefinition = TaskDefinitionFact(value)
            return true
        }
        if let secret = value["ARN"]?.text, secret.contains(":secretsmanager:") {
            // A description or a value: what counts is when it changed, and nothing else is kept.
            workload.secretsChangedAt[secret] = value["LastChangedDate"]?.moment
            return true
        }
        if value["serviceArn", "serviceName"] != nil || isService(value) {
            services.append(ServiceObservation(value, number: services.count))
            workload.settings = workload.settings ?? ServiceSettings(value)
            return true
        }
        if value["ResourceStatus"] != nil || value["ResourceStatusReason"] != nil {
            stackEvents.append(StackEventObservation(value))
            noteAge(of: value)
            return true
        }
        if let stack = StackEventObservation(stack: value) {
            stackEvents.append(stack)
            return true
        }
        if let health = value["TargetHealth"], value["Target"] != nil {
            targets.append((value["Target"]?["Id"]?.text ?? "", TargetObservation(value, health)))
            return true
        }
        if value["TargetGroupArn"] != nil, value["HealthCheckProtocol"] != nil {
            workload.targetGroups.append(TargetGroupFact(value))
            return true
        }
        if let refusal = CallRefusal(value) {
            // What was saved beside the error is looked at as well.
            refusals.append(refusal)
            return false
        }
        if network.take(value) { return true }
        if let message = value["message"]?.text, value["timestamp"] != nil {
            addLine(message, stream: value["logStreamName"]?.text)
            return true
        }
        return false
    }

    /// When a stack made a role or a policy: what a task may do depends on how long that is ago.
    private mutating func noteAge(of event: JSON) {
        guard let type = event["ResourceType"]?.text, type.hasPrefix("AWS::IAM::"),
            event["ResourceStatus"]?.text == "CREATE_COMPLETE", let made = event["Timestamp"]?.moment,
            let id = event["LogicalResourceId"]?.text
        else { return }
        workload.createdAt["\(type) \(id)"] = made
    }

    private func isTask(_ value: JSON) -> Bool {
        value["containers"]?.list.isEmpty == false && value["lastStatus", "stopCode"] != nil
    }

    private func isService(_ value: JSON) -> Bool {
        value["deployments"] != nil && value["events"] != nil
            || value["events"]?.list.contains { $0["message"] != nil && $0["timestamp"] == nil } ?? false
    }

    /// Why RunTask or StartTask started nothing: answers without an error. What is merely not there any more is no refusal.
    private mutating func take(failures: [JSON]) {
        for failure in failures {
            guard let reason = failure["reason"]?.text else { continue }
            guard reason != "MISSING" else {
                if let arn = failure["arn"]?.text, arn.contains(":task/") { forgotten.append(arn) }
                continue
            }
            refusals.append(
                CallRefusal(operation: "ecs:RunTask", code: reason, message: failure["detail"]?.text ?? reason))
        }
    }

    private mutating func take(event: JSON, _ detail: JSON) {
        switch event["detail-type"]?.text {
        case "ECS Task State Change": tasks.append(TaskObservation(detail, number: tasks.count))
        case "ECS Deployment State Change", "ECS Service Action":
            let words = [detail["eventName"]?.text, detail["reason"]?.text].compactMap(\.self).joined(separator: ": ")
            services.append(
                ServiceObservation(
                    arn: event["resources"]?.list.first?.text ?? "", taskDefinition: "", desiredCount: 0,
                    events: [ServiceEvent(id: "0", createdAt: event["time"]?.moment ?? now, message: words)]))
        default: collect(detail, depth: 1)
        }
    }

    /// A line of a log stream `prefix/container/task-id`.
    private mutating func addLine(_ message: String, stream: String?) {
        let parts = stream?.split(separator: "/").map(String.init) ?? []
        let container = parts.count >= 2 ? parts[parts.count - 2] : "app"
        let task = parts.last ?? ""
        if let last = logs.indices.last, logs[last].task == task, logs[last].container == container {
            logs[last].lines.append(message)
        } else {
            logs.append(LogTail(task: task, container: container, lines: [message]))
        }
    }

    mutating func collect(_ lines: [Substring]) {
        for line in lines {
            if let refusal = CallRefusal(printed: String(line)) {
                refusals.append(refusal)
            } else {
                texts.append(String(line))
            }
        }
    }

    // MARK: Giving out

    var signals: Signals {
        var tasks = tasks
        for index in tasks.indices {
            let address = tasks[index].privateIP
            let own = targets.filter { $0.address == address || tasks.count == 1 }.map(\.1)
            tasks[index].targets += own
        }
        let joined = logs.map { tail in
            var tail = tail
            let full = tasks.first { $0.arn == tail.task || $0.id == tail.task } ?? (tasks.count == 1 ? tasks[0] : nil)
            tail.task = full?.arn ?? tail.task
            return tail
        }
        var service = services.first
        for other in services.dropFirst() { service?.events += other.events }
        var workload = workload
        workload.network = network.network
        let loose = joined.filter { tail in !tasks.contains { $0.arn == tail.task } }
        return Signals(
            observation: Observation(
                takenAt: moment ?? now, service: service, serviceDeployment: deployments.last, tasks: tasks,
                logs: joined),
            workload: workload, refusals: refusals, stackEvents: stackEvents,
            texts: texts + loose.flatMap(\.lines))
    }

    var understood: [Words] {
        func count(_ number: Int, _ one: String, _ many: String, ko: String) -> Words? {
            number == 0 ? nil : Words("\(number) \(number == 1 ? one : many)", ko: "\(ko) \(number)개")
        }
        return [
            count(tasks.count, "task", "tasks", ko: "태스크"),
            count(services.count, "service", "services", ko: "서비스"),
            count(deployments.count, "service deployment", "service deployments", ko: "서비스 배포"),
            count(stackEvents.count, "stack event", "stack events", ko: "스택 이벤트"),
            count(targets.count, "target", "targets", ko: "대상"),
            count(network.network?.subnets.count ?? 0, "subnet", "subnets", ko: "서브넷"),
            count(refusals.count, "refused call", "refused calls", ko: "거부된 호출"),
            count(logs.reduce(0) { $0 + $1.lines.count }, "log line", "log lines", ko: "로그 줄"),
            count(texts.count, "line of text", "lines of text", ko: "텍스트 줄"),
        ].compactMap(\.self)
    }
}
