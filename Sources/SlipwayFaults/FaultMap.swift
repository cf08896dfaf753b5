package import LocalAWS
package import SlipwayDomain
import SlipwayFailures

/// What stands behind a failure mode in LocalAWS.
package enum FaultMap {
    /// Why a mode cannot be brought about here.
    package enum Refusal: Error, Hashable, Sendable {
        case unknownMode(nearest: FailureID?)
        /// Only the cloud can do it.
        case cloudOnly
        /// It is not there yet.
        case notReproduced
        /// Only a manifest can bring it about.
        case manifest(FaultPrimitive.PlanFault)
    }

    /// The switches that bring a mode about.
    package static func faults(of id: FailureID) throws(Refusal) -> [CloudFault] {
        guard let mode = Catalogue.mode(id) else {
            let names = Catalogue.all.map(\.id.name)
            throw .unknownMode(nearest: Nearness.nearest(to: id.name, among: names).map { FailureID($0) })
        }
        if case .cloudOnly = mode.reproduction { throw .cloudOnly }
        let faults = mode.faults.compactMap(cloudFault)
        guard !faults.isEmpty else {
            for case .plan(let fault) in mode.faults { throw .manifest(fault) }
            throw .notReproduced
        }
        return faults
    }

    /// Modes that LocalAWS can bring about, in the catalogue's order.
    package static var reproducible: [FailureID] {
        Catalogue.all.filter { mode in mode.faults.contains { cloudFault($0) != nil } }.map(\.id)
    }

    /// The switch for one primitive; nil for what only a manifest brings about, or LocalAWS has no switch for.
    static func cloudFault(_ primitive: FaultPrimitive) -> CloudFault? {
        switch primitive {
        case .exits(let code, let lines): .standIn(StandIn(lines: lines, ending: .exits(code: code)))
        case .diesOf(let signal, let lines): .standIn(StandIn(lines: lines, ending: .dies(signal: signal)))
        case .listensNowhere(let lines): .standIn(StandIn(lines: lines, ending: .stays))
        case .sidecarExits(let name, let code, let lines):
            .sidecar(name: name, StandIn(lines: lines, ending: .exits(code: code)))
        case .fillsMemory: .standIn(StandIn(lines: [], ending: .fillsMemory))
        case .ignoresTermination: .standIn(StandIn(lines: [], ending: .staysForEver))
        case .runs(let command): .command(command)
        case .runsAs(let user): .user(user)
        case .memoryLimit(let mebibytes): .memoryLimit(mebibytes: mebibytes)
        case .readOnlyRoot: .readOnlyRoot
        case .containerCheckFails: .containerCheckFails
        case .answersChecks(let status): .checksAnswered(status: status)
        case .answersChecksTooLate: .checksTimeOut
        case .taskStops(let reason, let code): .taskStops(reason: reason, inContainer: false, code: code)
        case .containerFails(let reason): .taskStops(reason: reason, inContainer: true, code: "TaskFailedToStart")
        case .placementFails(let event): .placementFails(event: event)
        case .call(let operation, let code, let message): call(operation, code, message)
        case .throttled(let percent): .throttled(percent: percent)
        case .serviceSays(let event): .deploymentStalls(event: event)
        case .deploymentEnds(let reason): .deploymentEnds(reason: reason)
        case .newerDeployment: .newerDeployment
        case .runningTaskStops(let reason, let code): .runningTaskStops(reason: reason, code: code)
        case .pullTakes(let seconds): .pullTakes(seconds: seconds)
        case .alarmRings: .alarmsRing
        case .alarm(let state): .alarmState(state)
        case .quotaUsedUp: .quotaUsedUp
        case .stackFails(let status, let type, let reason):
            .stackFails(status: status, resourceType: type, reason: reason)
        case .parameterRemoved: .account(.parametersRemoved)
        case .logGroupRemoved: .account(.logGroupsRemoved)
        case .image(let fault): .account(account(fault))
        case .secret(let fault): .account(account(fault))
        case .targetGroup(let fault): .account(account(fault))
        case .role(let fault): .role(role(fault))
        case .network(let fault): .network(network(fault))
        case .plan: nil
        }
    }

    private static func call(_ operation: String, _ code: String, _ message: String) -> CloudFault? {
        let parts = operation.split(separator: ":").map(String.init)
        guard parts.count == 2 else { return nil }
        return .callRefused(service: parts[0], operation: parts[1], code: code, message: message)
    }

    private static func account(_ fault: FaultPrimitive.ImageFault) -> CloudFault.AccountFault {
        switch fault {
        case .tagRemoved: .imageTagsRemoved
        case .digestRemoved: .imagesRemoved
        case .repositoryRemoved: .repositoriesRemoved
        case .otherPlatform: .imagesOfOtherPlatform
        case .notAnImage: .imagesReplacedByArtifact
        case .tagMoves: .imageTagsMoved
        }
    }

    private static func account(_ fault: FaultPrimitive.SecretFault) -> CloudFault.AccountFault {
        switch fault {
        case .removed: .secretsRemoved
        case .keyRemoved: .secretKeysRemoved
        case .notJSON: .secretsNotJSON
        case .emptied: .secretsEmptied
        case .scheduledForDeletion: .secretsScheduledForDeletion
        case .versionRemoved: .secretVersionsRemoved
        case .rotated: .secretsRotated
        }
    }

    private static func account(_ fault: FaultPrimitive.TargetGroupFault) -> CloudFault.AccountFault {
        switch fault {
        case .removed: .targetGroupsRemoved
        case .unattached: .targetGroupsUnattached
        case .otherType: .targetGroupsOfOtherType
        case .otherPort: .targetGroupsOfOtherPort
        case .otherPath: .targetGroupsOfOtherPath
        case .otherProtocol: .targetGroupsOfOtherProtocol
        }
    }

    private static func role(_ fault: FaultPrimitive.RoleFault) -> CloudFault.RoleFault {
        switch fault {
        case .executionRoleMissing: .executionRoleMissing
        case .executionRoleUntrusted: .executionRoleUntrusted
        case .taskRoleMissing: .taskRoleMissing
        case .taskRoleUntrusted: .taskRoleUntrusted
        case .serviceLinkedRoleMissing: .serviceLinkedRoleMissing
        case .executionRoleDenied(let action): .executionRoleDenied(action)
        case .deployerDenied(let action): .deployerDenied(action)
        }
    }

    private static func network(_ fault: FaultPrimitive.NetworkFault) -> CloudFault.NetworkFault {
        switch fault {
        case .noRoute: .noRoute
        case .noPublicAddress: .noPublicAddress
        case .endpointMissing: .endpointMissing
        case .endpointClosed: .endpointClosed
        case .egressClosed: .egressClosed
        case .namesOff: .namesOff
        case .addressesUsedUp: .addressesUsedUp
        case .otherVPC: .otherVPC
        case .loadBalancerCannotReach: .loadBalancerCannotReach
        case .databaseUnreachable: .databaseUnreachable
        }
    }
}
