import AWSRuntime

extension RolloutPolicy {
    /// The alarms that can end a deployment; nil for none.
    var watchedAlarms: AlarmPolicy? {
        alarms.flatMap { $0.isEnabled && !$0.names.isEmpty ? $0 : nil }
    }
}

/// CloudWatch alarms that watch deployments (Developer Guide, deployment alarms; facts: ecs-behaviour 3.5).
extension SchedulerCore {
    /// Asks for the alarms' states, at each pass of a deployment that they watch.
    mutating func watchAlarms(_ arn: String) {
        guard let deployment = services[arn]?.serviceDeployments.last, deployment.status == .inProgress,
            deployment.alarmStatus == .monitoring, let alarms = deployment.policy.watchedAlarms
        else { return }
        effects.append(.observeAlarms(service: arn, deployment: deployment.arn, alarms.names))
    }

    /// An alarm that rings already when a deployment begins protects nothing: then all of them are ignored for it. One that
    /// begins to ring ends it.
    mutating func alarmsObserved(_ arn: String, _ deployment: String, _ ringing: [String], at now: Timestamp) {
        guard let open = services[arn]?.serviceDeployments.last, open.arn == deployment, open.status == .inProgress,
            open.alarmStatus == .monitoring
        else { return }
        guard open.hasSeenAlarms else {
            updateOpenServiceDeployment(arn) { deployment in
                deployment.hasSeenAlarms = true
                if !ringing.isEmpty { deployment.alarmStatus = .disabled }
            }
            ringByFault(arn, open)
            // Whether it must be watched for a while may have been decided by this.
            touch(arn)
            return
        }
        guard !ringing.isEmpty else { return }
        updateOpenServiceDeployment(arn) { deployment in
            deployment.alarmStatus = .triggered
            deployment.triggeredAlarms = ringing
        }
        failByAlarm(arn, at: now)
    }

    private mutating func ringByFault(_ arn: String, _ deployment: ServiceDeploymentRecord) {
        guard let primary = services[arn]?.primary, primary.id == deployment.deploymentID,
            let alarms = deployment.policy.watchedAlarms,
            fault(striking: primary, of: arn, { $0 == .alarmsRing ? true : nil }) != nil
        else { return }
        effects.append(.ringAlarms(service: arn, alarms.names))
    }

    private mutating func failByAlarm(_ arn: String, at now: Timestamp) {
        guard let service = services[arn], let failed = service.primary, failed.rolloutState == .inProgress else {
            return
        }
        services.update(arn) { record in
            record.deployments[0].rolloutState = .failed
            record.deployments[0].rolloutStateReason = "ECS deployment failed: alarm detected."
            record.deployments[0].updatedAt = now
        }
        tell(arn, at: now) { ServiceEventText.failed($0, failed.id, because: "alarm detected.") }
        // What ECS writes as the reason of a service deployment is not known word for word; the event's text is.
        if service.serviceDeployments.last?.policy.alarms?.rollsBack == true {
            rollBack(
                arn, statusReason: "Service deployment rolled back because an alarm was detected.",
                deploymentReason: { "ECS deployment failed: alarm detected. Rolling back to deploymentId \($0)." },
                at: now)
        } else {
            updateOpenServiceDeployment(arn) { deployment in
                deployment.status = .stopRequested
                deployment.statusReason = "Service deployment stopped because an alarm was detected."
                deployment.updatedAt = now
            }
        }
        touch(arn)
    }

    /// Whether alarms have watched the finished deployment for long enough; without alarms it need not wait.
    mutating func hasBaked(_ arn: String, at now: Timestamp) -> Bool {
        guard let open = services[arn]?.serviceDeployments.last, open.status == .inProgress,
            open.alarmStatus == .monitoring
        else { return true }
        if let since = open.bakingSince { return now >= since.advanced(by: timings.paced(timings.bake)) }
        updateOpenServiceDeployment(arn) { $0.bakingSince = now }
        timers.add(.pass(arn), at: now.advanced(by: timings.paced(timings.bake)))
        return false
    }
}
