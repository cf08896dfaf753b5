package import AWSRuntime
package import AWSServices

extension ControlPlane {
    package mutating func registerTaskDefinition(
        _ input: ECS.RegisterTaskDefinitionRequest, _ context: CallContext, at now: Timestamp
    ) throws -> ECS.RegisterTaskDefinitionResponse {
        try UnsupportedFields.refuse("RegisterTaskDefinition", input)
        try TaskDefinitionRules(input: input).check()
        let tags = try [ResourceTag](checking: input.tags)
        let revision = definitions.nextRevision(family: input.family, context)
        let arn = Self.arn(context, "task-definition/\(input.family):\(revision)")
        let definition = TaskDefinitionReader.definition(
            input, arn: arn, revision: revision, registeredBy: "arn:aws:iam::\(context.account):root", at: now)
        definitions.add(
            TaskDefinitionRecord(
                definition: definition, tags: tags, region: context.region, account: context.account,
                family: input.family, revision: revision,
                blueprint: TaskDefinitionReader.blueprint(definition, tags: tags)))
        return ECS.RegisterTaskDefinitionResponse(taskDefinition: definition, tags: tags.map(\.wire))
    }

    package mutating func deregisterTaskDefinition(
        _ input: ECS.DeregisterTaskDefinitionRequest, _ context: CallContext, at now: Timestamp
    ) throws -> ECS.DeregisterTaskDefinitionResponse {
        try UnsupportedFields.refuse("DeregisterTaskDefinition", input)
        guard input.taskDefinition.split(separator: "/").last?.contains(":") == true else {
            throw Refusal.client("Revision is missing.")
        }
        guard let record = definitions.find(input.taskDefinition, context), record.definition.status == .active else {
            throw Refusal.client("Unable to describe task definition.")
        }
        definitions.update(record.arn) { record in
            record.definition.status = .inactive
            record.definition.deregisteredAt = now
        }
        return ECS.DeregisterTaskDefinitionResponse(taskDefinition: definitions.records[record.arn]?.definition)
    }

    package func describeTaskDefinition(
        _ input: ECS.DescribeTaskDefinitionRequest, _ context: CallContext
    ) throws -> ECS.DescribeTaskDefinitionResponse {
        try UnsupportedFields.refuse("DescribeTaskDefinition", input)
        guard let record = definitions.find(input.taskDefinition, context) else {
            throw Refusal.client("Unable to describe task definition.")
        }
        let withTags = (input.include ?? []).contains(.tags)
        return ECS.DescribeTaskDefinitionResponse(
            taskDefinition: record.definition, tags: withTags ? record.tags.map(\.wire) : nil)
    }

    /// Deleted revisions are gone at once: nothing keeps them in DELETE_IN_PROGRESS but running tasks, which hold what
    /// they need themselves.
    package mutating func deleteTaskDefinitions(
        _ input: ECS.DeleteTaskDefinitionsRequest, _ context: CallContext, at now: Timestamp
    ) throws -> ECS.DeleteTaskDefinitionsResponse {
        try UnsupportedFields.refuse("DeleteTaskDefinitions", input)
        guard (1...10).contains(input.taskDefinitions.count) else {
            throw Refusal.invalid("taskDefinitions must have 1 to 10 items.")
        }
        var deleted: [ECS.TaskDefinition] = []
        var failures: [ECS.Failure] = []
        for given in input.taskDefinitions {
            func fail(_ reason: String, _ detail: String) {
                failures.append(ECS.Failure(arn: given, reason: reason, detail: detail))
            }
            guard given.split(separator: "/").last?.contains(":") == true else {
                fail(
                    "INVALID_ARN",
                    "The specified task definition identifier is invalid. Specify a valid name or ARN and try again.")
                continue
            }
            guard var definition = definitions.find(given, context)?.definition else {
                fail(
                    "TASK_DEFINITION_NOT_FOUND",
                    "The specified task definition does not exist. Specify a valid account, family, revision and "
                        + "try again."
                )
                continue
            }
            guard definition.status != .active else {
                fail(
                    "TASK_DEFINITION_STILL_ACTIVE",
                    "The specified task definition is still in ACTIVE status. Please deregister the target and try "
                        + "again."
                )
                continue
            }
            definition.status = .deleteInProgress
            definition.deleteRequestedAt = now
            definitions.remove(definition.taskDefinitionArn ?? "")
            deleted.append(definition)
        }
        return ECS.DeleteTaskDefinitionsResponse(taskDefinitions: deleted, failures: failures)
    }

    package func listTaskDefinitions(
        _ input: ECS.ListTaskDefinitionsRequest, _ context: CallContext
    ) throws -> ECS.ListTaskDefinitionsResponse {
        try UnsupportedFields.refuse("ListTaskDefinitions", input)
        let status = input.status ?? .active
        var arns = definitions.all(context).filter { record in
            record.definition.status == status && input.familyPrefix.map { record.family == $0 } ?? true
        }.map(\.arn)
        if input.sort == .desc { arns.reverse() }
        let page = try ListPage.page(arns, token: input.nextToken, size: input.maxResults)
        return ECS.ListTaskDefinitionsResponse(taskDefinitionArns: page.keys, nextToken: page.next)
    }

    package func listTaskDefinitionFamilies(
        _ input: ECS.ListTaskDefinitionFamiliesRequest, _ context: CallContext
    ) throws -> ECS.ListTaskDefinitionFamiliesResponse {
        try UnsupportedFields.refuse("ListTaskDefinitionFamilies", input)
        let records = definitions.all(context)
        var families: [String] = []
        for record in records where families.last != record.family && record.family.hasPrefix(input.familyPrefix ?? "")
        {
            let isActive = records.contains { $0.family == record.family && $0.definition.status == .active }
            switch input.status ?? .all {
            case .active where !isActive: continue
            case .inactive where isActive: continue
            default: families.append(record.family)
            }
        }
        let page = try ListPage.page(families, token: input.nextToken, size: input.maxResults)
        return ECS.ListTaskDefinitionFamiliesResponse(families: page.keys, nextToken: page.next)
    }

    /// The revision that a service or a task is to run.
    /// - Throws: `ClientException`.
    func runnable(_ given: String, _ context: CallContext) throws -> TaskDefinitionRecord {
        guard let record = definitions.find(given, context) else { throw Refusal.client("TaskDefinition not found.") }
        guard record.definition.status == .active else { throw Refusal.client("TaskDefinition is inactive") }
        guard (record.definition.compatibilities ?? []).contains(.fargate) else {
            throw Refusal.invalid("Task definition does not support launch_type FARGATE.")
        }
        return record
    }
}
