import AWSRuntime
import AWSServices
import SlipwayDomain

extension FactsCollector {
    /// The alarms that watch the service's deployments; `nil` where none does.
    func alarms(_ names: [String]) async -> Fact<[AlarmFact]>? {
        guard !names.isEmpty else { return nil }
        return await .of { () throws(Gap) in
            let answer = try await ask(
                CloudWatch.DescribeAlarms.self,
                CloudWatch.DescribeAlarmsInput(
                    alarmNames: names,
                    alarmTypes: [.init(rawValue: "MetricAlarm"), .init(rawValue: "CompositeAlarm")]))
            let metric = (answer.metricAlarms ?? []).map { ($0.alarmName ?? "", $0.stateValue?.rawValue) }
            let composite = (answer.compositeAlarms ?? []).map { ($0.alarmName ?? "", $0.stateValue?.rawValue) }
            let states = Dictionary(metric + composite) { first, _ in first }
            return names.map { AlarmFact(name: $0, state: states[$0] ?? nil) }
        }
    }

    /// What is asked of CloudWatch.
    struct Measure: Sendable {
        var namespace: String
        var name: String
        var dimensions: [String: String]
        /// `Maximum`, `p99`…
        var statistic: String
        var span: Duration
    }

    /// The largest value of a metric over the last while; `nil` where nothing was measured.
    func largest(_ measure: Measure) async throws(Gap) -> Double? {
        let end = now()
        let span = measure.span.wholeSeconds
        // A value for each day, or for every five minutes where the span is short.
        let period = span > 86_400 ? 86_400 : 300
        let metric = CloudWatch.Metric(
            namespace: measure.namespace, metricName: measure.name,
            dimensions: measure.dimensions.sorted { $0.key < $1.key }.map {
                CloudWatch.Dimension(name: $0.key, value: $0.value)
            })
        let query = CloudWatch.MetricDataQuery(
            id: "m", metricStat: CloudWatch.MetricStat(metric: metric, period: period, stat: measure.statistic))
        let answer = try await ask(
            CloudWatch.GetMetricData.self,
            CloudWatch.GetMetricDataInput(
                metricDataQueries: [query], startTime: end.advanced(by: .seconds(-span)).timestamp,
                endTime: end.timestamp))
        return (answer.metricDataResults ?? []).flatMap { $0.values ?? [] }.max()
    }

    static let week = Duration.seconds(7 * 86_400)

    func memoryPeak(of service: Service) async -> Fact<Double>? {
        do throws(Gap) { _ = try await live(service) } catch { return nil }
        return await .of { () throws(Gap) in
            let peak = try await largest(
                Measure(
                    namespace: "AWS/ECS", name: "MemoryUtilization",
                    dimensions: ["ClusterName": service.clusterName, "ServiceName": service.name], statistic: "Maximum",
                    span: Self.week))
            guard let peak else { throw .missing }
            return peak
        }
    }

    /// What 99 of 100 requests of the last week were answered within.
    func responseTime(of group: TargetGroupFact?) async -> Duration? {
        guard let group, let balancer = group.loadBalancers.first.flatMap({ ARN($0) }), let target = ARN(group.arn),
            balancer.resource.hasPrefix("loadbalancer/app/")
        else { return nil }
        do throws(Gap) {
            let seconds = try await largest(
                Measure(
                    namespace: "AWS/ApplicationELB", name: "TargetResponseTime",
                    dimensions: [
                        "TargetGroup": target.resource,
                        "LoadBalancer": String(balancer.resource.dropFirst("loadbalancer/".count)),
                    ], statistic: "p99", span: Self.week))
            return seconds.map { .milliseconds(Int64(($0 * 1000).rounded(.up))) }
        } catch {
            // It only makes advice better; nothing is claimed without it.
            return nil
        }
    }

    // MARK: Quotas

    /// Quotas that a deployment of this plan counts against.
    func quotas(for plan: ServicePlan) async -> [QuotaFact] {
        let live: ServiceSettings?
        do throws(Gap) { live = ServiceSettings(try await self.live(plan.service)) } catch { live = nil }
        let shares = live?.capacityProviders.map(\.provider) ?? []
        var found: [QuotaFact] = []
        if live?.launchType != "EC2", shares.isEmpty || shares.contains("FARGATE") {
            found.append(await processors(.fargateProcessors, "L-3032A538"))
        }
        if shares.contains("FARGATE_SPOT") { found.append(await processors(.fargateSpotProcessors, "L-36FBB829")) }
        // Everybody may have a thousand; only who wants more has to know.
        if plan.count > 1000 { found.append(await tasksPerService()) }
        return found
    }

    private func processors(_ kind: QuotaFact.Kind, _ code: String) async -> QuotaFact {
        do throws(Gap) {
            let answer = try await ask(
                ServiceQuotas.GetServiceQuota.self,
                ServiceQuotas.GetServiceQuotaRequest(serviceCode: "fargate", quotaCode: code),
                missing: ["NoSuchResourceException"])
            guard let quota = answer.quota, let limit = quota.value else { throw .missing }
            let used = await Fact<Double>.of { () throws(Gap) in
                guard let metric = quota.usageMetric, let namespace = metric.metricNamespace,
                    let name = metric.metricName
                else { throw .unknown(reason: "AWS names no metric for the quota's use") }
                // AWS publishes the use only while there is some.
                return try await largest(
                    Measure(
                        namespace: namespace, name: name, dimensions: metric.metricDimensions ?? [:],
                        statistic: metric.metricStatisticRecommendation ?? "Maximum", span: .seconds(900))) ?? 0
            }
            return QuotaFact(kind: kind, limit: .known(limit), used: used)
        } catch {
            return QuotaFact(kind: kind, limit: error.fact(), used: error.fact())
        }
    }

    private func tasksPerService() async -> QuotaFact {
        let limit = await Fact<Double>.of { () throws(Gap) in
            let input = ServiceQuotas.ListServiceQuotasRequest(serviceCode: "ecs")
            let quotas = try await all(clients.serviceQuotas.listServiceQuotasPages(input)) { $0.quotas }
            guard let value = quotas.first(where: { $0.quotaName == "Tasks per service" })?.value else {
                throw .missing
            }
            return value
        }
        return QuotaFact(kind: .tasksPerService, limit: limit, used: .known(0))
    }
}
