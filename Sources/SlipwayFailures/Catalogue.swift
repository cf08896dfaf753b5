package import SlipwayDomain

/// All failure modes. Their order is that in which they are tried and shown: of two that fit, the first wins.
package enum Catalogue {
    package static let all: [FailureMode] =
        template + image + secret + start + application + health + loadBalancer + placement + deployment

    private static let template: [FailureMode] = [
        .clusterNotFound, .serviceNotDeployable, .networkMissing, .deployerDenied, .passRoleDenied, .fargateSizeInvalid,
        .variableMissing, .variableTwice, .taskDefinitionInactive, .executionRoleAbsent,
    ]
    private static let image: [FailureMode] = [
        .imageReferenceMalformed, .imageRepositoryMissing, .imageDigestGone, .imageTagNotFound, .imagePlatformMismatch,
        .imagePullDenied,
        .ecrAuthNetworkTimeout, .imageLayerBlocked, .imageRegistryTimeout, .imageRateLimited, .imageNoSpace,
        .imageExecFormat,
    ]
    private static let secret: [FailureMode] = [
        .secretVersionMissing, .secretNotFound, .secretScheduledForDeletion, .secretKMSDenied, .secretAccessDenied,
        .secretValueNotJSON, .secretKeyMissing, .secretValueEmpty, .secretNetworkTimeout, .secretThrottled,
        .parameterMissing, .parameterDenied, .parameterNetworkTimeout,
    ]
    private static let start: [FailureMode] = [
        .logGroupMissing, .logNetworkTimeout, .logAccessDenied, .executableNotFound, .executableNotPermitted,
        .userNotFound, .fileSystemUnresolved, .taskRoleUnassumable, .networkInterfaceTimeout,
    ]
    private static let application: [FailureMode] = [
        .memoryKilled, .environmentMissing, .databaseHostUnknown, .databaseAuthentication, .databaseRefused,
        .exitNotExecutable, .exitCommandNotFound, .exitConfiguration, .exitUnavailable, .exitSegmentationFault,
        .exitAborted, .exitUsage, .exitKilled, .exitTerminated, .exitMinusOne, .exitZero, .exitNonZero,
    ]
    private static let health: [FailureMode] = [
        .containerCheckFailing, .healthNotFound, .healthRedirect, .healthAuthentication, .healthHost,
        .healthServerError,
        .healthOtherStatus, .healthTimeout, .graceTooShort, .healthRefused, .healthUnspecific,
    ]
    private static let loadBalancer: [FailureMode] = [
        .targetGroupMissing, .targetTypeMismatch, .targetGroupUnattached, .targetPortMismatch, .targetNotInUse,
    ]
    private static let placement: [FailureMode] = [
        .capacityUnavailable, .taskQuota, .processorQuota, .insufficientProcessor, .insufficientMemory, .noInstances,
        .launchThrottled, .spotInterrupted, .callThrottled,
    ]
    private static let deployment: [FailureMode] = [
        .percentStuck, .stoppedByUser, .noRollbackCandidate, .circuitBreakerFired, .alarmFired, .hookFailed,
    ]

    /// The mode of that name.
    package static func mode(_ id: FailureID) -> FailureMode? { all.first { $0.id == id } }
}
