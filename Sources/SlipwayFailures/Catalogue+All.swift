// Made by `make catalogue` from the files beside it; not written by hand.

extension Catalogue {
    /// All failure modes, phase by phase and in the order of their ids.
    package static let all: [FailureMode] = [
        // Template
        .clusterNotFound,
        .deployNoop,
        .svcConnectNameInUse,
        .svcControllerMismatch,
        .svcDesiredCountQuota,
        .svcDraining,
        .svcInactive,
        .svcNotIdempotent,
        .tdContainerExceedsTask,
        .tdContainerPortUndefined,
        .tdDependsonInvalid,
        .tdExecutionRoleAbsent,
        .tdFargateIncompatible,
        .tdFargateSizeInvalid,
        .tdFirelensMisconfigured,
        .tdImageReferenceMalformed,
        .tdInactive,
        .tdNetworkConfigurationMismatch,
        .tdOverrideUnknownContainer,
        .tdSecretReferenceMalformed,
        .tdTooLarge,
        .variableGivenTwice,
        .variableMissing,
        // Secret
        .secretJsonKeyMissing,
        // Placement
        .apiThrottled,
        .capacityFargateUnavailable,
        .capacityProviderCannotScale,
        .capacityProvisioningLimit,
        .capacitySizeAboveLimit,
        .capacitySpotInterrupted,
        .capacityTaskQuota,
        .capacityVcpuQuota,
        .placeAgentDisconnected,
        .placeConstraintUnsatisfied,
        .placeEniLimit,
        .placeGpuMissing,
        .placeInsufficientCpu,
        .placeInsufficientMemory,
        .placeMissingAttribute,
        .placeNoInstances,
        .placePortInUse,
        .taskLaunchThrottled,
    ]
}
