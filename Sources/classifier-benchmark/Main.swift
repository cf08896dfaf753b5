import SlipwayDomain
import SlipwayFailures

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Classifies a night of crashes: 10,000 stopped tasks with a million log lines between them. Prints the seconds and the
/// most memory that the process had. Run with `make benchmark-classifier`.
@main
enum ClassifierBenchmark {
    static let tasks = 10_000
    static let linesEach = 100

    static func main() {
        let observation = night()
        // The first classification builds what all others use.
        let clock = ContinuousClock()
        let started = clock.now
        let findings = Classifier.classify(observation)
        let seconds = started.duration(to: clock.now)
        for finding in findings.prefix(12) { print("\(finding.failure)  \(finding.tasks.count) tasks") }
        print("\(tasks) tasks, \(tasks * linesEach) lines: \(seconds.words) (target 2 s)")
        print("\(peak() / 1_048_576) MiB at most (target 200 MB)")
    }

    /// Five ways to fail, each task with lines that mean nothing and one that does.
    private static func night() -> Observation {
        let ends: [(code: Int?, reason: String, line: String)] = [
            (1, "Essential container in task exited", "Error: connect ECONNREFUSED 10.0.12.7:5432"),
            (78, "Essential container in task exited", "fatal: environment variable DATABASE_URL is required"),
            (137, "Essential container in task exited", "memory: 511 of 512 MiB"),
            (
                nil,
                "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref "
                    + "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:gone: not found", "nothing"
            ),
            (
                nil,
                "ResourceInitializationError: unable to pull secrets or registry auth: retrieved secret from Secrets "
                    + "Manager did not contain json key jwt_secret", "nothing"
            ),
        ]
        var observed: [TaskObservation] = []
        var logs: [LogTail] = []
        observed.reserveCapacity(tasks)
        logs.reserveCapacity(tasks)
        for number in 0..<tasks {
            let end = ends[number % ends.count]
            let arn = "arn:aws:ecs:eu-west-1:111122223333:task/shop/\(number)"
            observed.append(
                TaskObservation(
                    arn: arn, taskDefinition: "web:2", lastStatus: "STOPPED", desiredStatus: "STOPPED",
                    stopCode: end.code == nil ? "TaskFailedToStart" : "EssentialContainerExited",
                    stoppedReason: end.reason,
                    containers: [ContainerObservation(name: "app", lastStatus: "STOPPED", exitCode: end.code)]))
            var lines = (0..<linesEach - 1).map { "2026-01-01T00:00:00Z INFO request \(number).\($0) served in 12 ms" }
            lines.append(end.line)
            logs.append(LogTail(task: arn, container: "app", lines: lines))
        }
        return Observation(takenAt: Moment(millisecondsSinceEpoch: 1_790_000_000_000), tasks: observed, logs: logs)
    }

    /// Bytes of the largest resident set so far.
    private static func peak() -> Int {
        var usage = rusage()
        #if os(macOS)
        getrusage(RUSAGE_SELF, &usage)
        return usage.ru_maxrss
        #else
        // 0 is this process itself; the constant has a type of its own in one C library and none in another.
        getrusage(0, &usage)
        return usage.ru_maxrss * 1024
        #endif
    }
}
