package import SlipwayDomain

/// Every failure mode, the most specific before its look-alikes: the first that recognises a task wins.
package enum Catalogue {
    package static let all: [FailureMode] = [
        // Template and service settings: foreseen, or refused by the API.
        .fargateSizeInvalid, .requiredVariables, .executionRoleAbsent, .networkMissing,
        .clusterMissing, .serviceNotDeployable, .percentStuck,
        // Images.
        .imagePlatformMismatch, .imageReferenceMalformed, .imageDigestGone, .imageRepositoryMissing,
        .imagePullDenied, .imageTagNotFound,
        // Secrets and parameters.
        .secretKeyMissing, .secretNotJSON, .secretScheduledForDeletion, .secretAccessDenied, .secretNotFound,
        .secretEmpty, .secretTimeout, .parameterMissing,
        // Logs.
        .logGroupMissing,
        // Starting.
        .execFormat, .entrypointNotFound, .capacityUnavailable, .networkInterfaceTimeout,
        // Health.
        .graceTooShort, .targetHealthMismatch, .targetHealthTimeout, .targetHealthRefused, .containerHealthFailing,
        .targetGroupMismatch,
        // The application.
        .outOfMemory, .applicationExit, .killed,
        // Honest.
        .unrecognised,
    ]

    package static func mode(_ id: FailureID) -> FailureMode? { all.first { $0.id == id } }
}
