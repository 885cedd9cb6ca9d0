import SpecFormat
import Testing

/// What a golden cannot show well: bytes, and files that are left alone.
@Suite struct SpecFormatterTests {
    private static let header = "apiVersion: spindle/v1alpha1\nkind: Model\n"

    // MARK: Bytes

    @Test func linesEndWithLineFeedsAlone() throws {
        #expect(try formatted("kind: Model\r\napiVersion: spindle/v1alpha1\r\n") == Self.header)
        #expect(try formatted("kind: Model\rapiVersion: spindle/v1alpha1\r") == Self.header)
        let scalars = Self.header + "a: |\n  x\n  y\nb: \"c\n  d\"\n"
        #expect(try formatted(scalars.replacing("\n", with: "\r\n")) == scalars)
    }

    @Test func byteOrderMarkGoes() throws { #expect(try formatted("\u{FEFF}" + Self.header) == Self.header) }

    @Test func fileEndsWithOneLineBreak() throws {
        #expect(try formatted(Self.header + "a: b") == Self.header + "a: b\n")
        #expect(try formatted(Self.header + "a: b\n\n  \n\n") == Self.header + "a: b\n")
        #expect(try formatted(Self.header + "a: b  \n") == Self.header + "a: b\n")
    }

    /// Its line breaks are part of the value wherever it stands.
    @Test func scalarThatKeepsItsLineBreaksKeepsThem() throws {
        let kept = Self.header + "a: |+\n  x\n\n\n"
        #expect(try formatted(kept) == kept)
        #expect(try formatted("a: |+\n  x\n\n" + Self.header) == Self.header + "a: |+\n  x\n\n")
        // A blank line would be part of it.
        #expect(
            try formatted(Self.header + "\nz: 1\n\nmetadata: |+\n  x\n")
                == Self.header + "\nmetadata: |+\n  x\nz: 1\n"
        )
    }

    @Test(arguments: ["\u{2028}", "\u{2029}", "\u{85}"])
    func breaksOfUnicodeStayInScalars(lineBreak: String) throws {
        let text = Self.header + "a: \"b\(lineBreak)  c\"\nd: e\n"
        let result = try #require(try formatted(text))
        #expect(result == text)
        #expect(
            try formatted(Self.header + "a: b\(lineBreak)d: e # f\(lineBreak)") == Self.header + "a: b\nd: e  # f\n"
        )
    }

    // MARK: What is left alone

    @Test(arguments: [
        ("a: b\n", "foreign SP1024"), ("apiVersion: v1\nkind: Service\n", "foreign SP1026"),
        ("- a\n", "foreign SP1021"),
        ("apiVersion: spindle/v2\nkind: Model\n", "foreign SP1026"), ("# nothing\n", "foreign "), ("", "foreign "),
        ("kind: Service\n", "foreign SP1027"),
    ])
    func foreignFile(text: String, expected: String) throws {
        #expect(try outcome(Array(text.utf8)).described == expected)
    }

    @Test func specThatForgotItsVersionIsASpec() throws {
        #expect(try formatted("metadata: {name: a}\nkind: Model\n") == "kind: Model\nmetadata: {name: a}\n")
    }

    @Test(arguments: [
        ("a: [\n", "invalid SP1001"), ("a: 1\na: 2\n", "invalid SP1005"), ("a: *b\n", "invalid SP1006"),
        ("\ta: 1\n", "invalid SP1004"), ("? [a]\n: b\n", "invalid SP1007"),
    ])
    func fileWithAMistake(text: String, expected: String) throws {
        #expect(try outcome(Array((Self.header + text).utf8)).described == expected)
    }

    @Test func fileThatWouldBecomeTooLarge() throws {
        let deep = String(repeating: "[", count: 50) + "\"a\nb\"," + String(repeating: "x,", count: 200_000)
        let text = Self.header + "a: " + deep + String(repeating: "]", count: 50) + "\n"
        #expect(try outcome(Array(text.utf8)).described == "invalid SP1010")
    }

    // MARK: Width

    @Test func commentDoesNotCount() throws {
        let line = "metadata: {name: \(String(repeating: "a", count: 100))}"
        let text = Self.header + line + "  # far beyond the right edge\n"
        #expect(try formatted(text) == text)
    }

    @Test func nothingIsTooDeepOrTooLong() throws {
        let deep = Self.header + "a: " + String(repeating: "{b: ", count: 60) + "1" + String(repeating: "}", count: 60)
        let result = try #require(try formatted(deep))
        #expect(try formatted(result) == result)
        #expect(result.split(separator: "\n").allSatisfy { $0.utf8.count <= 120 || !$0.contains("{") })
        // No colon makes a key of more than 1024 characters.
        let long = Self.header + "? \(String(repeating: "k", count: 1100))\n: v\n"
        #expect(try formatted(long) == long)
    }
}
