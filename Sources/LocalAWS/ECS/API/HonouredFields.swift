/// Which input members LocalAWS's ECS honours, by operation. Every other member that carries a value is refused by
/// name, so a member is never accepted in silence.
///
/// A path names a member and all below it; lists are walked without an index.
package enum HonouredFields {
    private static let container = [
        "name", "image", "cpu", "memory", "memoryReservation", "portMappings.containerPort", "portMappings.hostPort",
        "portMappings.protocol", "portMappings.name", "portMappings.appProtocol", "essential", "entryPoint", "command",
        "environment", "secrets", "linuxParameters.initProcessEnabled", "dependsOn", "startTimeout", "stopTimeout",
        "versionConsistency", "user", "workingDirectory", "readonlyRootFilesystem", "logConfiguration.logDriver",
        "logConfiguration.options", "healthCheck",
    ].map { "containerDefinitions.\($0)" }

    private static let deployment = [
        "deploymentCircuitBreaker", "maximumPercent", "minimumHealthyPercent", "alarms", "strategy",
        "bakeTimeInMinutes",
    ].map { "deploymentConfiguration.\($0)" }

    private static let balancer = ["targetGroupArn", "containerName", "containerPort"].map { "loadBalancers.\($0)" }

    /// By operation, in the model's order.
    package static let table: [String: [String]] = [
        "DescribeCapacityProviders": ["capacityProviders"],
        "DescribeContainerInstances": ["cluster", "containerInstances", "include"],
        "GetTaskProtection": ["cluster", "tasks"],
        "ListContainerInstances": ["cluster", "nextToken", "maxResults", "status"],
        "CreateCluster": ["clusterName", "tags", "settings"],
        "DescribeClusters": ["clusters", "include"],
        "ListClusters": ["nextToken", "maxResults"],
        "DeleteCluster": ["cluster"],
        "RegisterTaskDefinition": [
            "family", "taskRoleArn", "executionRoleArn", "networkMode", "requiresCompatibilities", "cpu", "memory",
            "tags",
            "ephemeralStorage", "runtimePlatform",
        ] + container,
        "DeregisterTaskDefinition": ["taskDefinition"],
        "DescribeTaskDefinition": ["taskDefinition", "include"],
        "DeleteTaskDefinitions": ["taskDefinitions"],
        "ListTaskDefinitions": ["familyPrefix", "status", "sort", "nextToken", "maxResults"],
        "ListTaskDefinitionFamilies": ["familyPrefix", "status", "nextToken", "maxResults"],
        "CreateService": [
            "cluster", "serviceName", "taskDefinition", "availabilityZoneRebalancing", "desiredCount", "clientToken",
            "launchType", "platformVersion", "networkConfiguration", "healthCheckGracePeriodSeconds",
            "schedulingStrategy", "deploymentController", "tags", "enableECSManagedTags", "propagateTags",
            "enableExecuteCommand",
        ] + balancer + deployment,
        "UpdateService": [
            "cluster", "service", "desiredCount", "taskDefinition", "availabilityZoneRebalancing",
            "networkConfiguration",
            "platformVersion", "forceNewDeployment", "healthCheckGracePeriodSeconds", "deploymentController",
            "enableExecuteCommand", "enableECSManagedTags", "propagateTags",
        ] + balancer + deployment,
        "DescribeServices": ["cluster", "services", "include"],
        "ListServices": [
            "cluster", "nextToken", "maxResults", "launchType", "schedulingStrategy", "resourceManagementType",
        ],
        "DeleteService": ["cluster", "service", "force"],
        "RunTask": [
            "cluster", "count", "enableECSManagedTags", "enableExecuteCommand", "group", "launchType",
            "networkConfiguration", "overrides.containerOverrides.name", "overrides.containerOverrides.command",
            "overrides.containerOverrides.environment", "overrides.containerOverrides.cpu",
            "overrides.containerOverrides.memory", "overrides.containerOverrides.memoryReservation", "overrides.cpu",
            "overrides.memory", "overrides.taskRoleArn", "overrides.executionRoleArn", "platformVersion",
            "propagateTags", "startedBy", "tags", "taskDefinition", "clientToken",
        ],
        "StopTask": ["cluster", "task", "reason"],
        "DescribeTasks": ["cluster", "tasks", "include"],
        "ListTasks": [
            "cluster", "family", "nextToken", "maxResults", "startedBy", "serviceName", "desiredStatus", "launchType",
        ],
        "ListServiceDeployments": ["service", "cluster", "status", "createdAt", "nextToken", "maxResults"],
        "DescribeServiceDeployments": ["serviceDeploymentArns"],
        "DescribeServiceRevisions": ["serviceRevisionArns"],
        "StopServiceDeployment": ["serviceDeploymentArn", "stopType"],
        "TagResource": ["resourceArn", "tags"],
        "UntagResource": ["resourceArn", "tagKeys"],
        "ListTagsForResource": ["resourceArn"],
        "ListAccountSettings": ["name", "value", "effectiveSettings", "nextToken", "maxResults"],
    ]
}
