import SlipwayDomain

extension FailureMode {
    /// Every exit of the application's own, with what its code says.
    static let applicationExit = FailureMode(
        id: "app-essential-exited", title: "the application ended", nature: .application, withoutUs: "ECS would start it again and again without slowing down; without a circuit breaker CloudFormation waits 3 h",
        fault: .exitAtBoot,
        recognise: { signals in
            guard let culprit = signals.culprit, let code = culprit.exitCode, code != 137, code != 143 else { return nil }
            let last = signals.log.last { !$0.allSatisfy(\.isWhitespace) }
            let said = last.map { "; its last words: \(String(TaskSignals.cut($0).prefix(200)))" } ?? "; it wrote nothing"
            let when = signals.task.startedAt.flatMap { started in
                (signals.task.executionStoppedAt ?? signals.task.stoppingAt ?? signals.task.stoppedAt).map {
                    " after \(started.duration(to: $0).words)"
                }
            } ?? ""
            return Recognised(
                cause: "\(culprit.name) ended with exit code \(code)\(when): \(ExitCodes.meaning(of: code))\(said)",
                fix: ExitCodes.fix(for: code),
                evidence: [
                    Evidence(source: "ecs:DescribeTasks", field: "containers[\(culprit.name)].exitCode", text: "\(code)")
                ] + signals.reasonEvidence + signals.logEvidence,
                fingerprint: "\(culprit.name):\(code)")
        })
}

/// What exit codes say by convention (sysexits.h, POSIX shell, 128 + signal). Applications may mean something else.
enum ExitCodes {
    static func meaning(of code: Int) -> String {
        switch code {
        case 0: "it finished, but a service must go on running"
        case 1: "a general error"
        case 2: "wrong usage, or a shell error"
        case 64: "wrong arguments"
        case 65: "bad input data"
        case 69: "something it needs is unavailable"
        case 70: "an internal error"
        case 77: "a permission is missing"
        case 78: "its configuration is wrong or incomplete"
        case 126: "the command may not be executed"
        case 127: "the command was not found"
        case 132: "an illegal instruction (a crash, or another processor)"
        case 134: "it aborted"
        case 135, 138: "a bus error"
        case 136: "an arithmetic error"
        case 139: "a segmentation fault"
        case 255: "an error without a code of its own"
        case 129..<160: "ended by signal \(code - 128)"
        default: "the application's own code"
        }
    }

    static func fix(for code: Int) -> String {
        switch code {
        case 0: "give the service a command that keeps running, or run it as a task: slipway run"
        case 69: "see that what it connects to at boot (a database?) can be reached from the tasks' network"
        case 78: "compare the variables it asks for with variables: and secrets: in slipway.yml"
        case 126, 127: "correct command: or entrypoint: in slipway.yml"
        default: "mend what its log says; the whole log: slipway logs --since 15m"
        }
    }
}
