/// A switch of LocalAWS that breaks one thing on purpose. It strikes what begins after it was set.
package enum CloudFault: Hashable, Sendable, Codable {
    // How containers of new tasks run.

    /// A small program runs in place of the container's own.
    case standIn(StandIn)
    /// A container of this name joins the task, essential, and runs such a program.
    case sidecar(name: String, StandIn)
    case command([String])
    case user(String)
    case memoryLimit(mebibytes: Int)
    case readOnlyRoot
    /// The health check inside the container asks for a program that is not there.
    case containerCheckFails

    // What the load balancer's checks get of new targets.

    case checksAnswered(status: Int)
    case checksTimeOut

    // How new tasks and deployments fare.

    /// They stop before they run: `stoppedReason` or a container's `reason`, and the stop code.
    case taskStops(reason: String, inContainer: Bool, code: String)
    /// They stop once they run.
    case runningTaskStops(reason: String, code: String)
    /// None is started; this event says why.
    case placementFails(event: String)
    /// None is started, and nothing is counted: the deployment merely does not move, and says this.
    case deploymentStalls(event: String)
    /// Somebody else deploys the same again while a new deployment is under way.
    case newerDeployment
    /// ECS ends new service deployments with this reason.
    case deploymentEnds(reason: String)
    /// New tasks spend so long on fetching their image, one of AWS's own waits.
    case pullTakes(seconds: Int)
    /// Once a new deployment is under way, the alarms that watch it go to ALARM.
    case alarmsRing

    // Calls.

    case callRefused(service: String, operation: String, code: String, message: String)
    /// So many of a hundred calls.
    case throttled(percent: Int)

    // Things of the account: taken away or changed, and put back when the fault goes.

    case account(AccountFault)
    case role(RoleFault)
    case network(NetworkFault)
    /// On Fargate no more processors may run than do now.
    case quotaUsedUp
    /// Alarms are in this state: `ALARM`, `INSUFFICIENT_DATA`.
    case alarmState(String)
    /// The last operation of a stack came to this, at a resource of this type.
    case stackFails(status: String, resourceType: String, reason: String)

    package enum AccountFault: String, Hashable, Sendable, Codable, CaseIterable {
        case imageTagsRemoved, imagesRemoved, repositoriesRemoved, imagesOfOtherPlatform, imagesReplacedByArtifact
        /// Tags mean another image from now on, which runs the same program.
        case imageTagsMoved
        case secretsRemoved, secretKeysRemoved, secretsNotJSON, secretsEmptied, secretsScheduledForDeletion
        case secretVersionsRemoved, secretsRotated, parametersRemoved
        case logGroupsRemoved
        case targetGroupsRemoved, targetGroupsUnattached, targetGroupsOfOtherType, targetGroupsOfOtherVPC
        /// New targets are checked on a port where nobody listens, for a path of their own, or with HTTPS.
        case targetGroupsOfOtherPort, targetGroupsOfOtherPath, targetGroupsOfOtherProtocol
    }

    package enum RoleFault: Hashable, Sendable, Codable {
        case executionRoleMissing, executionRoleUntrusted, taskRoleMissing, taskRoleUntrusted
        case serviceLinkedRoleMissing
        /// The execution role may not do this: `ecr:BatchGetImage`.
        case executionRoleDenied(String)
        /// The user whose key pair is printed may not do this.
        case deployerDenied(String)
    }

    package enum NetworkFault: String, Hashable, Sendable, Codable, CaseIterable {
        /// Subnets have no default route.
        case noRoute
        /// Subnets lead to an internet gateway where they led to a NAT gateway.
        case noPublicAddress
        /// Nothing but endpoints leads out, and those of ECR, secrets and logs are missing.
        case endpointMissing
        /// Endpoints for ECR, secrets and logs are there, and let nobody in.
        case endpointClosed
        /// Security groups let nothing out.
        case egressClosed
        /// The network resolves no names.
        case namesOff
        case addressesUsedUp
        /// Security groups and target groups lie in another network than the subnets.
        case otherVPC
        /// The tasks' security groups let nothing in.
        case loadBalancerCannotReach
        /// The security groups of given databases let nothing in.
        case databaseUnreachable
    }
}

/// What a program that stands in for a container's own does.
package struct StandIn: Hashable, Sendable, Codable {
    package enum Ending: Hashable, Sendable, Codable {
        case exits(code: Int)
        /// A real access to nothing for 11; for others it ends as an engine reports the signal.
        case dies(signal: Int)
        /// It takes memory until it is killed for it, 256 MiB at most.
        case fillsMemory
        /// It runs until SIGTERM.
        case stays
        /// It runs until SIGKILL.
        case staysForEver
    }

    /// Lines that it writes to its standard output first.
    package var lines: [String]
    package var ending: Ending

    package init(lines: [String], ending: Ending) {
        self.lines = lines
        self.ending = ending
    }
}
