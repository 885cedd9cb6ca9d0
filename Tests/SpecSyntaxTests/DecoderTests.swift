import Diagnostics
import SpecSyntax
import Testing

/// Every kind of error of the table-driven decoder, and that one run finds all of them.
@Suite struct DecoderTests {
    struct Shelf: SpecObject {
        var name: Located<String>?
        var width: Located<Int>?
        var load: Located<Double>?
        var isOpen: Located<Bool>?
        var books: Located<SpecList<String>>?
        var labels: Located<SpecMap<String>>?
        var wood: Located<Wood>?
        var lower: Located<SpecMap<Drawer>>?

        static let schema = ObjectSchema<Shelf>(
            "a shelf",
            "A shelf.",
            [
                Field("name", \.name, "Its name.", .required),
                Field("width", \.width, in: 1...10, "Its width."),
                Field("load", \.load, in: 0...1, "Its load."),
                Field("isOpen", \.isOpen, "Whether it is open."),
                Field("books", \.books, "Its books."),
                Field("labels", \.labels, "Its labels."),
                Field("wood", \.wood, "Its wood."),
                Field("drawers", \.lower, "Its drawers."),
            ]
        )
    }

    struct Drawer: SpecObject, SpecKeyed {
        var depth: Located<Int>?
        var height: Located<Int>?

        static let keyName = "drawer"
        static let schema = ObjectSchema<Drawer>(
            "a drawer",
            "A drawer.",
            [Field("depth", \.depth, "Its depth."), Field("height", \.height, "Its height.")]
        )
    }

    enum Wood: String, SpecChoice { case oak, beech }

    @Test(arguments: [
        ("name: a\nwidht: 3", "SP1020", "width"), ("name: a\ncolour: red", "SP1020", nil), ("name: [a]", "SP1021", nil),
        ("name:", "SP1021", nil), ("width: 1", "SP1024", nil), ("name: a\nwidth: 11", "SP1023", nil),
        ("name: a\nwidth: '3'", "SP1021", "quotes"), ("name: a\nwidth: 1.5", "SP1021", nil),
        ("name: a\nwidth: 0x3", "SP1021", nil),
        ("name: a\nwidth: 99999999999999999999", "SP1021", nil), ("name: a\nload: .5x", "SP1021", nil),
        ("name: a\nload: nan", "SP1021", nil), ("name: a\nload: 1e999", "SP1021", nil),
        ("name: a\nload: 1.01", "SP1023", nil),
        ("name: a\nisOpen: yes", "SP1021", "true"), ("name: a\nisOpen: off", "SP1021", "false"),
        ("name: a\nisOpen: \"true\"", "SP1021", "true"), ("name: a\nbooks: b", "SP1021", "- "),
        ("name: a\nlabels: [b]", "SP1021", nil),
        ("name: a\nwood: oka", "SP1025", "oak"), ("name: a\nwood: stone", "SP1025", nil), ("[a]", "SP1021", nil),
    ])
    func oneError(text: String, id: String, help: String?) {
        let diagnostics = decode(text).diagnostics
        #expect(diagnostics.map(\.rule.id) == [id])
        if let help {
            #expect(diagnostics.first?.help?.contains(help) == true, "\(diagnostics.first?.help ?? "no help")")
        }
        #expect(diagnostics.first?.primary != nil)
    }

    @Test(arguments: [("3", 3), ("-0", nil), ("1e1", 10), ("1.0", 1), ("10", 10)] as [(String, Int?)])
    func wholeNumbers(text: String, value: Int?) {
        #expect(decode("name: a\nwidth: \(text)").shelf?.width?.value == value)
    }

    @Test func everyErrorIsFoundInOneRun() {
        let result = decode(
            "widht: 1\nwidth: x\nload: 2\nisOpen: maybe\nbooks: [a, [b], {c: d}]\nwood: oka\ndrawers: {top: {depht: 1, depth: a}}\n"
        )
        #expect(result.diagnostics.count == 10)
        #expect(
            result.diagnostics.compactMap(\.path) == [
                "widht", "width", "load", "isOpen", "books[1]", "books[2]", "wood", "drawers.top.depht",
                "drawers.top.depth", "name",
            ]
        )
        #expect(result.shelf?.books?.value.elements.map(\.value) == ["a"])
    }

    /// What is fixed without asking, and what then stands there.
    @Test(
        arguments: [
            ("name: a\nwidht: 3", "width", .safe), ("name: a\nlabesl: {a: b}", "labels", .safe),
            ("name: a\nwidth: '3'", "3", .safe), ("name: a\nload: \"0.50\"", "0.5", .safe),
            ("name: a\nwidth: '007'", "7", .safe),
            ("name: a\nisOpen: Yes", "true", .safe), ("name: a\nisOpen: 'off'", "false", .safe),
            ("name: a\nwood: oakk", "oak", .safe), ("name: a\nwood: Beech", "beech", .safe),
            // The value does not fit, or a letter of a short word is another one.
            ("name: a\nwidht: x", "width", .maybe), ("name: a\nwood: oat", "oak", .maybe),
            // There is such a key already, or nothing is near.
            ("name: a\nwidth: 1\nwidht: 3", nil, .safe), ("name: a\ncolour: red", nil, .safe),
            ("name: a\nwidth: x", nil, .safe),
        ] as [(String, String?, Fix.Applicability)]
    )
    func fixes(text: String, new: String?, applicability: Fix.Applicability) {
        let fixes = decode(text).diagnostics.flatMap(\.fixes)
        #expect(fixes.flatMap(\.edits).map(\.new) == (new.map { [$0] } ?? []))
        #expect(fixes.allSatisfy { $0.applicability == applicability })
    }

    @Test func ofTwoKeysOfOneMeaningOneIsFixed() {
        let fixes = decode("name: a\nwidht: 3\nwitdh: 4\ndrawers: {a: {depht: 1, dpeth: 1}}").diagnostics.flatMap(
            \.fixes
        )
        #expect(fixes.flatMap(\.edits).map(\.old) == ["widht", "depht"])
    }

    @Test func valuesKeepTheirPlaces() {
        let read = ReadYAML("name: 1️⃣a2️⃣\nbooks: [x, 3️⃣y4️⃣]\n")
        let shelf = decode(read).shelf
        #expect(shelf?.name?.span == read.span(1, 2))
        #expect(shelf?.books?.value.elements.last?.span == read.span(3, 4))
    }

    @Test func pathsOfHugeKeysAreCut() {
        let key = String(repeating: "k", count: 100_000)
        let path = decode("name: a\ndrawers: {\(key): {x: 1}}").diagnostics.first?.path ?? ""
        #expect(path.utf8.count < 300)
    }

    // MARK: Overlays

    @Test func anOverlayMergesMappingsAndReplacesTheRest() {
        let lower = decode("name: a\nwidth: 1\nbooks: [x]\nlabels: {p: q, r: s}\ndrawers: {top: {depth: 1, height: 1}}")
            .shelf
        let higher = decode(
            "width: 2\nbooks: [y, z]\nlabels: {r: t, u: v}\ndrawers: {top: {depth: 2}, low: {depth: 3}}"
        ).shelf
        guard let lower, let higher else { return #expect(Bool(false), "nothing decoded") }
        let result = lower.overlaid(by: higher)
        #expect(result.name?.value == "a")
        #expect(result.name?.span == lower.name?.span)
        #expect(result.width?.value == 2)
        #expect(result.width?.span == higher.width?.span)
        #expect(result.books?.value.elements.map(\.value) == ["y", "z"])
        #expect(result.labels?.value.keys == ["p", "r", "u"])
        #expect(result.labels?.value["r"]?.value == "t")
        #expect(result.lower?.value["top"]?.depth?.value == 2)
        #expect(result.lower?.value["top"]?.height?.value == 1)
        #expect(result.lower?.value["low"]?.depth?.value == 3)
    }

    /// A hundred thousand entries, all of them in both layers: squares of that take minutes.
    @Test(.timeLimit(.minutes(5))) func largeMapsAreLaidOverOneAnother() throws {
        let span = Span(file: FileID(index: 0), lower: 0, upper: 0)
        let value = Node(.scalar("v", quoted: false), at: span)
        let entries = (0..<100_000).map { Node.Entry(key: "k\($0)", keySpan: span, value: value) }
        var decoder = SpecDecoder()
        let below: Located<SpecMap<String>>? = decoder.decode(Node(.mapping(entries), at: span))
        let above: Located<SpecMap<String>>? = decoder.decode(Node(.mapping(entries.reversed()), at: span))
        let (lower, higher) = (try #require(below), try #require(above))
        #expect(lower.value.overlaid(by: higher.value).keys == entries.map(\.key))
    }

    private func decode(_ text: String) -> (shelf: Shelf?, diagnostics: [Diagnostic]) { decode(ReadYAML(text)) }

    private func decode(_ read: ReadYAML) -> (shelf: Shelf?, diagnostics: [Diagnostic]) {
        var decoder = SpecDecoder()
        let shelf = read.root.flatMap { decoder.decode($0, as: Shelf.self) }
        return (shelf?.value, read.diagnostics + decoder.diagnostics)
    }
}
