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
        case .parameterRemoved: .account(.parametersRemoved)
        case .logGroupRemoved: .account(.logGroupsRemoved)
        case .image(let fault): account(fault).map { .account($0) }
        case .secret(let fault): account(fault).map { .account($0) }
        case .targetGroup(let fault): account(fault).map { .account($0) }
        case .pullTakes, .role, .network, .quotaUsedUp, .alarm, .stackFails, .plan: nil
        }
    }

    private static func call(_ operation: String, _ code: String, _ message: String) -> CloudFault? {
        let parts = operation.split(separator: ":").map(String.init)
        guard parts.count == 2 else { return nil }
        return .callRefused(service: parts[0], operation: parts[1], code: code, message: message)
    }

    private static func account(_ fault: FaultPrimitive.ImageFault) -> CloudFault.AccountFault? {
        switch fault {
        case .tagRemoved: .imageTagsRemoved
        case .digestRemoved: .imagesRemoved
        case .repositoryRemoved: .repositoriesRemoved
        case .otherPlatform: .imagesOfOtherPlatform
        case .notAnImage: .imagesReplacedByArtifact
        case .malformedReference, .tagMoves: nil
        }
    }

    private static func account(_ fault: FaultPrimitive.SecretFault) -> CloudFault.AccountFault? {
        switch fault {
        case .removed: .secretsRemoved
        case .keyRemoved: .secretKeysRemoved
        case .notJSON: .secretsNotJSON
        case .emptied: .secretsEmptied
        case .scheduledForDeletion: .secretsScheduledForDeletion
        case .versionRemoved: .secretVersionsRemoved
        case .rotated: nil
        }
    }

    private static func account(_ fault: FaultPrimitive.TargetGroupFault) -> CloudFault.AccountFault? {
        switch fault {
        case .removed: .targetGroupsRemoved
        case .unattached: .targetGroupsUnattached
        case .otherType: .targetGroupsOfOtherType
        case .otherPort, .otherPath, .otherProtocol: nil
        }
    }
}
