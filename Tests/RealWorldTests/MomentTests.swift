import Testing

@testable import RealWorld

@Suite("A moment")
struct MomentTests {
    @Test(
        "is written in ISO 8601 with milliseconds",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_455_765_776_637, "2016-02-18T03:22:56.637Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (4_102_444_800_000, "2100-01-01T00:00:00.000Z"),
        ])
    func isWritten(milliseconds: Int64, text: String) {
        #expect(Moment(milliseconds: milliseconds).iso8601 == text)
    }
}
