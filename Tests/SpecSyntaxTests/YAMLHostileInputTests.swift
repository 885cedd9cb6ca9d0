import Diagnostics
import SpecSyntax
import Testing

/// Whatever stands in a file of the largest size, reading it ends soon, with documents or with a diagnostic.
@Suite struct YAMLHostileInputTests {
    /// Text that is repeated until the file is full, between a head and a tail.
    struct Input: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var head = ""
        var unit: @Sendable (Int) -> String
        var tail = ""
        /// The rule that refuses it; `nil` when it is read.
        var refusedBy: Rule?

        init(
            _ name: String,
            head: String = "",
            _ unit: @autoclosure @escaping @Sendable () -> String,
            tail: String = "",
            refusedBy rule: Rule? = nil
        ) {
            self.init(name, head: head, each: { _ in unit() }, tail: tail, refusedBy: rule)
        }

        init(
            _ name: String,
            head: String = "",
            each unit: @escaping @Sendable (Int) -> String,
            tail: String = "",
            refusedBy rule: Rule? = nil
        ) {
            testDescription = name
            self.head = head
            self.unit = unit
            self.tail = tail
            refusedBy = rule
        }

        func bytes(_ count: Int) -> [UInt8] {
            var bytes = Array(head.utf8)
            bytes.reserveCapacity(count)
            for index in 0... {
                let next = unit(index).utf8
                guard bytes.count + next.count + tail.utf8.count <= count else { break }
                bytes += next
            }
            return bytes + Array(tail.utf8)
        }
    }

    /// An optimised build reads the largest file that is allowed; others would measure the missing optimiser.
    #if DEBUG
        static let size = 1 << 20
    #else
        static let size = SpecLimits().fileBytes
    #endif

    static let inputs = [
        Input("opening brackets", "[", refusedBy: .nestedTooDeep),
        Input("opening braces", "{a: ", refusedBy: .nestedTooDeep),
        Input("question marks", "? ", refusedBy: .nestedTooDeep),
        Input("dashes", "- ", refusedBy: .nestedTooDeep),
        Input("closing brackets", "]", refusedBy: .invalidYAML),
        Input("one plain scalar", "a"),
        Input("one plain scalar of many lines", "a\n"),
        Input("one plain scalar of non-ASCII text", "é"),
        Input("one quoted scalar", head: "\"", "a", tail: "\""),
        Input("one quoted scalar of many lines", head: "\"", "a\n", tail: "\""),
        Input("one quoted scalar of escapes", head: "\"", "\\u00e9", tail: "\""),
        Input("an unclosed quote", head: "\"", "a ", refusedBy: .invalidYAML),
        Input("a block scalar", head: "a: |\n", " b\n"),
        Input("a folded scalar of empty lines", head: "a: >\n", "\n"),
        Input("empty lines", "\n"),
        Input("spaces", " "),
        Input("carriage returns", "\r"),
        Input("comments", "#\n"),
        Input("one comment", head: "#", "x"),
        Input("documents", "a\n---\n", refusedBy: .tooMany),
        Input("empty documents", "---\n", refusedBy: .tooMany),
        Input("document ends", "...\n"),
        Input("a list of anchors", each: { "- &a\($0) 1\n" }),
        Input("a list of aliases", head: "- &a 1\n", "- *a\n", refusedBy: .aliasExpansion),
        Input("one anchor over and over", "- &a 1\n"),
        Input("merges", head: "a: &a {b: 1}\nc:\n", "  <<: *a\n", refusedBy: .aliasExpansion),
        Input("inline merges", head: "a:\n", each: { "  <<: {k\($0): 1}\n" }),
        Input("one mapping of many keys", each: { "k\($0): 1\n" }),
        Input("one flow mapping of many keys", head: "{", each: { "k\($0): 1, " }, tail: "}"),
        Input("one key over and over", "a: 1\n", refusedBy: .duplicateKey),
        Input("one flow list on one line", head: "[", "1,", tail: "]"),
        Input("one flow list of non-ASCII text on one line", head: "[", "é,", tail: "]"),
        Input("keys without values in a flow list", head: "[", "a: ,", tail: "]"),
        Input("colons", ":", refusedBy: nil),
        Input("keys that are lists", "? [a]\n: 1\n", refusedBy: .misusedMapping),
        Input("tag directives", each: { "%TAG !a\($0)! b\n" }, tail: "---\na\n", refusedBy: .misusedMapping),
        Input("unknown directives", "%X\n", tail: "---\na\n"),
        Input("tags", "- !!str 1\n"),
        Input("unknown tags", "- !x 1\n", refusedBy: .misusedMapping),
        Input("one tag", head: "!", "a"),
        Input("one anchor", head: "&", "a"),
        Input("percent escapes in a tag", head: "!<", "%41", tail: "> a"),
        Input("tabs", "\t"),
        Input("byte order marks", "\u{FEFF}"),
    ]

    @Test(.timeLimit(.minutes(5)), arguments: inputs)
    func readingEnds(input: Input) throws {
        var sources = SourceMap()
        let file = sources.add(path: "hostile.yaml", bytes: input.bytes(Self.size))
        let clock = ContinuousClock()
        let start = clock.now
        let read = YAMLReader.read(file, in: sources)
        let elapsed = clock.now - start
        if let rule = input.refusedBy { #expect(read.diagnostics.contains { $0.rule == rule }) }
        #expect(elapsed < .seconds(20))
        #expect(read.diagnostics.count <= SpecLimits().diagnostics + 1)
        print(
            input.testDescription,
            elapsed,
            read.documents.count,
            read.diagnostics.count,
            read.diagnostics.last?.message.prefix(80) ?? ""
        )
        for diagnostic in read.diagnostics {
            for label in [diagnostic.primary].compactMap(\.self) + diagnostic.secondary {
                #expect(Int(label.span.upper) <= Self.size)
            }
        }
    }
}
