import SlipwayDomain
import SlipwayEvidence
import Testing

@Suite("Reading evidence") struct EvidenceFileTests {
    static let now = Moment(millisecondsSinceEpoch: 1_700_000_000_000)

    static func read(_ text: String) -> EvidenceFile { EvidenceFile(reading: text, now: now) }

    @Test("reads an error as the AWS CLI prints it")
    func printedError() throws {
        let file = Self.read(
            "\nAn error occurred (InvalidParameterException) when calling the CreateService operation: Creation of "
                + "service was not idempotent.\n")
        let refusal = try #require(file.signals.refusals.first)
        #expect(refusal.operation == "CreateService")
        #expect(refusal.code == "InvalidParameterException")
        #expect(refusal.message == "Creation of service was not idempotent.")
    }

    @Test("reads answers, single items of them and JSON lines alike")
    func shapes() {
        let task = #"{"taskArn":"arn:aws:ecs:r:a:task/c/1","lastStatus":"STOPPED","stoppedReason":"x"}"#
        for text in [task, "[\(task)]", #"{"tasks":[\#(task)],"failures":[]}"#, "$ aws ecs describe-tasks\n\(task)"] {
            #expect(Self.read(text).signals.observation.tasks.map(\.id) == ["1"], "\(text)")
        }
        #expect(Self.read("\(task)\n\(task)").signals.observation.tasks.count == 2)
    }

    @Test("joins log lines and targets to their tasks, and sets the time")
    func joins() {
        let signals = Self.read(
            #"""
            {"now":"2026-01-02T03:04:05Z",
             "tasks":[{"taskArn":"arn:aws:ecs:r:a:task/c/abc","attachments":[{"details":[
               {"name":"privateIPv4Address","value":"10.0.0.7"}]}],"containers":[]},
               {"taskArn":"arn:aws:ecs:r:a:task/c/def","containers":[]}],
             "TargetHealthDescriptions":[{"Target":{"Id":"10.0.0.7","Port":80},
               "TargetHealth":{"State":"unhealthy","Reason":"Target.Timeout"}}],
             "events":[{"timestamp":1700000000000,"message":"boom","logStreamName":"web/app/def"}]}
            """#
        ).signals
        #expect(signals.observation.takenAt.millisecondsSinceEpoch == 1_767_323_045_000)
        #expect(signals.observation.tasks[0].targets.map(\.reason) == ["Target.Timeout"])
        #expect(signals.observation.tasks[1].targets.isEmpty)
        #expect(
            signals.observation.logs == [LogTail(task: "arn:aws:ecs:r:a:task/c/def", container: "app", lines: ["boom"])]
        )
    }

    @Test("reads what RunTask could not start as a refusal, but nothing that is merely gone")
    func failures() {
        let refusals = Self.read(
            #"{"tasks":[],"failures":[{"arn":"a","reason":"RESOURCE:CPU"},{"arn":"b","reason":"MISSING"}]}"#
        ).signals.refusals
        #expect(refusals == [CallRefusal(operation: "ecs:RunTask", code: "RESOURCE:CPU", message: "RESOURCE:CPU")])
    }

    @Test("knows which tasks ECS has forgotten")
    func forgotten() {
        let arn = "arn:aws:ecs:eu-west-1:111122223333:task/prod/0123"
        let file = Self.read(#"{"tasks":[],"failures":[{"arn":"\#(arn)","reason":"MISSING"}]}"#)
        #expect(file.forgottenTasks == [arn])
        #expect(file.understood.isEmpty)
    }

    @Test("a long text that was cut in the middle of a line is read up to the line before")
    func cut() {
        let line = "web: exited with code 137\n"
        let long = String(repeating: line, count: (1 << 20) / line.utf8.count + 1)
        let texts = Self.read(long + "web: exited with code 1").signals.texts
        #expect(texts.last == "web: exited with code 137")
        #expect(Self.read(long).signals.texts.count == texts.count)
        #expect(Self.read("\(line)web: exited with code 1").signals.texts.last == "web: exited with code 1")
    }

    @Test("reads a task's attachments, and tells none from not read")
    func attachments() {
        let signals = Self.read(
            #"""
            [{"taskArn":"t/1","attachments":[{"type":"AmazonElasticBlockStorage","status":"FAILED"}]},{"taskArn":"t/2"}]
            """#
        ).signals
        #expect(
            signals.observation.tasks.map(\.attachments) == [
                [AttachmentObservation(type: "AmazonElasticBlockStorage", status: "FAILED")], nil,
            ])
    }

    @Test(
        "never fails, whatever it is given",
        arguments: [
            "", "{", "[[[[", "null", "\"quoted\"", "{\"taskArn\":", String(repeating: "[", count: 5000),
            "\u{1B}[31mred\u{1B}[0m", "{\"tasks\":[{\"taskArn\":{\"a\":[1e400]}}]}", "\u{0}\u{FFFF}",
            "{\"detail-type\":1}",
        ])
    func robust(text: String) {
        let file = Self.read(text)
        #expect(file.signals.observation.tasks.count <= 1)
    }
}
