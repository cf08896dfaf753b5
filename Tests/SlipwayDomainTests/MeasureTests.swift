import SlipwayDomain
import Testing

@Suite("Measures") struct MeasureTests {
    @Test(
        "rounds percents as ECS does and sees a stuck update",
        arguments: [
            (1, 100, 200, 1, 2, false), (1, 100, 150, 1, 1, true), (2, 75, 125, 2, 2, true), (3, 66, 133, 2, 3, false),
            (4, 75, 125, 3, 5, false), (10, 66, 133, 7, 13, false), (1, 0, 100, 0, 1, false), (3, 75, 125, 3, 3, true),
            (0, 100, 100, 0, 0, false),
        ])
    func percents(desired: Int, minimum: Int, maximum: Int, lower: Int, upper: Int, stuck: Bool) {
        let bounds = PercentBounds(minimum: minimum, maximum: maximum)
        #expect(bounds.lower(of: desired) == lower)
        #expect(bounds.upper(of: desired) == upper)
        #expect(bounds.isStuck(at: desired) == stuck)
        let moved = PercentBounds(minimum: minimum, maximum: bounds.maximumThatMoves(at: desired))
        #expect(!moved.isStuck(at: desired))
    }

    @Test("percents of the largest numbers do not overflow")
    func percentOverflow() {
        let bounds = PercentBounds(minimum: .max, maximum: .max)
        #expect(bounds.upper(of: .max) == .max)
        #expect(bounds.lower(of: .max) == .max)
    }

    @Test(
        "reads durations with units",
        arguments: [
            ("5m", Duration.seconds(300)), ("30s", .seconds(30)), ("1h30m", .seconds(5400)),
            ("250ms", .milliseconds(250)),
            ("1.5s", .milliseconds(1500)), ("1 min 40 s", .seconds(100)), ("2d", .seconds(172_800)), ("0s", .zero),
        ])
    func durations(text: String, duration: Duration) {
        #expect(Duration(parsing: text) == duration)
        #expect(Duration(parsing: duration.compact) == duration)
    }

    @Test(
        "refuses a duration without a unit, twice the same, negative, or endless",
        arguments: [
            "", " ", "5", "m", "5 parsecs", "5m5m", "-5s", "1e3s", "99999999999d", "1.2345s", "٣s", "5s!", "1.s",
        ])
    func noDurations(text: String) {
        #expect(Duration(parsing: text) == nil)
    }

    @Test(
        "prints durations for people",
        arguments: [
            (Duration.milliseconds(240), "240 ms"), (.milliseconds(2340), "2.3 s"), (.seconds(42), "42 s"),
            (.seconds(100), "1 min 40 s"), (.seconds(10_800), "3 h"), (.seconds(90_000), "1 d 1 h"), (.zero, "0 ms"),
            (.seconds(-100), "-1 min 40 s"), (.milliseconds(59_999), "59 s"),
        ])
    func words(duration: Duration, text: String) {
        #expect(duration.words == text)
    }

    @Test(
        "prints durations for people who read Korean",
        arguments: [
            (Duration.milliseconds(240), "240밀리초"), (.milliseconds(2340), "2.3초"), (.seconds(42), "42초"),
            (.seconds(100), "1분 40초"), (.seconds(10_800), "3시간"), (.seconds(90_000), "1일 1시간"),
        ])
    func koreanWords(duration: Duration, text: String) {
        #expect(duration.koreanWords == text)
    }

    @Test(
        "reads and prints sizes",
        arguments: [
            ("512", 512, "512 B"), ("10kB", 10_000, "9.7 KiB"), ("1 MiB", 1_048_576, "1 MiB"),
            ("1.5GiB", 1_610_612_736, "1.5 GiB"), ("0.5 KiB", 512, "512 B"),
        ])
    func sizes(text: String, bytes: Int64, printed: String) {
        #expect(ByteSize(text)?.bytes == bytes)
        #expect(ByteSize(bytes: bytes).description == printed)
    }

    @Test(
        "refuses sizes that are none",
        arguments: ["", "MiB", "-1", "1.5", "1 XB", "99999999999999999999", "9223372036854775807 TiB", "1..5kB"])
    func noSizes(text: String) {
        #expect(ByteSize(text) == nil)
    }

    @Test("moments are counted to the millisecond and never overflow")
    func moments() {
        let moment = Moment(millisecondsSinceEpoch: 1000)
        #expect(moment.advanced(by: .milliseconds(1500)) == Moment(millisecondsSinceEpoch: 2500))
        #expect(moment.duration(to: Moment(millisecondsSinceEpoch: 500)) == .milliseconds(-500))
        #expect(Moment(millisecondsSinceEpoch: .max).advanced(by: .seconds(1)).millisecondsSinceEpoch == .max)
        #expect(
            Moment(millisecondsSinceEpoch: .min).duration(to: Moment(millisecondsSinceEpoch: .max)) > .seconds(1))
    }
}
