import Testing

@testable import OpenAIWire

@Suite struct RequestFaultTests {
    @Test(
        arguments: [
            ("", .notJSON(.unexpectedEnd), 0), ("   ", .notJSON(.unexpectedEnd), 3), ("{", .notJSON(.unexpectedEnd), 1),
            (#"{"model":"m""#, .notJSON(.unexpectedEnd), 12), (#"{"model":"m"#, .notJSON(.unexpectedEnd), 11),
            (#"{"model":"m\"#, .notJSON(.unexpectedEnd), 12),
            ("hello", .notJSON(.unexpected(UInt8(ascii: "h"))), 0),
            ("<html>", .notJSON(.unexpected(UInt8(ascii: "<"))), 0),
            ("\u{FEFF}{}", .notJSON(.byteOrderMark), 0), ("\u{0}{}", .notJSON(.unexpected(0)), 0),
            ("\u{0B}{}", .notJSON(.unexpected(0x0B)), 0), ("\u{A0}{}", .notJSON(.unexpected(0xC2)), 0),
            ("[]", .notAnObject, 0), (#" "model""#, .notAnObject, 1), ("null", .notAnObject, 0), ("1", .notAnObject, 0),
            ("{}", .missingModel, 0), (#"{"Model":"m"}"#, .missingModel, 0),
            (#"{"model":null}"#, .modelIsNoString, 9), (#"{"model":1}"#, .modelIsNoString, 9),
            (#"{"model":["m"]}"#, .modelIsNoString, 9), (#"{"model":""}"#, .emptyModel, 9),
            (#"{"model":"a","model":"b"}"#, .duplicateKey("model"), 13),
            (#"{"model":"a","mod\u0065l":"b"}"#, .duplicateKey("model"), 13),
            (#"{"model":"a","stream":true,"stream":false}"#, .duplicateKey("stream"), 27),
            (#"{"messages":[],"model":"a","messages":[]}"#, .duplicateKey("messages"), 27),
            (#"{"model":"a","stream":"true"}"#, .streamIsNoBoolean, 22),
            (#"{"model":"a","stream":1}"#, .streamIsNoBoolean, 22),
            (#"{"model":"m"} x"#, .notJSON(.trailingBytes), 14), (#"{"model":"m"}{}"#, .notJSON(.trailingBytes), 13),
            (#"{"model":"m"}"# + "\0", .notJSON(.trailingBytes), 13),
            (#"{"model":"m",}"#, .notJSON(.unexpected(UInt8(ascii: "}"))), 13),
            (#"{"model" "m"}"#, .notJSON(.unexpected(UInt8(ascii: "\""))), 9),
            (#"{model:"m"}"#, .notJSON(.unexpected(UInt8(ascii: "m"))), 1),
            (#"{'model':'m'}"#, .notJSON(.unexpected(UInt8(ascii: "'"))), 1),
            (#"{"model":"m" "x":1}"#, .notJSON(.unexpected(UInt8(ascii: "\""))), 13),
            (#"{"a":[1 2]}"#, .notJSON(.unexpected(UInt8(ascii: "2"))), 8),
            (#"{"a":[1,]}"#, .notJSON(.unexpected(UInt8(ascii: "]"))), 8),
            (#"{"a":[}"#, .notJSON(.unexpected(UInt8(ascii: "}"))), 6),
            (#"{"a":tru}"#, .notJSON(.badLiteral), 5), (#"{"a":nil}"#, .notJSON(.badLiteral), 5),
            (#"{"a":NaN}"#, .notJSON(.unexpected(UInt8(ascii: "N"))), 5),
            (#"{"a":-Infinity}"#, .notJSON(.badNumber), 5),
            (#"{"a":01}"#, .notJSON(.badNumber), 5), (#"{"a":1.}"#, .notJSON(.badNumber), 5),
            (#"{"a":.5}"#, .notJSON(.unexpected(UInt8(ascii: "."))), 5),
            (#"{"a":1e}"#, .notJSON(.badNumber), 5), (#"{"a":+1}"#, .notJSON(.unexpected(UInt8(ascii: "+"))), 5),
            (#"{"a":-}"#, .notJSON(.badNumber), 5), (#"{"a":0x1}"#, .notJSON(.unexpected(UInt8(ascii: "x"))), 6),
            (#"{"a":"\x"}"#, .notJSON(.badEscape), 6), (#"{"a":"\u12g4"}"#, .notJSON(.badEscape), 6),
            (#"{"a":"\u12"#, .notJSON(.badEscape), 6),
            (#"{"a":"\ud800"}"#, .notJSON(.loneSurrogate), 6), (#"{"a":"\udc00"}"#, .notJSON(.loneSurrogate), 6),
            (#"{"a":"\ud800\u0041"}"#, .notJSON(.loneSurrogate), 6), (#"{"a":"\ud800x"}"#, .notJSON(.loneSurrogate), 6),
            ("{\"a\":\"b\nc\"}", .notJSON(.controlCharacter), 7),
            ("{\"a\":\"b\u{0}\"}", .notJSON(.controlCharacter), 7),
            ("{\"0123456789abcdef\u{1F}\":1}", .notJSON(.controlCharacter), 18),
            ("{\"model\":\"m\" // comment\n}", .notJSON(.unexpected(UInt8(ascii: "/"))), 13),
        ] as [(String, RequestFault.Kind, Int)]
    )
    func refuses(body: String, kind: RequestFault.Kind, offset: Int) {
        #expect(fault(body) == RequestFault(kind, at: offset))
    }

    @Test(
        arguments: [
            // A continuation without a beginning, overlong forms, a surrogate, beyond the last character, cut off.
            [0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xC3], [0xE4, 0xB8], [0xF0, 0x9F, 0x98],
            [0xC3, 0x41], [0xE4, 0xB8, 0x41], [0xF0, 0x9F, 0x98, 0x41],
        ] as [[UInt8]]
    )
    func refusesBadUTF8(bytes: [UInt8]) {
        for padding in [0, 5, 40] {
            let head = Array("{\"a\":\"".utf8) + [UInt8](repeating: 0x61, count: padding)
            let found = fault(head + bytes + Array("\"}".utf8))
            #expect(found == RequestFault(.notJSON(.badUTF8), at: head.count))
        }
    }

    @Test func acceptsTheEndsOfUTF8() throws {
        let text = "\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}"
        #expect(try Scanned(#"{"model":"\#(text)"}"#).scan.model == text)
    }

    @Test func whiteSpaceMayStandAnywhere() throws {
        let body =
            " \t\r\n{ \"model\" \n:\t\"m\" , \"messages\" : [ { \"role\" : \"user\" , \"content\" : \"hi\" } ] } \r\n"
        #expect(try Scanned(body).outline == ["user | hi"])
    }

    @Test func limitsDepth() throws {
        func nested(_ depth: Int) -> String {
            let brackets = String(repeating: "[", count: depth - 1)
            return #"{"model":"m","a":\#(brackets)\#(String(repeating: "]", count: depth - 1))}"#
        }
        #expect(fault(nested(256)) == nil)
        #expect(fault(nested(257)) == RequestFault(.notJSON(.tooDeep), at: 17 + 255))
        #expect(fault(#"{"a":"# + String(repeating: "[", count: 1_000_000))?.kind == .notJSON(.tooDeep))
        let parts = String(repeating: #"[{"content":"#, count: 200_000)
        #expect(fault(#"{"messages":\#(parts)"#)?.kind == .notJSON(.tooDeep))
    }

    @Test func limitsTexts() {
        let many = Array(repeating: "\"\"", count: 100_001).joined(separator: ",")
        #expect(fault(#"{"model":"m","input":[\#(many)]}"#)?.kind == .tooManyTexts)
        let messages = Array(repeating: "{}", count: 100_001).joined(separator: ",")
        #expect(fault(#"{"model":"m","messages":[\#(messages)]}"#)?.kind == .tooManyTexts)
    }

    /// What is not JSON is told before what is wrong with the request.
    @Test func syntaxGoesFirst() {
        #expect(fault(#"{"model":1,"a":}"#)?.kind == .notJSON(.unexpected(UInt8(ascii: "}"))))
    }

    @Test func everyFaultHasAnAnswer() {
        let kinds: [(RequestFault.Kind, String?, String)] = [
            (.notJSON(.badUTF8), nil, "invalid_json"), (.notAnObject, nil, "invalid_json"),
            (.missingModel, "model", "missing_required_parameter"), (.modelIsNoString, "model", "invalid_type"),
            (.emptyModel, "model", "empty_string"), (.duplicateKey("stream"), "stream", "duplicate_parameter"),
            (.streamIsNoBoolean, "stream", "invalid_type"), (.tooManyTexts, nil, "array_above_max_length"),
        ]
        for (kind, param, code) in kinds {
            let error = APIError(RequestFault(kind, at: 7))
            #expect(error.status == 400)
            #expect(error.type == .invalidRequest)
            #expect(error.param == param)
            #expect(error.code == code)
        }
        let error = APIError(RequestFault(.notJSON(.unexpected(UInt8(ascii: "}"))), at: 12))
        #expect(error.message == "We could not parse the JSON body of your request: unexpected `}`, at byte 12.")
    }
}
