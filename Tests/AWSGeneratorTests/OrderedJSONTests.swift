import AWSGenerator
import Testing

@Suite("Ordered JSON")
struct OrderedJSONTests {
    static func parse(_ text: String) throws(OrderedJSON.SyntaxError) -> OrderedJSON {
        try OrderedJSON(parsing: Array(text.utf8))
    }

    @Test("objects keep their order")
    func order() throws {
        let json = try Self.parse(#"{"z":1, "a":{"y":true,"b":null}, "m":[1.5,-2e3]}"#)
        #expect(json.members.map(\.key) == ["z", "a", "m"])
        #expect(json["a"]?.members.map(\.key) == ["y", "b"])
        #expect(json["m"]?.elements == [.number(1.5), .number(-2000)])
        #expect(json["a"]?["y"]?.isTrue == true)
    }

    @Test(
        "strings are unescaped",
        arguments: [
            (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\ud83d\ude00""#, "é😀"), ("\"é😀\"", "é😀"),
        ])
    func strings(text: String, value: String) throws {
        #expect(try Self.parse(text) == .string(value))
    }

    @Test(
        "what is no JSON is refused with its place",
        arguments: [
            "", "{", "[1,]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "\"open", "tru", "1 2", "\"\\x\"", "\"\\ud800\"", "-",
            "\"\u{1}\"",
        ])
    func broken(text: String) {
        #expect(throws: OrderedJSON.SyntaxError.self) { try Self.parse(text) }
    }

    @Test("nesting is bounded")
    func deep() {
        let text = String(repeating: "[", count: 100_000)
        let error = #expect(throws: OrderedJSON.SyntaxError.self) { try Self.parse(text) }
        #expect(error?.description == "byte 128: nested deeper than 128")
    }
}
