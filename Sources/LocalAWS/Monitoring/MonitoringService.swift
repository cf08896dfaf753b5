import AWSRuntime
import AWSServices

/// What runs on Fargate now.
package protocol FargateUse: Sendable {
    /// vCPUs of all tasks that are not stopped.
    func processors(in scope: CloudScope) async -> Double
}

/// CloudWatch: metrics as they were put, the account's own use of Fargate, and alarms whose state somebody sets.
package struct MonitoringService: Sendable {
    private let time: any CloudTime
    private let use: any FargateUse
    private let stores: ScopedStores<MetricStore>

    init(stores: ScopedStores<MetricStore>, time: any CloudTime, use: any FargateUse) {
        self.stores = stores
        self.time = time
        self.use = use
    }

    package func operations() -> OperationTable {
        var table = OperationTable(service: CloudWatch.service)
        addAlarms(to: &table)
        addMetrics(to: &table)
        return table
    }

    private func addAlarms(to table: inout OperationTable) {
        table.on(
            CloudWatch.PutMetricAlarm.self,
            refusing: [
                "Metrics", "ThresholdMetricId", "EvaluationWindow", "WarmUpConfiguration", "EvaluationCriteria",
                "EvaluationInterval", "ActionConfiguration", "EvaluateLowSampleCountPercentile",
            ], ignoring: ["Tags"]
        ) { input, context in
            let now = time.now()
            try stores.with(context.scope) { try $0.put(input, at: now) }
            return .init()
        }
        table.on(CloudWatch.SetAlarmState.self) { input, context in
            let now = time.now()
            try stores.with(context.scope) { try $0.setState(input, at: now) }
            return .init()
        }
        table.on(CloudWatch.DeleteAlarms.self) { input, context in
            try stores.with(context.scope) { store in
                let missing = input.alarmNames.filter { store.alarms[$0] == nil }
                guard missing.isEmpty else {
                    throw CloudWatch.ResourceNotFound(message: "Alarms not found: \(missing.joined(separator: ", "))")
                }
                for name in input.alarmNames { store.alarms[name] = nil }
            }
            return .init()
        }
        table.on(
            CloudWatch.DescribeAlarms.self, refusing: ["ChildrenOfAlarmName", "ParentsOfAlarmName"]
        ) { input, context in
            let alarms = stores.with(context.scope) { $0.alarms.all }
            let found = alarms.filter { alarm in
                let name = alarm.alarmName ?? ""
                return (input.alarmNames.map { $0.isEmpty || $0.contains(name) } ?? true)
                    && (input.alarmNamePrefix.map(name.hasPrefix) ?? true)
                    && (input.stateValue.map { $0 == alarm.stateValue } ?? true)
                    && (input.actionPrefix.map { prefix in
                        (alarm.alarmActions ?? []).contains { $0.hasPrefix(prefix) }
                    } ?? true)
                    // There are no composite alarms here.
                    && (input.alarmTypes.map { $0.isEmpty || $0.contains(.metricAlarm) } ?? true)
            }
            do {
                let page = try Paging.page(
                    found.sorted { ($0.alarmName ?? "") < ($1.alarmName ?? "") }, after: input.nextToken,
                    limit: input.maxRecords ?? 50, key: { $0.alarmName ?? "" })
                return .init(compositeAlarms: [], metricAlarms: Array(page.items), nextToken: page.next)
            } catch {
                throw CloudWatch.InvalidNextToken(message: "The next token is not valid.")
            }
        }
    }

    private func addMetrics(to table: inout OperationTable) {
        table.on(CloudWatch.PutMetricData.self, honouring: ["Namespace", "MetricData"]) { input, context in
            let now = time.now()
            try stores.with(context.scope) { store in
                for datum in input.metricData ?? [] {
                    guard let value = datum.value, datum.values == nil, datum.statisticValues == nil else {
                        throw NotImplementedHere.error(
                            "LocalAWS implements only single values of cloudwatch:PutMetricData")
                    }
                    let metric = MetricIdentity(
                        namespace: input.namespace, name: datum.metricName, dimensions: datum.dimensions)
                    store.add(value, at: datum.timestamp ?? now, of: metric)
                }
            }
            return .init()
        }
        table.on(
            CloudWatch.GetMetricData.self, refusing: ["NextToken", "MaxDatapoints"], ignoring: ["LabelOptions"]
        ) { input, context in
            var results: [CloudWatch.MetricDataResult] = []
            for query in input.metricDataQueries {
                if let result = try await answer(query, input, context) { results.append(result) }
            }
            return .init(metricDataResults: results, messages: [])
        }
        table.on(CloudWatch.GetMetricStatistics.self, ignoring: ["Unit"]) { input, context in
            let metric = MetricIdentity(
                namespace: input.namespace, name: input.metricName, dimensions: input.dimensions)
            let summaries = await summaries(
                metric, from: input.startTime, to: input.endTime, period: input.period, context.scope)
            let wanted = Set((input.statistics ?? []).map(\.rawValue))
            return .init(
                label: input.metricName,
                datapoints: summaries.map { summary in
                    let extended = (input.extendedStatistics ?? []).compactMap { name in
                        summary.statistic(name).map { (name, $0) }
                    }
                    return CloudWatch.Datapoint(
                        timestamp: summary.start, sampleCount: wanted.contains("SampleCount") ? summary.count : nil,
                        average: wanted.contains("Average") ? summary.average : nil,
                        sum: wanted.contains("Sum") ? summary.sum : nil,
                        minimum: wanted.contains("Minimum") ? summary.minimum : nil,
                        maximum: wanted.contains("Maximum") ? summary.maximum : nil, unit: Optional.none,
                        extendedStatistics: extended.isEmpty
                            ? nil : Dictionary(extended, uniquingKeysWith: { _, last in last }))
                })
        }
    }

    /// Nil for queries whose data nobody wants back.
    private func answer(
        _ query: CloudWatch.MetricDataQuery, _ input: CloudWatch.GetMetricDataInput, _ context: CallContext
    ) async throws -> CloudWatch.MetricDataResult? {
        guard query.expression == nil, let wanted = query.metricStat else {
            throw NotImplementedHere.member(
                "MetricDataQueries.Expression", operation: "GetMetricData", service: CloudWatch.service.signingName)
        }
        guard query.returnData != false else { return nil }
        let metric = MetricIdentity(
            namespace: wanted.metric.namespace ?? "", name: wanted.metric.metricName ?? "",
            dimensions: wanted.metric.dimensions)
        let summaries = await summaries(
            metric, from: input.startTime, to: input.endTime, period: wanted.period, context.scope)
        let points = try summaries.map { summary in
            guard let value = summary.statistic(wanted.stat) else {
                throw CloudWatch.InvalidParameterValueException(message: "The statistic \(wanted.stat) is not valid.")
            }
            return (summary.start, value)
        }
        // The newest first, unless asked otherwise.
        let ordered = input.scanBy == .timestampAscending ? points : points.reversed()
        return CloudWatch.MetricDataResult(
            id: query.id, label: query.label ?? wanted.metric.metricName, timestamps: ordered.map(\.0),
            values: ordered.map(\.1), statusCode: .complete)
    }

    private func summaries(
        _ metric: MetricIdentity, from start: Timestamp, to end: Timestamp, period: Int, _ scope: CloudScope
    ) async -> [MetricSummary] {
        let own = stores.with(scope) { $0.summaries(of: metric, from: start, to: end, period: period) }
        let now = time.now()
        guard own.isEmpty, metric == FargateQuota.usage,
            start.millisecondsSinceEpoch <= now.millisecondsSinceEpoch,
            now.millisecondsSinceEpoch <= end.millisecondsSinceEpoch + 60_000
        else { return own }
        // What runs now; what ran before is not kept.
        let length = Int64(max(1, period)) * 1000
        let began = Timestamp(millisecondsSinceEpoch: now.millisecondsSinceEpoch / length * length)
        return [MetricSummary(start: began, values: [await use.processors(in: scope)])]
    }
}
