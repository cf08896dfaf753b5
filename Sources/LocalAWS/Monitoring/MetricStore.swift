import AWSRuntime
import AWSServices

/// A metric: where it belongs, what it is called, of what it is.
struct MetricIdentity: Hashable, Sendable {
    var namespace: String
    var name: String
    var dimensions: [String: String]

    init(namespace: String, name: String, dimensions: [CloudWatch.Dimension]?) {
        self.namespace = namespace
        self.name = name
        self.dimensions = Dictionary(
            (dimensions ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
    }

    init(namespace: String, name: String, dimensions: [String: String]) {
        self.namespace = namespace
        self.name = name
        self.dimensions = dimensions
    }
}

/// What was measured of one metric in one period.
struct MetricSummary: Hashable, Sendable {
    var start: Timestamp
    var values: [Double]

    var sum: Double { values.reduce(0, +) }
    var minimum: Double { values.min() ?? 0 }
    var maximum: Double { values.max() ?? 0 }
    var count: Double { Double(values.count) }
    var average: Double { values.isEmpty ? 0 : sum / count }

    /// - Parameter name: `Average`, `p95`; nil for statistics that are not here.
    func statistic(_ name: String) -> Double? {
        switch name {
        case "Average": return average
        case "Sum": return sum
        case "Minimum": return minimum
        case "Maximum": return maximum
        case "SampleCount": return count
        default:
            guard name.hasPrefix("p"), let percent = Double(name.dropFirst()), (0...100).contains(percent),
                !values.isEmpty
            else { return nil }
            let sorted = values.sorted()
            let rank = Int((percent / 100 * Double(sorted.count)).rounded(.up))
            return sorted[max(1, min(sorted.count, rank)) - 1]
        }
    }
}

/// Metrics and alarms of one account in one region. Pure.
///
/// Alarms change their state only when somebody sets it: LocalAWS watches no metric.
struct MetricStore: Sendable {
    let scope: CloudScope
    var alarms = OrderedTable<String, CloudWatch.MetricAlarm>()
    private var points: [MetricIdentity: [(moment: Timestamp, value: Double)]] = [:]

    /// More is not kept of one metric; the oldest goes.
    private static let pointLimit = 10_000

    init(scope: CloudScope) {
        self.scope = scope
    }

    mutating func add(_ value: Double, at moment: Timestamp, of metric: MetricIdentity) {
        points[metric, default: []].append((moment, value))
        if let count = points[metric]?.count, count > Self.pointLimit { points[metric]?.removeFirst() }
    }

    /// In periods from the start on, the oldest first; periods in which nothing was measured are left out.
    func summaries(
        of metric: MetricIdentity, from start: Timestamp, to end: Timestamp, period: Int
    ) -> [MetricSummary] {
        let length = Int64(max(1, period)) * 1000
        // CloudWatch's periods begin on whole multiples of themselves.
        let origin = start.millisecondsSinceEpoch / length * length
        var byPeriod: [Int64: [Double]] = [:]
        for point in points[metric] ?? []
        where point.moment.millisecondsSinceEpoch >= start.millisecondsSinceEpoch
            && point.moment.millisecondsSinceEpoch < end.millisecondsSinceEpoch
        {
            let index = (point.moment.millisecondsSinceEpoch - origin) / length
            byPeriod[index, default: []].append(point.value)
        }
        return byPeriod.sorted { $0.key < $1.key }.map { index, values in
            MetricSummary(start: Timestamp(millisecondsSinceEpoch: origin + index * length), values: values)
        }
    }

    // MARK: Alarms

    mutating func put(_ input: CloudWatch.PutMetricAlarmInput, at now: Timestamp) throws {
        guard input.metricName != nil, input.namespace != nil else {
            throw CloudWatch.MissingRequiredParameterException(
                message: "The parameters MetricName and Namespace are required for an alarm on one metric.")
        }
        guard let comparison = input.comparisonOperator, let threshold = input.threshold,
            let periods = input.evaluationPeriods
        else {
            throw CloudWatch.MissingRequiredParameterException(
                message: "The parameters ComparisonOperator, EvaluationPeriods and Threshold are required.")
        }
        let before = alarms[input.alarmName]
        alarms[input.alarmName] = CloudWatch.MetricAlarm(
            alarmName: input.alarmName,
            alarmArn: "arn:aws:cloudwatch:\(scope.region):\(scope.account):alarm:\(input.alarmName)",
            alarmDescription: input.alarmDescription, alarmConfigurationUpdatedTimestamp: now,
            actionsEnabled: input.actionsEnabled ?? true, okActions: input.okActions ?? [],
            alarmActions: input.alarmActions ?? [], insufficientDataActions: input.insufficientDataActions ?? [],
            stateValue: before?.stateValue ?? .insufficientData,
            stateReason: before?.stateReason ?? "Unchecked: Initial alarm creation",
            stateReasonData: before?.stateReasonData, stateUpdatedTimestamp: before?.stateUpdatedTimestamp ?? now,
            metricName: input.metricName, namespace: input.namespace, statistic: input.statistic,
            extendedStatistic: input.extendedStatistic, dimensions: input.dimensions ?? [], period: input.period,
            unit: input.unit, evaluationPeriods: periods, datapointsToAlarm: input.datapointsToAlarm,
            threshold: threshold, comparisonOperator: comparison, treatMissingData: input.treatMissingData,
            stateTransitionedTimestamp: before?.stateTransitionedTimestamp ?? now)
    }

    mutating func setState(_ input: CloudWatch.SetAlarmStateInput, at now: Timestamp) throws {
        guard let before = alarms[input.alarmName] else {
            throw CloudWatch.ResourceNotFound(message: "\(input.alarmName) not found")
        }
        alarms.update(input.alarmName) { alarm in
            alarm.stateValue = input.stateValue
            alarm.stateReason = input.stateReason
            alarm.stateReasonData = input.stateReasonData
            alarm.stateUpdatedTimestamp = now
            if before.stateValue != input.stateValue { alarm.stateTransitionedTimestamp = now }
        }
    }
}
