import SlipwayDomain

extension FailureMode {
    static let exitUnavailable = ApplicationWords.exit(
        "app-exit-69", 69, title: "something the application needs is not there",
        meaning: "by convention: a service that it needs is not available",
        explanation:
            "Exit code 69 (EX_UNAVAILABLE of sysexits) says that something needed, mostly the database, could not "
            + "be reached.", fix: "read its last lines; check that the database runs and lets the tasks in")
}
