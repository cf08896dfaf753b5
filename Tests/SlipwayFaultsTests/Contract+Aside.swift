import SlipwayDomain

extension Contract {
    /// Modes that can be brought about and that no failed deployment meets: what is right to say of it then is
    /// something else.
    static let aside: [FailureID: String] = [
        "after-autoscaling-fight": "it shows after the deployment",
        "after-host-retirement-cannot-restart": "it shows after the deployment",
        "after-memory-creep": "it shows after the deployment",
        "after-no-logs": "the crash itself is the cause, and is told",
        // Killed without being asked to end is app-exit-137.
        "app-exit-137-not-oom": "it is only warned of: the deployment takes longer",
        "cfn-iam-race": "the role that cannot be taken on is the cause, and is told",
        "dep-breaker-blind-crash-loop": "the crash itself is the cause, and is told",
        "dep-never-stabilises": "the failing check itself is the cause, and is told",
        "dep-rollback-reported-success": "the crash itself is the cause, and is told",
        "dep-waiter-timeout": "a waiter gives up, no deployment",
        "hc-container-start-period-short": "here it is told as hc-container-unhealthy, of which it is a case",
        "hc-elb-generic-stop": "what the target answers says more, and is told",
        "image-mutable-tag-race": "Slipway deploys digests: a tag that moves changes nothing",
        "image-slow-pull": "it is only warned of: the deployment takes longer",
        "lb-5xx-during-deploy": "clients feel it; the deployment succeeds",
        "lb-deregistration-slow": "the deployment only takes longer",
        "lb-stop-timeout-kills-requests": "clients feel it; the deployment succeeds",
        "lb-target-not-in-use": "a group without a listener is told as lb-target-group-unattached",
        "secret-stale-in-running-tasks": "it shows in tasks that run; a deployment mends it",
    ]

    /// Modes whose recipe needs something that no plan of Slipway's has.
    static let unseen: [FailureID: String] = [
        "envfile-access-denied": "plans have no environment files"
    ]
}
