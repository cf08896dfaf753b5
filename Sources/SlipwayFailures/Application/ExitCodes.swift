import SlipwayDomain

// What exit codes mean. Each is a mode of its own; they share a fingerprint for each container and code.
extension FailureMode {
    private static func exit(
        _ id: FailureID, _ code: Int, title: String, meaning: String, explanation: String, fix: String,
        fault: FaultPrimitive? = .exitAtBoot, confidence: Confidence = .likely
    ) -> FailureMode {
        FailureMode(
            id, title: title, nature: .application, fault: fault, explanation: explanation,
            withoutUs: ApplicationWords.alone,
            recognisers: [
                .exit { exit, _ in
                    guard exit.code == code else { return nil }
                    return ApplicationWords.ended(exit, meaning, fix: fix, confidence: confidence)
                }
            ])
    }

    static let exitNotExecutable = exit(
        "app-exit-126", 126, title: "the command cannot be executed",
        meaning: "its shell found the command but may not execute it",
        explanation: "A shell in the container found the program, but it is not executable, is a folder or is made for "
            + "another processor.", fix: "in the Dockerfile: RUN chmod +x on the program",
        fault: .executableNotPermitted)

    static let exitCommandNotFound = exit(
        "app-exit-127", 127, title: "the command was not found",
        meaning: "its shell did not find the command, or a shared library is missing",
        explanation:
            "A shell in the container did not find the program, its interpreter, or a library it is linked to.",
        fix: "correct `command:` in slipway.yml, or put the program and its libraries into the image",
        fault: .executableMissing)

    static let exitConfiguration = exit(
        "app-exit-78", 78, title: "the application refuses its configuration",
        meaning: "by convention: its configuration is wrong",
        explanation:
            "Exit code 78 (EX_CONFIG of sysexits) says that the configuration is wrong: a variable is missing or "
            + "has a value that the application cannot use.",
        fix: "read its last lines, then correct variables: or secrets: in slipway.yml")

    static let exitUnavailable = exit(
        "app-exit-69", 69, title: "something the application needs is not there",
        meaning: "by convention: a service that it needs is not available",
        explanation:
            "Exit code 69 (EX_UNAVAILABLE of sysexits) says that something needed, mostly the database, could not "
            + "be reached.", fix: "read its last lines; check that the database runs and lets the tasks in")

    static let exitSegmentationFault = exit(
        "app-exit-139", 139, title: "the application crashed",
        meaning: "it touched memory that is not its own (SIGSEGV)",
        explanation:
            "A native part of the application crashed: mostly a library built for another base image or processor.",
        fix: "rebuild native modules inside the image's own base; try another base image")

    static let exitAborted = exit(
        "app-exit-134", 134, title: "the application aborted", meaning: "it gave up on itself (SIGABRT)",
        explanation: "A runtime ended the process after a failed assertion, a fatal error or a full heap.",
        fix: "read its last lines; where they speak of memory, raise `memory:` in slipway.yml")

    static let exitUsage = exit(
        "app-exit-2", 2, title: "the command was used wrongly",
        meaning: "mostly wrong arguments, or a panic of a Go program",
        explanation:
            "Shells and argument parsers end with 2 when they are called wrongly; Go programs when they panic.",
        fix: "correct `command:` in slipway.yml, or read the panic in its last lines")

    static let exitMinusOne = exit(
        "app-exit-255", 255, title: "the application ended with -1", meaning: "it said that something failed",
        explanation: "255 is what exit(-1) gives, and some shells give it for a program of another processor.",
        fix: "read its last lines")

    static let exitKilled = FailureMode(
        "app-exit-137", title: "the container was killed", nature: .application, fault: .ignoreTermination,
        explanation:
            "137 is SIGKILL, and says nothing of who sent it. Memory is only one cause, and then ECS mostly says so; "
            + "on Fargate the task's own limit may kill without a word. A program that ends itself like this, or was killed "
            + "by another in its container, looks the same.",
        withoutUs: ApplicationWords.alone,
        recognisers: [
            .exit { exit, _ in
                guard exit.code == 137 else { return nil }
                return ApplicationWords.ended(
                    exit, "it was killed (SIGKILL), and ECS does not say that it was for memory",
                    fix: "look at its memory: slipway logs --since 10m; if it grows to the limit, raise `memory:`",
                    confidence: .possible)
            }
        ])

    static let exitTerminated = FailureMode(
        "app-exit-143", title: "the container was told to end", nature: .application, fault: .exitAtBoot,
        explanation: "143 is SIGTERM. As a rule it is the echo of a stop and no cause; alone with 'essential container "
            + "exited', something inside the task sent it.",
        withoutUs: ApplicationWords.alone,
        recognisers: [
            .exit { exit, _ in
                guard exit.code == 143 else { return nil }
                return ApplicationWords.ended(
                    exit, "something inside the task told it to end (SIGTERM)", fix: "read its last lines",
                    confidence: .possible)
            }
        ])

    static let exitZero = FailureMode(
        "app-exit-0", title: "the application ended by itself", nature: .application, fault: .exitAtBoot,
        explanation:
            "A service must run for ever; this one finished its work and ended well. Typical: a server that goes "
            + "into the background, a job run as a service, or a shell without a terminal.",
        withoutUs: ApplicationWords.alone,
        recognisers: [
            .exit { exit, _ in
                guard exit.code == 0 else { return nil }
                return ApplicationWords.ended(
                    exit, "it ended by itself, without an error",
                    fix: "run the server in the foreground; run jobs with `slipway run` or as a `before:` task",
                    confidence: .likely)
            }
        ])

    static let exitNonZero = FailureMode(
        "app-exit-1", title: "the application ended with an error", nature: .application, fault: .exitAtBoot,
        explanation: "The application ended with a code that only it can explain; its last lines mostly do.",
        withoutUs: ApplicationWords.alone,
        recognisers: [
            .exit { exit, _ in
                ApplicationWords.ended(
                    exit, exit.lines.isEmpty ? "it wrote nothing" : "its last lines say why",
                    fix: "read its last lines: slipway logs --since 10m; then try the image alone: docker run IMAGE",
                    confidence: .likely)
            }
        ])
}
