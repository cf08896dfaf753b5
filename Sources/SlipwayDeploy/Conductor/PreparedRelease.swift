package import SlipwayDomain

/// What ECS shall have, registered where it was not there yet.
struct PreparedRelease: Sendable {
    var settings: ServiceSettings
    var changes: [Change]
    var definition: TaskDefinitionPlan
}

/// What a service is, and what it would be.
package struct Comparison: Hashable, Sendable {
    package var changes: [Change]
    package var old: [DiffLine]
    package var new: [DiffLine]
}

enum PreparationError: Error {
    case target(TargetFailure)
    case problem(Problem)
}

extension Conductor {
    /// Resolves names, compares with what is there, and registers a revision when the definition differs.
    func prepare(
        _ plan: ServicePlan, image: ImageReference, snapshot: ServiceSnapshot?
    ) async throws(PreparationError) -> PreparedRelease {
        let (definition, resolved, changes) = try await compare(plan, image: image, snapshot: snapshot)
        do {
            let arn: String
            if let live = snapshot?.settings.taskDefinition, changes.isEmpty {
                arn = live
            } else if let latest = try await target.latestDefinition(family: plan.family), latest.plan == definition {
                // Registered by an earlier run that did not come further: used again, not registered twice.
                arn = latest.arn
            } else {
                arn = try await target.register(definition).arn
            }
            let settings = DefinitionBuilder.settings(
                plan, resolved, taskDefinition: arn, live: snapshot?.settings)
            return PreparedRelease(
                settings: settings, changes: changes + Changes.between(snapshot?.settings, settings),
                definition: definition)
        } catch {
            throw .target(error)
        }
    }

    /// The definition of a plan and how it differs from what runs. Makes no mutating call.
    func compare(
        _ plan: ServicePlan, image: ImageReference, snapshot: ServiceSnapshot?
    ) async throws(PreparationError) -> (TaskDefinitionPlan, DefinitionBuilder.Resolved, [Change]) {
        let names: ResolvedNames
        var running: RegisteredDefinition?
        do {
            names = try await target.resolveNames(of: plan)
            if let arn = snapshot?.settings.taskDefinition { running = try await target.definition(arn: arn) }
        } catch {
            throw .target(error)
        }
        let resolved = DefinitionBuilder.Resolved(
            image: image, secretARNs: names.secretARNs, executionRole: names.executionRole, taskRole: names.taskRole,
            targetGroup: names.targetGroup)
        do {
            let definition = try DefinitionBuilder.definition(plan, resolved)
            return (definition, resolved, Changes.between(running?.plan, definition))
        } catch {
            throw .problem(error)
        }
    }

    /// How a service would change. Makes no mutating call.
    package func changes(_ plan: ServicePlan, image: ImageReference) async throws(Problem) -> [Change] {
        try await comparison(plan, image: image).changes
    }

    /// The same, with both sides of it line by line.
    package func comparison(_ plan: ServicePlan, image: ImageReference) async throws(Problem) -> Comparison {
        do {
            let snapshot = try await target.snapshot(of: plan.service)
            let (definition, resolved, changes) = try await compare(plan, image: image, snapshot: snapshot)
            let settings = DefinitionBuilder.settings(
                plan, resolved, taskDefinition: snapshot?.settings.taskDefinition ?? plan.family,
                live: snapshot?.settings)
            let running: RegisteredDefinition? =
                if let arn = snapshot?.settings.taskDefinition { try await target.definition(arn: arn) } else { nil }
            // A service that is as it should be has no difference, however its parts are written.
            let serviceChanges = Changes.between(snapshot?.settings, settings)
            return Comparison(
                changes: changes + serviceChanges,
                old: DiffLine.of(running?.plan, snapshot?.settings),
                new: DiffLine.of(
                    changes.isEmpty ? running?.plan : definition,
                    serviceChanges.isEmpty ? snapshot?.settings : settings))
        } catch let failure as TargetFailure {
            throw failure.problem(doing: "comparing \(plan.service)")
        } catch let error as PreparationError {
            switch error {
            case .target(let failure): throw failure.problem(doing: "comparing \(plan.service)")
            case .problem(let problem): throw problem
            }
        } catch {
            throw Problem("bug.compare", "comparing failed", cause: "\(error)", exitCode: .bug)
        }
    }
}
