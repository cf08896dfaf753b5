import AWSRuntime
import AWSServices
import LocalAWS
import Testing

@Suite("Logs")
struct LogsTests {
    typealias PutError = AWSCallError<CloudWatchLogs.PutLogEventsError>
    let test: TestCloud

    init() throws {
        self.test = try TestCloud()
    }

    var now: Int { Int(test.time.now().millisecondsSinceEpoch) }

    private func makeStream(_ count: Int = 0) async throws {
        try await makeStream("s", count)
    }

    private func makeStream(_ name: String, _ count: Int) async throws {
        if await code({ () throws(AWSCallError<CloudWatchLogs.CreateLogGroupError>) in
            try await test.logs.createLogGroup(.init(logGroupName: "/g"))
        }) != nil {
            // It was there already.
        }
        _ = try await test.logs.createLogStream(.init(logGroupName: "/g", logStreamName: name))
        guard count > 0 else { return }
        _ = try await test.logs.putLogEvents(
            .init(
                logGroupName: "/g", logStreamName: name,
                logEvents: (0..<count).map { .init(timestamp: now + $0, message: "\(name) event \($0)") }))
    }

    @Test("pages forward to the end, where the token repeats, and backward from the tail")
    func pages() async throws {
        try await makeStream(25)
        func get(_ token: String?, head: Bool?) async throws -> CloudWatchLogs.GetLogEventsResponse {
            try await test.logs.getLogEvents(
                .init(
                    logGroupName: "/g", logStreamName: "s", nextToken: token, limit: 10, startFromHead: head))
        }
        var messages: [String] = []
        var token: String?
        while true {
            let page = try await get(token, head: true)
            messages += page.events?.compactMap(\.message) ?? []
            if page.nextForwardToken == token { break }
            token = page.nextForwardToken
        }
        #expect(messages == (0..<25).map { "s event \($0)" })
        let tail = try await get(nil, head: nil)
        #expect(tail.events?.first?.message == "s event 15")
        let before = try await get(tail.nextBackwardToken, head: nil)
        #expect(before.events?.first?.message == "s event 5")
        #expect(before.events?.last?.message == "s event 14")
    }

    @Test("filters across streams by pattern, in order of time, with tokens")
    func filters() async throws {
        try await makeStream("a", 5)
        try await makeStream("b", 5)
        func filter(_ pattern: String, limit: Int? = nil, prefix: String? = nil) async throws -> [String] {
            try await test.logs.filterLogEvents(
                .init(logGroupName: "/g", logStreamNamePrefix: prefix, filterPattern: pattern, limit: limit)
            ).events?.compactMap(\.message) ?? []
        }
        #expect(try await filter("event 3") == ["a event 3", "b event 3"])
        #expect(try await filter("\"a event\" -4").count == 4)
        #expect(try await filter("?0 ?1", prefix: "b") == ["b event 0", "b event 1"])
        #expect(try await filter("").count == 10)
        var seen: [String] = []
        for try await page in test.logs.filterLogEventsPages(.init(logGroupName: "/g", limit: 3)) {
            seen += page.events?.compactMap(\.eventId) ?? []
        }
        #expect(seen.count == 10)
        #expect(Set(seen).count == 10)
        typealias Filter = AWSCallError<CloudWatchLogs.FilterLogEventsError>
        for pattern in ["{ $.a = 1 }", "[a, b]", "%x%"] {
            #expect(
                await code { () throws(Filter) in
                    try await test.logs.filterLogEvents(.init(logGroupName: "/g", filterPattern: pattern))
                } == "NotImplemented")
        }
        #expect(
            await code { () throws(Filter) in
                try await test.logs.filterLogEvents(.init(logGroupName: "/g", filterPattern: "a.b"))
            } == "InvalidParameterException")
    }

    @Test("takes batches as AWS does: in order, within a day, not too old or new")
    func batches() async throws {
        try await makeStream()
        func put(_ times: [Int]) async -> String? {
            await code { () throws(PutError) in
                try await test.logs.putLogEvents(
                    .init(
                        logGroupName: "/g", logStreamName: "s",
                        logEvents: times.map { .init(timestamp: $0, message: "m") }))
            }
        }
        #expect(await put([now + 1, now]) == "InvalidParameterException")
        #expect(await put([now - 86_400_001, now]) == "InvalidParameterException")
        let day = 86_400_000
        let old = try await test.logs.putLogEvents(
            .init(
                logGroupName: "/g", logStreamName: "s",
                logEvents: [.init(timestamp: now - 15 * day, message: "m")]))
        #expect(old.rejectedLogEventsInfo?.tooOldLogEventEndIndex == 1)
        let new = try await test.logs.putLogEvents(
            .init(
                logGroupName: "/g", logStreamName: "s",
                logEvents: [.init(timestamp: now, message: "m"), .init(timestamp: now + 3 * 3_600_000, message: "m")]))
        #expect(new.rejectedLogEventsInfo?.tooNewLogEventStartIndex == 1)
    }

    @Test("groups and streams: refusals, retention, order, tags")
    func groups() async throws {
        typealias Create = AWSCallError<CloudWatchLogs.CreateLogStreamError>
        #expect(
            await message { () throws(Create) in
                try await test.logs.createLogStream(.init(logGroupName: "/none", logStreamName: "s"))
            } == "The specified log group does not exist.")
        try await makeStream("b", 1)
        test.time.move(.seconds(1))
        try await makeStream("a", 1)
        typealias Retain = AWSCallError<CloudWatchLogs.PutRetentionPolicyError>
        #expect(
            await code { () throws(Retain) in
                try await test.logs.putRetentionPolicy(.init(logGroupName: "/g", retentionInDays: 4))
            } == "InvalidParameterException")
        _ = try await test.logs.putRetentionPolicy(.init(logGroupName: "/g", retentionInDays: 7))
        let group = try await test.logs.describeLogGroups(.init(logGroupNamePrefix: "/")).logGroups?.first
        #expect(group?.retentionInDays == 7)
        #expect(group?.arn == "arn:aws:logs:ap-northeast-2:000000000000:log-group:/g:*")
        func streams(_ order: CloudWatchLogs.OrderBy, descending: Bool) async throws -> [String?] {
            try await test.logs.describeLogStreams(
                .init(logGroupName: "/g", orderBy: order, descending: descending)
            ).logStreams?.map(\.logStreamName) ?? []
        }
        #expect(try await streams(.logStreamName, descending: false) == ["a", "b"])
        #expect(try await streams(.lastEventTime, descending: true) == ["a", "b"])
        #expect(try await streams(.lastEventTime, descending: false) == ["b", "a"])
        let arn = try #require(group?.logGroupArn)
        _ = try await test.logs.tagResource(.init(resourceArn: arn, tags: ["a": "1", "b": "2"]))
        _ = try await test.logs.untagResource(.init(resourceArn: arn, tagKeys: ["a"]))
        #expect(try await test.logs.listTagsForResource(.init(resourceArn: arn)).tags == ["b": "2"])
        test.time.move(.seconds(8 * 86_400))
        let kept = try await test.logs.getLogEvents(.init(logGroupName: "/g", logStreamName: "a"))
        #expect(kept.events == [])
    }

    @Test("the log driver needs its group, unless it may make it")
    func driver() async throws {
        let failure = await #expect(throws: RuntimeFailure.self) {
            try await test.cloud.logSink.openStream(
                group: "/ecs/app", stream: "app/web/1", region: TestCloud.region, createGroup: false)
        }
        #expect(
            failure?.reason
                == "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 "
                + "times: failed to create Cloudwatch log stream: ResourceNotFoundException: "
                + "The specified log group does not exist.")
        try await test.cloud.logSink.openStream(
            group: "/ecs/app", stream: "app/web/1", region: TestCloud.region, createGroup: true)
        await test.cloud.logSink.append(
            [(test.time.now(), "hello")], group: "/ecs/app", stream: "app/web/1", region: TestCloud.region)
        let events = try await test.logs.getLogEvents(.init(logGroupName: "/ecs/app", logStreamName: "app/web/1"))
        #expect(events.events?.map(\.message) == ["hello"])
    }

    @Test("a stream forgets its oldest events instead of growing for ever")
    func bounded() {
        var stream = LogStream(name: "s", created: test.time.now())
        for number in 0..<60_000 {
            stream.append(
                LogEvent(time: test.time.now(), ingested: test.time.now(), sequence: number, message: "m"))
        }
        #expect(stream.events.count <= LogStream.maximumEvents)
        #expect(stream.events.last?.sequence == 59_999)
    }
}
