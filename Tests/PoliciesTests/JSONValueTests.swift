import Foundation
import Policies
import Testing

@Suite struct JSONValueTests {
    @Test func isWrittenAsItIsRead() throws {
        let texts = ["", "a\"b\\c/d", "\u{0}\u{1}\n\t\u{1F}", "é漢🔍", "\u{2028}"]
        let value: JSONValue = [
            "texts": .array(texts.map { .string($0) }), "none": nil, "empty": [], "object": [:],
            "numbers": [.int(-3), .double(0.1), .double(1e300), .double(.infinity)], "flag": .bool(true),
        ]
        for bytes in [value.compact, value.indented] {
            let read = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
            #expect(read["texts"] as? [String] == texts)
            #expect(read["none"] is NSNull)
            #expect((read["empty"] as? [Any])?.isEmpty == true)
            #expect((read["object"] as? [String: Any])?.isEmpty == true)
            let numbers = try #require(read["numbers"] as? [Any])
            #expect(numbers.prefix(3).map { ($0 as? NSNumber)?.doubleValue } == [-3, 0.1, 1e300])
            #expect(numbers.last is NSNull, "JSON has no infinity")
            #expect(read["flag"] as? Bool == true)
        }
    }

    @Test func forms() {
        let value: JSONValue = ["a": [.int(1), "b".value], "c": [:]]
        #expect(String(decoding: value.compact, as: UTF8.self) == #"{"a":[1,"b"],"c":{}}"#)
        #expect(
            String(decoding: value.indented, as: UTF8.self) == """
                {
                  "a": [
                    1,
                    "b"
                  ],
                  "c": {}
                }

                """
        )
    }
}

extension String {
    fileprivate var value: JSONValue { .string(self) }
}
