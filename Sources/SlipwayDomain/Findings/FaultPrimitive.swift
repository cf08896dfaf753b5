/// A way to break things on purpose. A failure mode names those that bring it about; LocalAWS has a switch for each.
///
/// A fault strikes what begins after it was added: tasks, calls and deployments that are there already go on.
package enum FaultPrimitive: Hashable, Sendable, Codable {
    // The application. A small program really runs in place of the container's own.

    /// It writes these lines and ends with this code.
    case exits(code: Int, saying: [String] = [])
    /// It writes these lines and dies of this signal.
    case diesOf(signal: Int, saying: [String] = [])
    /// It runs, and listens nowhere.
    case listensNowhere(saying: [String] = [])
    /// It takes memory until it is killed for it.
    case fillsMemory
    /// It runs, and ignores SIGTERM.
    case ignoresTermination

    // How the container is run. Real as well: the engine answers.

    case runs(command: [String])
    case runsAs(user: String)
    /// A container of this name joins the task, essential as the application's own, and ends so.
    case sidecarExits(container: String, code: Int, saying: [String] = [])
    /// In place of the container's own limit.
    case memoryLimit(mebibytes: Int)
    case readOnlyRoot
    /// The health check inside the container fails, whatever it asks.
    case containerCheckFails

    // What the load balancer's checks get, whatever the application would say.

    case answersChecks(status: Int)
    case answersChecksTooLate

    // Things of the account, taken away or changed.

    case image(ImageFault)
    case secret(SecretFault)
    case parameterRemoved
    case logGroupRemoved
    case targetGroup(TargetGroupFault)
    case role(RoleFault)
    case network(NetworkFault)
    /// Of the account's Fargate processors nothing is left.
    case quotaUsedUp
    /// Alarms are in this state: `ALARM`, `INSUFFICIENT_DATA`.
    case alarm(state: String)

    // What AWS says, where no container can bring it about: modelled.

    /// New tasks stop before they run, with this `stoppedReason`.
    case taskStops(reason: String, code: String = "TaskFailedToStart")
    /// New tasks stop before they run, and a container carries this `reason`.
    case containerFails(reason: String)
    /// New tasks spend so long on fetching their image.
    case pullTakes(seconds: Int)
    /// No task is started at all, and this event says why.
    case placementFails(event: String)
    /// Such as `ecs:UpdateService`.
    case call(String, refusedWith: String, message: String)
    /// Calls are throttled, so many of a hundred.
    case throttled(percent: Int)
    /// The service says this, and its rollout does not move.
    case serviceSays(event: String)
    /// New service deployments are ended by ECS with this `statusReason`.
    case deploymentEnds(reason: String)
    /// Somebody stops each new task by hand, or its host does: `stopCode` and `stoppedReason`.
    case runningTaskStops(reason: String, code: String)
    /// Somebody else deploys while we do.
    case newerDeployment
    /// An alarm that watches the deployment begins to ring once it is under way.
    case alarmRings
    /// A stack's last operation failed at a resource of this type.
    case stackFails(status: String, resourceType: String, reason: String)

    // What only a manifest can bring about: whoever tries it changes the plan.

    case plan(PlanFault)

    package enum ImageFault: String, Hashable, Sendable, Codable {
        case tagRemoved, digestRemoved, repositoryRemoved, otherPlatform, notAnImage
        /// The tag means another image from the second task on.
        case tagMoves
    }

    package enum SecretFault: String, Hashable, Sendable, Codable {
        case removed, keyRemoved, notJSON, emptied, scheduledForDeletion, versionRemoved
        /// It gets another value while tasks run.
        case rotated
    }

    package enum TargetGroupFault: String, Hashable, Sendable, Codable {
        case removed, unattached, otherType, otherPort, otherPath, otherProtocol
    }

    package enum RoleFault: Hashable, Sendable, Codable {
        case executionRoleMissing, executionRoleUntrusted, taskRoleMissing, taskRoleUntrusted
        case serviceLinkedRoleMissing
        /// The execution role may not do this.
        case executionRoleDenied(String)
        /// Whoever deploys may not do this.
        case deployerDenied(String)
    }

    package enum NetworkFault: String, Hashable, Sendable, Codable {
        case noRoute, noPublicAddress, endpointMissing, endpointClosed, egressClosed, namesOff, addressesUsedUp
        case otherVPC, loadBalancerCannotReach, databaseUnreachable
    }

    package enum PlanFault: String, Hashable, Sendable, Codable {
        case sizeIllegal, percentStuck, variableMissing, variableTwice, secretReferenceMalformed, graceTooShort
        /// The same for the container's own check.
        case startPeriodTooShort
    }
}
