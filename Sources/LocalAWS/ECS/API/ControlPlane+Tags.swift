import AWSRuntime
package import AWSServices

extension ControlPlane {
    package mutating func tagResource(
        _ input: ECS.TagResourceRequest, _ context: CallContext
    ) throws -> ECS.TagResourceResponse {
        try UnsupportedFields.refuse("TagResource", input)
        let added = try [ResourceTag](checking: input.tags)
        var tags = try tags(of: input.resourceArn)
        tags.removeAll { old in added.contains { $0.key == old.key } }
        tags += added
        guard tags.count <= 50 else { throw Refusal.invalid("Tags can not have more than 50 elements.") }
        setTags(tags, of: input.resourceArn)
        return ECS.TagResourceResponse()
    }

    package mutating func untagResource(
        _ input: ECS.UntagResourceRequest, _ context: CallContext
    ) throws -> ECS.UntagResourceResponse {
        try UnsupportedFields.refuse("UntagResource", input)
        var tags = try tags(of: input.resourceArn)
        tags.removeAll { input.tagKeys.contains($0.key) }
        setTags(tags, of: input.resourceArn)
        return ECS.UntagResourceResponse()
    }

    package func listTagsForResource(
        _ input: ECS.ListTagsForResourceRequest, _ context: CallContext
    ) throws -> ECS.ListTagsForResourceResponse {
        try UnsupportedFields.refuse("ListTagsForResource", input)
        return ECS.ListTagsForResourceResponse(tags: try tags(of: input.resourceArn).map(\.wire))
    }

    private func tags(of arn: String) throws -> [ResourceTag] {
        guard arn.hasPrefix("arn:") else { throw Refusal.invalid("Invalid resource ARN. Got: \(arn)") }
        if let cluster = clusters[arn], cluster.isActive { return cluster.tags }
        if let service = scheduler.services[arn], service.status != .inactive { return service.tags }
        if let definition = definitions.records[arn] { return definition.tags }
        if let task = scheduler.tasks.all.first(where: { $0.arn == arn }) { return task.tags }
        if arn.contains(":cluster/") { throw Refusal.clusterNotFound }
        throw Refusal.invalid("The specified resource does not exist. Got: \(arn)")
    }

    private mutating func setTags(_ tags: [ResourceTag], of arn: String) {
        clusters.update(arn) { $0.tags = tags }
        definitions.update(arn) { $0.tags = tags }
        scheduler.setTags(tags, of: arn)
    }
}

extension SchedulerCore {
    /// Replaces the tags of a service or task.
    mutating func setTags(_ tags: [ResourceTag], of arn: String) {
        services.update(arn) { $0.tags = tags }
        if let task = tasks.all.first(where: { $0.arn == arn }) { tasks.update(task.id) { $0.tags = tags } }
    }
}
