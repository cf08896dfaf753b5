import CoreMetrics
import Synchronization

/// Collects what swift-metrics reports and tells it in Prometheus' text format, version 0.0.4.
/// https://prometheus.io/docs/instrumenting/exposition_formats/
final class PrometheusRegistry: MetricsFactory, Sendable {
    private struct Key: Hashable {
        var name: String
        var labels: String
    }

    private let counters = Mutex<[Key: PrometheusCounter]>([:])
    private let gauges = Mutex<[Key: PrometheusGauge]>([:])
    private let histograms = Mutex<[Key: PrometheusHistogram]>([:])

    /// One metric's upper bounds of time, in seconds.
    static let timeBounds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
    static let sizeBounds: [Double] = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]

    /// Everything, sorted by name and labels.
    func text() -> String {
        var families: [String: (type: String, lines: [String])] = [:]
        for (key, counter) in counters.withLock({ $0 }) {
            families[key.name, default: ("counter", [])].lines.append(
                "\(key.name)\(Self.braced(key.labels)) \(counter.value)")
        }
        for (key, gauge) in gauges.withLock({ $0 }) {
            families[key.name, default: ("gauge", [])].lines.append(
                "\(key.name)\(Self.braced(key.labels)) \(gauge.value)")
        }
        for (key, histogram) in histograms.withLock({ $0 }) {
            families[key.name, default: ("histogram", [])].lines += [histogram.text(key.name, key.labels)]
        }
        return families.sorted { $0.key < $1.key }.map { name, family in
            "# TYPE \(name) \(family.type)\n" + family.lines.sorted().joined(separator: "\n") + "\n"
        }.joined()
    }

    /// Sets a gauge at the moment of asking; for what is counted elsewhere.
    func set(_ name: String, _ labels: [(String, String)] = [], _ value: Double) {
        gauge(name, labels).set(value)
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let key = Self.key(label, dimensions, suffix: "_total")
        return counters.withLock { counters in
            if let known = counters[key] { return known }
            let new = PrometheusCounter()
            counters[key] = new
            return new
        }
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { gauge(label, dimensions) }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate ? histogram(label, dimensions, suffix: "", bounds: Self.sizeBounds) : gauge(label, dimensions)
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions, suffix: "_seconds", bounds: Self.timeBounds)
    }

    func destroyCounter(_ handler: any CounterHandler) {
        counters.withLock { all in all = all.filter { $0.value !== handler } }
    }

    func destroyMeter(_ handler: any MeterHandler) {
        gauges.withLock { all in all = all.filter { $0.value !== handler } }
    }

    func destroyRecorder(_ handler: any RecorderHandler) {
        gauges.withLock { all in all = all.filter { $0.value !== handler } }
        histograms.withLock { all in all = all.filter { $0.value !== handler } }
    }

    func destroyTimer(_ handler: any TimerHandler) {
        histograms.withLock { all in all = all.filter { $0.value !== handler } }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> PrometheusGauge {
        let key = Self.key(label, dimensions, suffix: "")
        return gauges.withLock { gauges in
            if let known = gauges[key] { return known }
            let new = PrometheusGauge()
            gauges[key] = new
            return new
        }
    }

    private func histogram(
        _ label: String, _ dimensions: [(String, String)], suffix: String, bounds: [Double]
    ) -> PrometheusHistogram {
        let key = Self.key(label, dimensions, suffix: suffix)
        return histograms.withLock { histograms in
            if let known = histograms[key] { return known }
            let new = PrometheusHistogram(bounds: bounds)
            histograms[key] = new
            return new
        }
    }

    private static func key(_ label: String, _ dimensions: [(String, String)], suffix: String) -> Key {
        let name = identifier(label)
        let labels = dimensions.map { "\(identifier($0.0))=\"\(escaped($0.1))\"" }.joined(separator: ",")
        return Key(name: name.hasSuffix(suffix) ? name : name + suffix, labels: labels)
    }

    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`, other characters become `_`.
    private static func identifier(_ text: String) -> String {
        let cleaned = String(
            text.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" || $0 == ":" ? $0 : "_" })
        return cleaned.first?.isNumber ?? true ? "_" + cleaned : cleaned
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
        return result
    }

    private static func braced(_ labels: String) -> String { labels.isEmpty ? "" : "{\(labels)}" }
}

/// A number that only grows.
final class PrometheusCounter: CounterHandler, Sendable {
    private let count = Mutex<Int64>(0)
    var value: Int64 { count.withLock { $0 } }

    func increment(by amount: Int64) {
        count.withLock { count in
            let (sum, overflow) = count.addingReportingOverflow(amount)
            count = overflow ? 0 : sum
        }
    }

    func reset() { count.withLock { $0 = 0 } }
}

/// A number that goes up and down.
final class PrometheusGauge: MeterHandler, RecorderHandler, Sendable {
    private let number = Mutex<Double>(0)
    var value: Double { number.withLock { $0 } }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { number.withLock { $0 = value } }
    func increment(by amount: Double) { number.withLock { $0 += amount } }
    func decrement(by amount: Double) { number.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
}

/// How often values were at most so large.
final class PrometheusHistogram: TimerHandler, RecorderHandler, Sendable {
    private struct State {
        var counts: [Int64]
        var sum = 0.0
        var count: Int64 = 0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        state.withLock { state in
            state.sum += value
            state.count += 1
            for (index, bound) in bounds.enumerated() where value <= bound { state.counts[index] += 1 }
        }
    }

    func text(_ name: String, _ labels: String) -> String {
        let state = state.withLock { $0 }
        let comma = labels.isEmpty ? "" : labels + ","
        var lines = zip(bounds, state.counts).map { "\(name)_bucket{\(comma)le=\"\($0)\"} \($1)" }
        lines.append("\(name)_bucket{\(comma)le=\"+Inf\"} \(state.count)")
        let braces = labels.isEmpty ? "" : "{\(labels)}"
        lines += ["\(name)_sum\(braces) \(state.sum)", "\(name)_count\(braces) \(state.count)"]
        return lines.joined(separator: "\n")
    }
}
